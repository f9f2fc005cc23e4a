"""Check a plan file: `check` gives a Plan, or every fault at once."""

import re
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from rapidfuzz import fuzz, process

from storage.plan_faults import Fault, PlanFaults
from storage.plan_format import Plan, part_at
from storage.plan_values import (
    AMBIGUITY_REF,
    AREA_NUMBER,
    MAX_SLUG,
    REF,
    REFUSED,
    SLUG,
    UNKNOWN,
    fields_of,
)
from storage.yaml_lines import Path, YamlDocument

NEAR_ENOUGH = 70  # below this likeness (0 to 100) a suggestion would only confuse

_ITEMS = {
    "inspections": "inspection",
    "areas": "area",
    "actions": "action",
    "measures": "measure",
    "evidence": "evidence",
    "ambiguities": "ambiguity",
}
# What may be given once: what it is called, its shape, and where it stands ("*": any item).
_UNIQUE = (
    ("id", SLUG, ("inspections.*.id",)),
    ("id", SLUG, ("areas.*.id",)),
    ("number", AREA_NUMBER, ("areas.*.number",)),
    ("id", SLUG, ("measures.*.id",)),
    ("id", SLUG, ("document.roles.*.id",)),
    (  # everything people call up with `show REF` shares one set of references
        "reference",
        AMBIGUITY_REF,
        ("actions.*.ref", "actions.*.next_step.ref", "evidence.*.ref", "ambiguities.*.ref"),
    ),
)
# What one part calls another by: its kind and shape, where it is defined, and where it is named.
_NAMED = (
    ("inspection", SLUG, "inspections.*.id", ("areas.*.inspection",)),
    (
        "area",
        SLUG,
        "areas.*.id",
        (
            "actions.*.areas.*",
            "actions.*.areas.*.area",
            "measures.*.area",
            "evidence.*.areas.*",
            "ambiguities.*.areas.*",
        ),
    ),
    ("action", REF, "actions.*.ref", ("evidence.*.action",)),
)
_SENTENCES = {
    "missing": '"{field}" is missing.',
    "literal_error": '"{field}" must be {expected}.',
    "string_type": '"{field}" must be a text.',
    "string_too_short": '"{field}" is empty.',
    "string_too_long": '"{field}" is longer than {max_length} characters.',
    "list_type": '"{field}" must be a list.',
    "too_short": '"{field}" needs at least one item.',
    "bool_parsing": '"{field}" must be true or false.',
    "bool_type": '"{field}" must be true or false.',
    "float_parsing": '"{field}" must be a number, such as 47.5.',
    "float_type": '"{field}" must be a number, such as 47.5.',
    "finite_number": '"{field}" must be a number, such as 47.5.',
    "model_type": '"{field}" must be made of fields (name: value).',
}


def check(document: YamlDocument, name: str) -> Plan:
    """Give the plan that the document holds; raise PlanFaults with every fault, by line.

    The checks across parts run on the texts as they are, so that a part with a fault of its own
    hides none of the others.
    """
    faults = [
        *_duplicates(document),
        *_unknown_names(document),
        *_repeated_areas(document),
        *_shared_aliases(document),
    ]
    try:
        plan = Plan.model_validate(document.data)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        faults += [_fault(document, detail["loc"], _sentence(detail)) for detail in details]
    if faults:
        raise PlanFaults(name, faults)
    return plan


def _fault(document: YamlDocument, path: Path, sentence: str) -> Fault:
    """Begin the sentence with the item that it is about: "Action MC-3: "."""
    about = ""
    if len(path) > 1 and (kind := _ITEMS.get(str(path[0]))):
        item = document.data[str(path[0])][path[1]]
        shapes = {"ref": AMBIGUITY_REF, "id": SLUG} if isinstance(item, dict) else {}
        names = (item[key] for key, shape in shapes.items() if _is_like(shape, item.get(key)))
        about = " ".join((kind, *names)) + ": "
    told = about + sentence
    return Fault(document.line_of(path), told[0].upper() + told[1:])


# --- What one part says of another.


def _duplicates(document: YamlDocument) -> Iterator[Fault]:
    for kind, shape, patterns in _UNIQUE:
        first: dict[str, int] = {}
        for path, text in _at(document, *patterns):
            line = document.line_of(path)
            if text in first:
                what = f"The {kind} {text}" if _is_like(shape, text) else f"This {kind}"
                yield Fault(line, f"{what} is already used on line {first[text]}.")
            first.setdefault(text, line)


def _unknown_names(document: YamlDocument) -> Iterator[Fault]:
    for kind, shape, defined, patterns in _NAMED:
        known = {text for _, text in _at(document, defined)}
        # References are all alike: the nearest is no likelier than the others.
        near_by = [text for text in known if _is_like(SLUG, text)] if shape is SLUG else []
        for path, text in _at(document, *patterns):
            if text not in known and _is_like(shape, text):  # else it has its own fault
                near = _nearest(text, near_by)
                yield _fault(document, path, f"there is no {kind} {text} in this file.{near}")


def _repeated_areas(document: YamlDocument) -> Iterator[Fault]:
    for section in ("actions", "evidence", "ambiguities"):
        seen: set[tuple[Path, str]] = set()
        for path, text in _at(document, f"{section}.*.areas.*", f"{section}.*.areas.*.area"):
            if (path[:2], text) in seen and _is_like(SLUG, text):
                yield _fault(document, path, f"the area {text} is given twice.")
            seen.add((path[:2], text))


def _shared_aliases(document: YamlDocument) -> Iterator[Fault]:
    first: dict[str, Path] = {}
    for path, text in _at(document, "areas.*.id", "areas.*.number", "areas.*.aliases.*"):
        taken = first.setdefault(" ".join(text.casefold().split()), path)
        if taken[1] != path[1] and path[2] == "aliases":
            line = document.line_of(taken)
            yield _fault(document, path, f"this alias is another area's, on line {line}.")


def _at(document: YamlDocument, *patterns: str) -> Iterator[tuple[Path, str]]:
    """Give each text that the patterns reach, and where it is."""
    for pattern in patterns:
        yield from _below(document.data, pattern.split("."), ())


def _below(node: Any, steps: list[str], path: Path) -> Iterator[tuple[Path, str]]:
    if not steps:
        if isinstance(node, str) and node not in UNKNOWN:
            yield path, node
    elif steps[0] == "*" and isinstance(node, list):
        for index, item in enumerate(node):
            yield from _below(item, steps[1:], (*path, index))
    elif isinstance(node, dict) and steps[0] in node:
        yield from _below(node[steps[0]], steps[1:], (*path, steps[0]))


def _is_like(shape: re.Pattern[str], text: object) -> bool:
    """Say whether a text is shaped so that a fault may repeat it."""
    return isinstance(text, str) and len(text) <= MAX_SLUG and shape.fullmatch(text) is not None


# --- What a part says of itself: pydantic's errors in plain words.


def _sentence(error: ErrorDetails) -> str:
    kind, path = error["type"], error["loc"]
    if kind == REFUSED:
        return error["msg"]
    if kind == "extra_forbidden":
        return _unknown_field(path)
    field = next((step for step in reversed(path) if isinstance(step, str)), "the file")
    given = {name: str(value).replace("'", "") for name, value in error.get("ctx", {}).items()}
    return _SENTENCES.get(kind, '"{field}" cannot be read.').format(field=field, **given)


def _unknown_field(path: Path) -> str:
    """Name the nearest field of the part that `path` is in, or all of them."""
    names = list(fields_of(part_at(path[:-1])))
    near = _nearest(str(path[-1]), names)
    return f"there is no such field here.{near or ' The fields are: ' + ', '.join(names) + '.'}"


def _nearest(text: str, known: list[str]) -> str:
    """Ask whether the nearest right word was meant; nothing where none is near."""
    found = process.extractOne(text, known, scorer=fuzz.ratio, score_cutoff=NEAR_ENOUGH)
    return f" Did you mean {found[0]}?" if found else ""
