"""Check an uploaded evidence file before any of it is kept.

What a file is, is told by its bytes, never by its name or by what Slack says of it. Whatever is
not on the short list of kinds is refused; so is what runs, is locked, links elsewhere, carries
other files, or holds text that could identify a child (`commands.privacy`).
"""

import csv
import hashlib
import json
import re
import subprocess
import sys
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from io import BytesIO, StringIO
from os import environ

from commands import evidence_text, privacy
from commands.evidence_text import (
    BROKEN,
    LOCKED,
    MAX_CHARACTERS,
    FileRefused,
    FileText,
    table_text,
    too_much,
)

__all__ = ["EvidenceFile", "FileRefused", "check_file"]

MAX_BYTES = 10 * 1024**2  # what Slack's file_input takes
MAX_NAME = 255  # Windows takes no longer one
SECONDS = 20  # a PDF of 300 pages of text takes some ten
UNREADABLE = "a file whose text I can't read"

_EMPTY = "The file is empty. Check it on your computer and upload it again."
_TAKEN = (
    "I take PDF, Word (.docx), Excel (.xlsx), PNG and JPEG pictures, CSV and plain text (.txt): "
    "save it as one of these and upload that."
)


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """A file that may be kept, once "This names no child or family" is ticked for each of `ticks`.

    `type` is pdf, docx, xlsx, png, jpeg, csv or text; `texts` is what was checked, by where it
    stands; `sha256` is in hexadecimal digits.
    """

    name: str
    type: str
    content: bytes = field(repr=False)
    sha256: str
    texts: Mapping[str, str] = field(repr=False)
    ticks: tuple[str, ...]


def check_file(name: str, content: bytes, own: re.Pattern[str] | None = None) -> EvidenceFile:
    """Return the file as it may be kept; raise FileRefused, which says what to do, if it may not.

    `own` is the council's own pattern for case numbers, as for `privacy.look`. PDF and Office
    files are read in a process of their own (`commands.evidence_text`), for 20 seconds at most.
    """
    if not content.strip():
        raise FileRefused(_EMPTY)
    if len(content) > MAX_BYTES:
        raise FileRefused(
            "The file is too big: I take at most 10 MB. "
            "Upload only the part that is the evidence, or give a link to it."
        )
    _refuse_name(name)
    found = _read(content)
    _refuse_ending(name, found.type)
    unsure = [*_unsure_kinds({"in its name": name, **found.texts}, own)]
    if not found.readable:
        unsure.append(UNREADABLE)
    return EvidenceFile(
        name=name,
        type=found.type,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        texts=found.texts,
        ticks=tuple(dict.fromkeys(unsure)),
    )


# --- The name ----------------------------------------------------------------------------------

_ENDINGS = {
    "pdf": ("pdf",),
    "docx": ("docx",),
    "xlsx": ("xlsx",),
    "png": ("png",),
    "jpeg": ("jpg", "jpeg"),
    "csv": ("csv", "txt"),
    "text": ("txt", "csv"),
}


def _refuse_name(name: str) -> None:
    # Format characters can turn a name around: "fdp.exe" is shown as "exe.pdf".
    odd = any(unicodedata.category(character)[0] == "C" for character in name)
    if not name.strip() or len(name) > MAX_NAME or odd or re.search(r"[/\\:]", name):
        raise FileRefused("The file needs a plain name, such as audit.pdf. Rename it, please.")


def _refuse_ending(name: str, kind: str) -> None:
    stem, dot, ending = name.rpartition(".")
    if dot and stem and ending.lower() not in _ENDINGS[kind]:
        raise FileRefused(
            f"The file's name doesn't end as its content is. Rename it so that it ends in "
            f".{_ENDINGS[kind][0]}, check that it still opens, and upload it again."
        )


# --- What it is --------------------------------------------------------------------------------

_RUNS = (
    b"MZ",  # Windows
    b"\x7fELF",  # Linux
    b"#!",
    b"\xfe\xed\xfa\xce",  # macOS
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"L\x00\x00\x00\x01\x14\x02\x00",  # a Windows shortcut
)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED_OFFICE = "EncryptedPackage".encode("utf-16-le")
_PDF = b"%PDF-"
_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_END = b"\x00\x00\x00\x00IEND\xaeB`\x82"
_JPEG = b"\xff\xd8\xff"
_JPEG_END = b"\xff\xd9"
_ZIP = b"PK\x03\x04"


def _read(content: bytes) -> FileText:
    """Tell what the bytes are and read their text."""
    if content.startswith(_RUNS):
        raise FileRefused(f"The file is a program. {_TAKEN}")
    if content.startswith(_OLD_OFFICE):
        if _LOCKED_OFFICE in content:
            raise FileRefused(LOCKED)
        raise FileRefused(
            "The file is of an old Office kind. Save it as .docx or .xlsx and upload that."
        )
    _refuse_two_in_one(content)
    if content.startswith((_PDF, _ZIP)):
        return _read_apart(content)
    if content.startswith((_PNG, _JPEG)):
        return _picture(content)
    return _plain_text(content)


def _refuse_two_in_one(content: bytes) -> None:
    # A PDF reader finds its start within the first 1,024 bytes or more, an unpacker of zip files
    # looks from the end: the same bytes can be one thing to us and another to who opens them.
    is_zip = content.startswith(_ZIP)
    is_pdf = content.startswith(_PDF)
    # Deep inside a zip file those bytes are a coincidence.
    has_pdf = not is_pdf and _PDF in (content[:2048] if is_zip else content)
    if has_pdf or (not is_zip and zipfile.is_zipfile(BytesIO(content))):
        raise FileRefused("The file is two kinds of file in one. Save it as a PDF and upload that.")


def _picture(content: bytes) -> FileText:
    is_png = content.startswith(_PNG)
    if not content.rstrip(b"\x00").endswith(_PNG_END if is_png else _JPEG_END):
        raise FileRefused(BROKEN)
    return FileText("png" if is_png else "jpeg", {}, readable=False)


# --- Plain text and CSV ------------------------------------------------------------------------

_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_MARKUP = ("<", "{\\rtf", "%!PS")


def _plain_text(content: bytes) -> FileText:
    text = _decoded(content)
    if text is None or text.lstrip().startswith(_MARKUP):
        raise FileRefused(f"I don't know this kind of file. {_TAKEN}")
    if not text.strip():
        raise FileRefused(_EMPTY)
    if len(text) > MAX_CHARACTERS:
        raise too_much(f"{MAX_CHARACTERS:,} characters")
    texts = {"in the text": text}
    if rows := _rows(text):
        return FileText("csv", {**texts, "in the table": table_text(rows)}, True)
    return FileText("text", texts, True)


def _decoded(content: bytes) -> str | None:
    utf_16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    # Excel's plain "CSV" is written in Windows-1252.
    for encoding in ("utf-16",) if utf_16 else ("utf-8-sig", "cp1252"):
        with suppress(UnicodeDecodeError):
            text = content.decode(encoding)
            return None if _NOT_TEXT.search(text) else text
    return None


def _rows(text: str) -> list[list[str]]:
    """Return the rows of a table written with commas, semicolons or tabs; none if it isn't one.

    In a table most rows are of one width, in sentences with commas they are not.
    """
    for delimiter in ",;\t":
        with suppress(csv.Error):  # a field without an end
            rows = [row for row in csv.reader(StringIO(text, ""), delimiter=delimiter) if row]
            for width, count in Counter(map(len, rows)).most_common(1):
                if width > 1 and len(rows) > 1 and count > len(rows) / 2:
                    return rows
    return []


# --- PDF and Office ----------------------------------------------------------------------------


def _read_apart(content: bytes) -> FileText:
    # No secret of the bot's goes along; Windows starts nothing without its own variable.
    environment = {"SYSTEMROOT": environ["SYSTEMROOT"]} if "SYSTEMROOT" in environ else {}
    try:
        done = subprocess.run(  # noqa: S603 - our own module
            [sys.executable, "-I", "-m", evidence_text.__name__],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            timeout=SECONDS,
            check=True,
        )
    except subprocess.TimeoutExpired:
        raise FileRefused(
            f"I couldn't read the file within {SECONDS} seconds. "
            "Upload only the part that is the evidence, or save it again as a PDF."
        ) from None
    except subprocess.CalledProcessError:
        raise FileRefused(BROKEN) from None
    answer = json.loads(done.stdout)
    if "refused" in answer:
        raise FileRefused(answer["refused"])
    return FileText(**answer)


# --- What it says ------------------------------------------------------------------------------


def _unsure_kinds(texts: Mapping[str, str], own: re.Pattern[str] | None) -> Iterator[str]:
    """Yield the kinds that have to be asked about; raise FileRefused if one is sure."""
    for where, text in texts.items():
        look = privacy.look(text, own)
        if look.block:
            raise FileRefused(
                f"The file holds what looks like text that could identify a child {where} "
                f"({', '.join(look.kinds)}), so I didn't keep it. "
                "The upload is still in Slack: delete it there, and tell the data protection team. "
                "Then take that out of the file and upload it again.",
                look.kinds,
            )
        yield from look.kinds
