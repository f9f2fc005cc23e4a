"""YAML read so that every value is text and keeps its line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from storage.plan_faults import Fault, PlanFaults

Path = tuple[str | int, ...]  # the fields and list positions that lead to a value

MAX_DEPTH = 20  # the plan format itself goes 5 deep

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NOT_A_LINE = re.compile(r"[\x85\u2028\u2029]")  # YAML counts these as lines, editors do not
_UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_UNSTORABLE_FAULT = "There is a control character here, which cannot be stored."
_ANCHOR_FAULT = (
    "Anchors and aliases are not read: a value that starts with & or * needs quotation marks."
)
_TAG_FAULT = "Tags are not read: a value that starts with ! needs quotation marks."
_START_FAULT = "The file must start with fields (format: 1), not a list or a text."


class _Mapping(dict[str, Any]):
    """A YAML mapping and the line of each of its keys."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[str, int] = {}


class _Sequence(list[Any]):
    """A YAML list and the line of each of its items."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[int] = []


@dataclass(frozen=True, slots=True)
class YamlDocument:
    """A YAML file as mappings, lists and texts, which know their lines."""

    data: dict[str, Any]

    def line_of(self, path: Path) -> int:
        """Give the line of the value at `path`, or of the nearest thing around it that exists."""
        line, node = 1, self.data
        for step in path:
            try:
                line, node = node.lines[step], node[step]  # type: ignore[attr-defined,index]
            except (AttributeError, KeyError, IndexError, TypeError):
                break
        return line

    def texts(self) -> Iterator[tuple[int, str]]:
        """Give every text of the file, field names too, with its line."""
        yield from _texts(self.data, 1)


def _texts(node: Any, line: int) -> Iterator[tuple[int, str]]:
    if isinstance(node, str):
        yield line, node
    elif isinstance(node, _Mapping):
        for key, value in node.items():
            yield node.lines[key], key
            yield from _texts(value, node.lines[key])
    elif isinstance(node, _Sequence):
        for item_line, item in zip(node.lines, node, strict=True):
            yield from _texts(item, item_line)


def read_yaml(text: str | bytes, name: str) -> YamlDocument:
    """Read a plan file's YAML; `name` is what faults call the file.

    Raises PlanFaults where the file is not UTF-8, not YAML, empty, a list or a text, gives a field
    twice, or uses what the format leaves out (anchors, tags, a second document).
    """
    words = _decoded(text, name)
    reader = _Reader(words)
    data: dict[str, Any] = {}
    try:
        data = reader.document()
    except _Stop as stop:
        reader.faults.append(stop.fault)
    except yaml.YAMLError as error:
        last = words.count("\n") + 1  # YAML may blame the line after the end
        reader.faults.append(_fault_of(error, last))
    if reader.faults:
        raise PlanFaults(name, reader.faults)
    return YamlDocument(data)


def _decoded(text: str | bytes, name: str) -> str:
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8")
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            raise PlanFaults(name, [Fault(line, "The file is not UTF-8 text from here.")]) from None
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    text = _NOT_A_LINE.sub(" ", text)
    lines = [n for n, line in enumerate(text.split("\n"), 1) if _UNSTORABLE.search(line)]
    if lines:
        raise PlanFaults(name, [Fault(line, _UNSTORABLE_FAULT) for line in lines])
    return text


def _fault_of(error: yaml.YAMLError, last_line: int) -> Fault:
    """Say in plain words what is not YAML, and where."""
    mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", None) or ""
    if "end of stream" in problem:
        mark = getattr(error, "context_mark", None) or mark
        sentence = "A quotation mark or bracket opened here is never closed."
    elif "cannot start any token" in problem:
        sentence = "A value cannot start with a tab, @, ` or %; put it in quotation marks."
    elif "mapping values are not allowed" in problem:
        sentence = (
            "This is not YAML: a text with a colon needs quotation marks, "
            "and a field must line up with its neighbours."
        )
    else:
        sentence = "This is not YAML: check the indentation, colons and quotation marks here."
    return Fault(min(mark.line + 1, last_line) if mark else 1, sentence)


class _Stop(Exception):
    """Reading has to stop here, although the file may be YAML."""

    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(sentence)
        self.fault = Fault(line, sentence)


class _Reader:
    """Builds the document from YAML's events, noting what the format leaves out."""

    def __init__(self, text: str) -> None:
        self.events = iter(yaml.parse(text, Loader=_LOADER))
        self.faults: list[Fault] = []

    def fault(self, line: int, sentence: str) -> None:
        self.faults.append(Fault(line, sentence))

    def document(self) -> Any:
        next(self.events)  # the start of the stream
        event = next(self.events)
        if isinstance(event, yaml.StreamEndEvent):
            raise _Stop(1, "The file is empty.")
        event = next(self.events)
        data = self._node(event, 0)
        if data is None:
            self.fault(1, "The file is empty.")
        elif not isinstance(data, _Mapping):
            self.fault(_line(event), _START_FAULT)
        next(self.events)  # the end of the document
        event = next(self.events)
        if not isinstance(event, yaml.StreamEndEvent):
            raise _Stop(_line(event), "A second document starts here; a plan is one.")
        return data

    def _node(self, event: Any, depth: int) -> Any:
        if depth > MAX_DEPTH:
            raise _Stop(_line(event), f"This is nested more than {MAX_DEPTH} deep.")
        if event.anchor is not None:
            self.fault(_line(event), _ANCHOR_FAULT)
        if getattr(event, "tag", None) is not None:
            self.fault(_line(event), _TAG_FAULT)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(depth)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(depth)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        return None  # an alias: its fault is noted above

    def _mapping(self, depth: int) -> _Mapping:
        mapping = _Mapping()
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            line = _line(event)
            key = self._node(event, depth + 1)
            value = self._node(next(self.events), depth + 1)
            if not isinstance(key, str) or not key:
                self.fault(line, "A field's name must be a word.")
            elif key in mapping:
                first = mapping.lines[key]
                self.fault(line, f"This field is given twice; the first is on line {first}.")
            else:
                mapping[key] = value
                mapping.lines[key] = line
        return mapping

    def _sequence(self, depth: int) -> _Sequence:
        sequence = _Sequence()
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            sequence.lines.append(_line(event))
            sequence.append(self._node(event, depth + 1))
        return sequence

    def _scalar(self, event: yaml.ScalarEvent) -> str | None:
        text: str = event.value.strip()
        if not event.style and text in {"", "~", "null"}:
            return None
        if _UNSTORABLE.search(text):  # written as an escape: "\0"
            self.fault(_line(event), _UNSTORABLE_FAULT)
        return text


def _line(event: Any) -> int:
    line: int = event.start_mark.line
    return line + 1
