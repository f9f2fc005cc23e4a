"""The few kinds of rule that Slack's JSON schema for blocks is made of.

A rule takes a value and its JSON pointer and yields the problems found there. The words are Slack's
where a real answer of Slack's was seen; "must be between", "must be an option" and "must be unique"
are ours. Lengths are counted in code points, as JSON schema does.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

Problem = tuple[str, str]  # what Slack says, where (a JSON pointer)
Rule = Callable[[object, str], Iterator[Problem]]


def string(most: int | None = None, least: int = 1) -> Rule:
    """Make a rule for a string of `least` to `most` characters."""

    def check(value: object, at: str) -> Iterator[Problem]:
        if not isinstance(value, str):
            yield "must provide a string", at
        elif len(value) < least:
            yield f"must be more than {least - 1} characters", at
        elif most is not None and len(value) > most:
            yield f"must be less than {most + 1} characters", at

    return check


def kind(*types: type) -> Rule:
    """Make a rule for a value of one of these Python types (a boolean is no number)."""

    def check(value: object, at: str) -> Iterator[Problem]:
        if not isinstance(value, types) or (isinstance(value, bool) and bool not in types):
            yield f"must be of type {types[0].__name__}", at

    return check


def whole(least: int, most: int) -> Rule:
    """Make a rule for a whole number from `least` to `most`."""

    def check(value: object, at: str) -> Iterator[Problem]:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            yield f"must be between {least} and {most}", at

    return check


def one_of(*values: str) -> Rule:
    """Make a rule for a string out of a fixed list."""

    def check(value: object, at: str) -> Iterator[Problem]:
        if value not in values:
            yield "must be a valid enum value", at

    return check


def each(rule: Rule, most: int, least: int = 1) -> Rule:
    """Make a rule for a list of `least` to `most` items that each keep `rule`."""

    def check(value: object, at: str) -> Iterator[Problem]:
        if not isinstance(value, list):
            yield "must provide an array", at
            return
        if len(value) > most:
            yield f"no more than {most} items allowed", at
        if len(value) < least:
            yield f"must provide at least {least} items", at
        for index, item in enumerate(value):
            yield from rule(item, f"{at}/{index}")

    return check


def shape(
    required: Mapping[str, Rule] | None = None,
    optional: Mapping[str, Rule] | None = None,
    one_from: tuple[str, ...] = (),
    at_most_one_from: tuple[str, ...] = (),
) -> Rule:
    """Make a rule for an object with these fields and no others.

    At least one of `one_from` must be there, and no two of `at_most_one_from`.
    """
    must, may = required or {}, optional or {}

    def check(value: object, at: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield "must provide an object", at
            return
        for name in must.keys() - value.keys():
            yield f"missing required field: {name}", at
        if one_from and not value.keys() & set(one_from):
            yield f"must define {_either(one_from)}", at
        if len(value.keys() & set(at_most_one_from)) > 1:
            yield f"must define only one of {_either(at_most_one_from)}", at
        for name, content in value.items():
            rule = must.get(name) or may.get(name)
            if rule:
                yield from rule(content, f"{at}/{name}")
            elif name != "type":
                yield f"invalid additional property: {name}", at

    return check


def by_type(table: Mapping[str, Rule]) -> Rule:
    """Make a rule that looks up another by the object's `type`; a type not listed is refused."""

    def check(value: object, at: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield "must provide an object", at
        elif "type" not in value:
            yield "missing required field: type", at
        elif not isinstance(value["type"], str) or value["type"] not in table:
            yield f"unsupported type: {value['type']}", f"{at}/type"
        else:
            yield from table[value["type"]](value, at)

    return check


def text(most: int, *types: str) -> Rule:
    """Make a rule for a text object of one of these types (both when none is named)."""
    flags = {"plain_text": "emoji", "mrkdwn": "verbatim"}
    inner = by_type(
        {
            name: shape({"text": string(most)}, {flags[name]: kind(bool)})
            for name in types or tuple(flags)
        }
    )

    def check(value: object, at: str) -> Iterator[Problem]:
        problems = list(inner(value, at))
        if problems:
            yield "failed to match all allowed schemas", at
        yield from problems

    return check


def then(*rules: Rule) -> Rule:
    """Make a rule of several: a later one is asked only when those before it found nothing.

    So a later rule may rely on what an earlier one has made sure of.
    """

    def check(value: object, at: str) -> Iterator[Problem]:
        for rule in rules:
            problems = list(rule(value, at))
            yield from problems
            if problems:
                return

    return check


def twice(values: Iterable[object]) -> list[str]:
    """List the strings that are there more than once."""
    counted = Counter(one for one in values if isinstance(one, str))
    return [one for one, times in counted.items() if times > 1]


def _either(names: tuple[str, ...]) -> str:
    return " or ".join(f"`{name}`" for name in names)
