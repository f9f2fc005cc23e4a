"""Read the text of a PDF, Word or Excel file, in a process of its own.

`python -m commands.evidence_text` takes the bytes on its input and puts JSON on its output. A file
made to exhaust its reader then takes neither the bot's time nor its memory, and crashes only this.

For Office files see ECMA-376: a zip file of XML parts ("package"), which names the others that it
needs ("relationships"). Their text is taken from every part, so that what Word and Excel don't
show at once (comments, footnotes, deleted words, a pivot table's own copy of the data) is seen
too; the libraries then read tables and cells, where a heading tells what a value is.
"""

import json
import re
import sys
import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from storage.errors import OfstedError

if TYPE_CHECKING:
    from pypdf import PdfReader
    from pypdf.generic import DictionaryObject

MAX_CHARACTERS = 2_000_000  # some 800 pages; the privacy module needs a second or two for them
MAX_PAGES = 300
MAX_CELLS = 100_000
MAX_PARTS = 2_000
MAX_UNPACKED = 64 * 1024**2  # Office XML is packed to a tenth: 10 MB rarely hold more than this
MAX_MEMORY = 768 * 1024**2

BROKEN = "I couldn't read the file. Save it again, or as a PDF, and upload that."
LOCKED = "The file is locked with a password. Save it without one and upload it again."
_AS_PDF = "Save it as a PDF and upload that."
_PART_ONLY = "Upload only the part that is the evidence."


class FileRefused(OfstedError):
    """A file may not be kept; `kinds` says what in it could identify a child, never the value."""

    def __init__(self, sentence: str, kinds: tuple[str, ...] = ()) -> None:
        super().__init__(sentence)
        self.kinds = kinds


@dataclass(frozen=True, slots=True)
class FileText:
    """What was read of a file: its type, and its text by where it stands ("on page 3").

    `readable` is false where part of the file, or all of it, is a picture of text.
    """

    type: str
    texts: Mapping[str, str] = field(repr=False)
    readable: bool


def read(content: bytes) -> FileText:
    """Return what a PDF or Office file says; raise FileRefused, which says what to do.

    A file that its library can't read is refused too, however the library puts it.
    """
    try:
        with warnings.catch_warnings(action="ignore"):  # openpyxl's, of parts it doesn't know
            found = _pdf(content) if content.startswith(b"%PDF-") else _office(content)
    except FileRefused:
        raise
    except Exception:  # noqa: BLE001 - a broken file can bring about any of them
        # Not "from error": it may quote the file.
        raise FileRefused(BROKEN) from None
    if sum(map(len, found.texts.values())) > MAX_CHARACTERS:
        raise too_much(f"{MAX_CHARACTERS:,} characters")
    return found


def too_much(limit: str) -> FileRefused:
    """Return the refusal of a file that holds more than the limit, which is named in words."""
    return FileRefused(f"The file holds more than {limit}, too much for me to check. {_PART_ONLY}")


# --- Tables ------------------------------------------------------------------------------------

_HEADINGS = 4  # of a column: titles and remarks may stand between its name and a value
_LONGEST = 60  # of a heading and of a value


def table_text(rows: Iterable[Sequence[str]]) -> str:
    """Return each row of a table on a line, then its numbers, each after its column's headings.

    A heading tells what a number is, though it stands far above it: "Date of birth: 2010-03-01".
    The semicolons keep lines apart: what a row ends with doesn't tell what the next begins with.
    """
    return _sound("\n".join(dict.fromkeys(_table_lines(rows))))


def _table_lines(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    headings = defaultdict[int, list[str]](list)
    for row in rows:
        if said := " | ".join(cell for cell in row if cell):
            yield f"{said};"
        for column, cell in enumerate(row):
            if not cell or len(cell) > _LONGEST:
                continue
            above = headings[column]
            if any(character.isdigit() for character in cell):
                yield from (f"{heading}: {cell};" for heading in above)
            elif len(above) < _HEADINGS and cell not in above:
                above.append(cell)


# --- PDF ---------------------------------------------------------------------------------------
# Names of keys and actions: ISO 32000-1.

_PDF_ACTS = frozenset({"/JavaScript", "/JS", "/Launch", "/SubmitForm", "/ImportData", "/XFA"})
_PDF_CARRIES = frozenset(
    {"/EF", "/EmbeddedFiles", "/EmbeddedFile", "/FileAttachment", "/RichMedia"}
)
_PDF_SAYS = ("/TU", "/Title", "/Subject", "/Keywords", "/Contents", "/Alt", "/ActualText", "/URI")
_PDF_FIELD = ("/T", "/TU", "/V")  # what a form asks, and the answer


def _pdf(content: bytes) -> FileText:
    from pypdf import PdfReader  # noqa: PLC0415 - slow to load
    from pypdf.errors import DependencyError  # noqa: PLC0415

    try:
        reader = PdfReader(BytesIO(content))
    except DependencyError:  # only what unlocks a file needs another library
        raise FileRefused(LOCKED) from None
    if reader.is_encrypted:
        raise FileRefused(LOCKED)
    if len(reader.pages) > MAX_PAGES:
        raise too_much(f"{MAX_PAGES} pages")
    aside, pictures = _pdf_objects(reader)
    pages = {f"on page {n}": _sound(page.extract_text()) for n, page in enumerate(reader.pages, 1)}
    readable = all(map(_words, pages.values())) and _told(pages.values(), pictures)
    return FileText("pdf", {**pages, "in its comments, forms or properties": aside}, readable)


def _pdf_objects(reader: "PdfReader") -> tuple[str, int]:
    """Return what is said outside the pages' own text, and how many pictures there are."""
    from pypdf.generic import TextStringObject  # noqa: PLC0415

    said, pictures = [], 0
    for thing in _reachable(reader):
        marks = {*thing, *(_direct(thing, key) for key in ("/S", "/Type", "/Subtype"))}
        if marks & _PDF_ACTS:
            raise FileRefused("The PDF runs something when it is opened. Print it to a new PDF.")
        if marks & _PDF_CARRIES:
            raise FileRefused("The PDF carries other files. Print it to a new PDF without them.")
        pictures += "/Image" in marks
        texts = [_direct(thing, key) for key in (_PDF_FIELD if "/V" in thing else _PDF_SAYS)]
        if line := ": ".join(text for text in texts if isinstance(text, TextStringObject)):
            said.append(line)
    return _sound("\n".join(said)), pictures


def _direct(thing: "DictionaryObject", key: str) -> object:
    value = thing.get(key)
    return value.get_object() if value is not None else None


def _reachable(reader: "PdfReader") -> Iterator["DictionaryObject"]:
    from pypdf.generic import (  # noqa: PLC0415
        ArrayObject,
        DictionaryObject,
        IndirectObject,
        PdfObject,
    )

    ahead: list[PdfObject | None] = [reader.trailer, reader.root_object]
    seen = set[tuple[int, int]]()
    while ahead:
        thing = ahead.pop()
        if isinstance(thing, IndirectObject):
            number = thing.idnum, thing.generation
            if number in seen:
                continue
            seen.add(number)
            thing = thing.get_object()
        if isinstance(thing, DictionaryObject):
            yield thing
            ahead.extend(thing.values())
        elif isinstance(thing, ArrayObject):
            ahead.extend(thing)


# --- Word and Excel ----------------------------------------------------------------------------

_MAIN_PART = {
    "docx": b"wordprocessingml.document.main+xml",
    "xlsx": b"spreadsheetml.sheet.main+xml",
}
_MACROS = re.compile(r"vbaproject|vbadata|macrosheets/", re.IGNORECASE)
_CARRIED = re.compile(r"embeddings/|activex/|oleobject|/package\d", re.IGNORECASE)
_LINKED = re.compile(r"externallinks/|/connections\.xml$|querytables/", re.IGNORECASE)
_KNOWN_PARTS = re.compile(
    r"/$|\.(?:xml|rels|vml|png|jpe?g|gif|bmp|tiff?|emf|wmf|svg|odttf|fntdata)$"
    r"|printersettings\d*\.bin$",
    re.IGNORECASE,
)
_XML = re.compile(r"\.(?:xml|rels|vml|svg)$", re.IGNORECASE)
_PICTURE = re.compile(r"/media/", re.IGNORECASE)
_MAIN_TEXT = re.compile(r"word/document\d*\.xml")
# Of the machine, not of people: counts of words; SharePoint's numbers, which look like NHS numbers.
_NOT_SAID = re.compile(r"customXml/|docProps/(?:app|custom)\.xml")
_FIELD_LINK = re.compile(r"\b(?:DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|LINK)\b", re.IGNORECASE)


def _office(content: bytes) -> FileText:
    with ZipFile(BytesIO(content)) as package:
        _refuse_parts(package)
        main_parts = package.read("[Content_Types].xml")
        if b"macroEnabled" in main_parts:
            raise _macros()
        kind = next((kind for kind, part in _MAIN_PART.items() if part in main_parts), None)
        if kind is None:
            raise FileRefused(
                "The file is a zip file, not a Word or Excel one. Upload what is in it."
            )
        texts = _part_texts(package)
        pictures = sum(_PICTURE.search(name) is not None for name in package.namelist())
    # First what says most exactly where something stands.
    texts = {**(_word_tables(content) if kind == "docx" else _sheets(content)), **texts}
    return FileText(kind, texts, _told(texts.values(), pictures))


def _macros() -> FileRefused:
    return FileRefused("The file holds macros. Save it as .docx or .xlsx, without them.")


def _refuse_parts(package: ZipFile) -> None:
    """Refuse what may not be in an Office file; what remains can be unpacked in little memory."""
    parts = package.infolist()
    names = package.namelist()
    if any(part.flag_bits & 1 for part in parts):
        raise FileRefused(LOCKED)
    if len(parts) > MAX_PARTS:
        raise too_much(f"{MAX_PARTS:,} parts")
    if sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise too_much(f"{MAX_UNPACKED // 1024**2} MB when it is unpacked")
    if any(map(_MACROS.search, names)):
        raise _macros()
    if any(map(_LINKED.search, names)):
        raise _links()
    if any(map(_CARRIED.search, names)) or not all(map(_KNOWN_PARTS.search, names)):
        raise FileRefused(f"The file carries other files. {_AS_PDF}")
    # Two parts of one name are two files in one; zipfile unpacks other packings without a bound.
    packings = {part.compress_type for part in parts}
    if len({name.lower() for name in names}) < len(names) or packings - {ZIP_STORED, ZIP_DEFLATED}:
        raise FileRefused(BROKEN)


def _links() -> FileRefused:
    return FileRefused(f"The file takes in what is kept elsewhere, or a template. {_AS_PDF}")


def _part_texts(package: ZipFile) -> dict[str, str]:
    texts = defaultdict[str, list[str]](list)
    for name in filter(_XML.search, package.namelist()):
        part = _Part(name)
        part.read(package.read(name))
        if not _NOT_SAID.match(name):
            where = "in the text" if _MAIN_TEXT.fullmatch(name) else "in its notes or properties"
            texts[where].append(part.text())
    return {where: _sound("\n".join(said)) for where, said in texts.items()}


class _Part:
    """The text of one XML part: a paragraph, or what another element says, on a line each."""

    _RUNS = frozenset({"t", "delText"})  # pieces of a paragraph, cut anywhere
    _BREAKS = frozenset({"p", "si", "is", "br", "cr", "tab", "text"})
    # Who wrote it and when: staff, and no part of what the file says.
    _ABOUT = frozenset({"creator", "lastModifiedBy", "author", "created", "modified", "instrText"})
    _SAYING = ("descr", "title", "tooltip", "alt", "string", "v")  # "v": a pivot table's own copy

    def __init__(self, name: str) -> None:
        # Bare values, which `_sheets` reads as what they are (a date), and how they came about.
        self._unsaid = self._ABOUT | ({"v", "f"} if name.startswith("xl/worksheets/") else set())
        self._inside = ""
        self._said: list[str] = []
        self._fields: list[str] = []

    def read(self, content: bytes) -> None:
        """Go through the part; raise FileRefused, or ExpatError where it isn't XML."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.Parse(content, True)
        if _FIELD_LINK.search("".join(self._fields)):
            raise _links()

    def text(self) -> str:
        """Return what the part says."""
        return "".join(self._said)

    def _doctype(self, *_: object) -> None:
        # Office writes none; entities, declared there, could make a small file fill the memory.
        raise FileRefused(BROKEN)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._inside = name.rpartition(" ")[2]
        if attributes.get("TargetMode") == "External":
            if not attributes.get("Type", "").endswith("/hyperlink"):
                raise _links()
            self._said.append(f"\n{attributes.get('Target', '')}\n")
        self._said += [f"\n{attributes[key]}\n" for key in self._SAYING if key in attributes]
        self._fields += [f" {value}" for key, value in attributes.items() if key.endswith("instr")]

    def _end(self, name: str) -> None:
        if name.rpartition(" ")[2] in self._BREAKS:
            self._said.append("\n")
        self._inside = ""

    def _text(self, text: str) -> None:
        if self._inside in self._RUNS:
            self._said.append(text)
        elif self._inside == "instrText":
            self._fields.append(text)
        elif self._inside not in self._unsaid and text.strip():
            self._said.append(f"\n{text}\n")


def _word_tables(content: bytes) -> dict[str, str]:
    from docx import Document  # noqa: PLC0415 - slow to load

    return {
        f"in table {number}": table_text([cell.text for cell in row.cells] for row in table.rows)
        for number, table in enumerate(Document(BytesIO(content)).tables, 1)
    }


def _sheets(content: bytes) -> dict[str, str]:
    from openpyxl import load_workbook  # noqa: PLC0415 - slow to load

    book = load_workbook(BytesIO(content), read_only=True, data_only=True)
    texts = {"in the sheets' names": "\n".join(book.sheetnames)}
    cells = 0
    for number, sheet in enumerate(book.worksheets, 1):
        sheet.reset_dimensions()  # what the file says of its size may be wrong
        rows = []
        for values in sheet.iter_rows(values_only=True):
            row = [_cell(value) for value in values]
            cells += sum(map(bool, row))
            if cells > MAX_CELLS:
                raise too_much(f"{MAX_CELLS:,} cells")
            rows.append(row)
        texts[f"on sheet {number}"] = table_text(rows)
    return texts


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # a number of ten digits isn't one with a decimal point
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    return "" if value is None else str(value)


# --- Text or pictures of text ------------------------------------------------------------------

_WORDS_A_PICTURE = 50  # with fewer, the pictures say what the file says; a logo doesn't


def _words(text: str) -> int:
    return len(re.findall(r"\w+", text))


def _told(texts: Iterable[str], pictures: int) -> bool:
    return sum(map(_words, texts)) >= max(1, pictures * _WORDS_A_PICTURE)


def _sound(text: str) -> str:
    """Return the text without halves of characters, which a broken font's table can give."""
    return text.encode("utf-8", "replace").decode()


# --- A process of its own ----------------------------------------------------------------------


def main() -> None:
    """Read a file from the input; write {"refused": sentence} or its FileText as JSON."""
    with suppress(ImportError, OSError, ValueError):  # Windows has no such limit
        import resource  # noqa: PLC0415

        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    try:
        answer = asdict(read(sys.stdin.buffer.read()))
    except FileRefused as refusal:
        answer = {"refused": refusal.sentence}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
