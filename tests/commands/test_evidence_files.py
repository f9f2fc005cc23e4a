"""An uploaded file is what its bytes are, is read within bounds, and holds no child."""

import csv
import hashlib
import random
import re
import struct
import time
import zipfile
import zlib
from contextlib import suppress
from datetime import date
from io import BytesIO, StringIO

import pytest
from docx import Document
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.comments import Comment
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Text
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    TextStringObject,
)

from commands import evidence_files, evidence_text
from commands.evidence_files import UNREADABLE, FileRefused, check_file
from storage.errors import OfstedError

NHS = "9434765919"  # passes the check; the specification's own example
HARMLESS = (
    "Dip sample of return home interviews, July to September 2021 (Q2 2021-22). "
    "Of 20 interviews 18 were offered within 72 hours, see paragraph 3.12 and action MC-3. "
    "Moderated by the Quality Assurance Manager on 13 September 2021; cost code 4410223."
)


# --- Real files --------------------------------------------------------------------------------


def as_it_is(_):
    """Leave a file as it was made."""


def pdf(*pages, prepare=as_it_is):
    """Write a PDF with a page for each text; an empty text gives a page without any."""
    writer = PdfWriter()
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    for text in pages:
        page = writer.add_blank_page(595, 842)
        stream = DecodedStreamObject()
        shown = text.replace("\\", "").replace("(", r"\(").replace(")", r"\)")
        stream.set_data(f"BT /F1 11 Tf 72 720 Td ({shown}) Tj ET".encode() if text else b"")
        fonts = DictionaryObject({NameObject("/F1"): font})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        page[NameObject("/Contents")] = writer._add_object(stream)
    prepare(writer)
    return written(writer.write)


def written(write):
    file = BytesIO()
    write(file)
    return file.getvalue()


def docx(text=HARMLESS, prepare=as_it_is):
    document = Document()
    document.add_paragraph(text)
    prepare(document)
    return written(document.save)


def xlsx(rows=(("Team", "Audits"), ("A", 12)), prepare=as_it_is):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    prepare(book)
    return written(book.save)


def table(rows, **how):
    text = StringIO()
    csv.writer(text, **how).writerows(rows)
    return text.getvalue().encode()


def png():
    def chunk(name, data):
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")
    )


JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + b"\xff\xd9"


def repacked(content, change=None, **added):
    """Pack an Office file's parts anew: each as `change` gives it, and others beside them."""
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(file, "w", 8) as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, part if change is None else change(name, part))
        for name, part in added.items():
            new.writestr(name, part)
    return file.getvalue()


REAL = {
    "audit.pdf": ("pdf", pdf(HARMLESS)),
    "audit.docx": ("docx", docx()),
    "audit.xlsx": ("xlsx", xlsx()),
    "audit.png": ("png", png()),
    "audit.jpg": ("jpeg", JPEG),
    "audit.csv": ("csv", table([("Team", "Audits"), ("A", 12)])),
    "audit.txt": ("text", HARMLESS.encode()),
}
APART = {name: content for name, (kind, content) in REAL.items() if kind in ("pdf", "docx", "xlsx")}


def refusal(name, content):
    with pytest.raises(FileRefused) as caught:
        check_file(name, content)
    sentence = caught.value.sentence
    assert re.fullmatch(r"[A-Z][^\n]+[.]", sentence)
    assert NHS not in sentence
    return sentence


def refused_kinds(name, content):
    with pytest.raises(FileRefused) as caught:
        check_file(name, content)
    assert caught.value.kinds, caught.value.sentence
    assert NHS not in caught.value.sentence
    return caught.value


# --- What is taken -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", REAL)
def test_each_kind_that_is_taken(name):
    kind, content = REAL[name]
    file = check_file(name, content)
    assert (file.name, file.type, file.content) == (name, kind, content)
    assert file.sha256 == hashlib.sha256(content).hexdigest()
    picture = kind in ("png", "jpeg")
    assert file.ticks == ((UNREADABLE,) if picture else ())
    said = "\n".join(file.texts.values())
    assert picture or "18 were offered" in said or "Audits" in said
    assert str(content[:20]) not in repr(file)
    assert "Audits" not in repr(file)


@pytest.mark.parametrize(
    "name", ["AUDIT.PDF", "audit", "Audit of 13 September 2021.pdf", "a.docx.pdf", ".pdf"]
)
def test_names_that_fit_a_pdf(name):
    assert check_file(name, REAL["audit.pdf"][1]).name == name


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_plain_text_as_windows_and_others_write_it(encoding):
    text = "The pod’s café, £40"
    assert check_file("note.txt", text.encode(encoding)).texts == {"in the text": text}


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_is_one_however_it_is_divided(delimiter):
    rows = [("Team", "Offered, and when"), ("A", "in 72 hours")]
    assert check_file("a.csv", table(rows, delimiter=delimiter)).type == "csv"


def test_a_table_may_be_called_text_and_text_a_table():
    assert check_file("a.txt", REAL["audit.csv"][1]).type == "csv"
    assert check_file("a.csv", REAL["audit.txt"][1]).type == "text"
    assert check_file("a.csv", b'"a quotation mark, that never ends\nx,y\n').type == "text"


def test_where_the_text_of_each_page_stands():
    texts = check_file("a.pdf", pdf("first page", "second page")).texts
    assert "first" in texts["on page 1"]
    assert "second" in texts["on page 2"]


def test_what_word_does_not_show_at_once_is_read_too():
    def prepare(document):
        document.sections[0].header.paragraphs[0].text = "said in a header"
        document.sections[0].footer.paragraphs[0].text = "said in a footer"
        document.core_properties.subject = "said in the subject"
        document.core_properties.author = "said by the author"
        run = document.paragraphs[0].runs[0]
        document.add_comment(run, text="said in a comment", author="someone of staff")
        document.add_table(1, 1).cell(0, 0).text = "said in a cell"

    def footnote(name, part):
        if name != "word/document.xml":
            return part
        deleted = b"<w:p><w:del><w:r><w:delText>said, then deleted</w:delText></w:r></w:del></w:p>"
        return part.replace(b"<w:sectPr", deleted + b"<w:sectPr", 1)

    file = check_file("a.docx", repacked(docx(prepare=prepare), footnote))
    said = "\n".join(file.texts.values())
    for where in ("a header", "a footer", "the subject", "a comment", "a cell"):
        assert f"said in {where}" in said
    assert "said, then deleted" in said
    assert "said by" not in said
    assert "someone of staff" not in said


def test_what_excel_does_not_show_at_once_is_read_too():
    def prepare(book):
        hidden = book.create_sheet("hidden away")
        hidden.sheet_state = "hidden"
        hidden["C7"] = "said in a hidden sheet"
        hidden["C7"].comment = Comment("said in a comment", "someone of staff")
        hidden.oddHeader.center.text = "said in a header"
        book.properties.description = "said in the description"
        book.properties.creator = "said by the author"

    file = check_file("a.xlsx", xlsx(prepare=prepare))
    said = "\n".join(file.texts.values())
    for where in ("a hidden sheet", "a comment", "a header", "the description"):
        assert f"said in {where}" in said
    assert "hidden away" in said
    assert "said by" not in said
    assert "someone of staff" not in said


def test_a_pivot_tables_own_copy_of_the_data_is_read_too():
    part = {"xl/pivotCache/pivotCacheRecords1.xml": f'<r><s v="A"/><n v="{NHS}"/></r>'}
    assert "NHS number" in refused_kinds("a.xlsx", repacked(xlsx(), **part)).kinds


def test_what_a_pdf_does_not_show_at_once_is_read_too():
    def prepare(writer):
        writer.add_metadata({"/Subject": "said in the subject", "/Author": "said by the author"})
        note = Text(rect=(50, 550, 100, 600), text="said in a comment")
        writer.add_annotation(page_number=0, annotation=note)
        field = DictionaryObject(
            {
                NameObject("/T"): TextStringObject("Outcome"),
                NameObject("/V"): TextStringObject("said in a form"),
            }
        )
        form = DictionaryObject({NameObject("/Fields"): ArrayObject([writer._add_object(field)])})
        writer.root_object[NameObject("/AcroForm")] = form

    said = "\n".join(check_file("a.pdf", pdf(HARMLESS, prepare=prepare)).texts.values())
    for where in ("the subject", "a comment"):
        assert f"said in {where}" in said
    assert "Outcome: said in a form" in said
    assert "said by" not in said


# --- What is refused ---------------------------------------------------------------------------


def test_empty_and_too_big():
    assert "empty" in refusal("a.txt", b"")
    assert "empty" in refusal("a.txt", b" \r\n")
    assert "empty" in refusal("a.txt", b"\xff\xfe")
    assert "at most 10 MB" in refusal("a.txt", b"a" * (evidence_files.MAX_BYTES + 1))
    assert "characters" in refusal("a.txt", b"a" * (evidence_text.MAX_CHARACTERS + 1))


@pytest.mark.parametrize("start", evidence_files._RUNS)
@pytest.mark.parametrize("name", ["a.exe", "a.pdf", "a"])
def test_programs(name, start):
    assert "program" in refusal(name, start + bytes(60) + HARMLESS.encode())


@pytest.mark.parametrize(
    "content",
    [
        b"\x00\x01\x02\x03",
        b"GIF89a\x01\x00\x01\x00\x00\x00\x00",
        b"Rar!\x1a\x07\x00",
        b"\x1f\x8b\x08\x00",
        b"<html><script>alert(1)</script></html>",
        b"\xef\xbb\xbf <?xml version='1.0'?><a/>",
        b"{\\rtf1 text}",
        b"%!PS-Adobe-3.0",
        b"\xff\xfe\x00",
        bytes(range(256)),
    ],
)
def test_kinds_that_are_not_on_the_list(content):
    sentence = refusal("a.txt", content)
    assert "PDF, Word (.docx), Excel (.xlsx)" in sentence


@pytest.mark.parametrize("real", REAL)
@pytest.mark.parametrize(
    "ending", [".exe", ".docm", ".xls", ".html", ".pdf", ".png", ".docx", ".x"]
)
def test_a_name_that_contradicts_the_content(real, ending):
    kind, content = REAL[real]
    if ending.removeprefix(".") in evidence_files._ENDINGS[kind]:
        return
    assert f".{evidence_files._ENDINGS[kind][0]}" in refusal(f"audit{ending}", content)


@pytest.mark.parametrize(
    "name", ["", "  ", "a/b.pdf", "..\\a.pdf", "a\u202efdp.exe", "a\nb.pdf", "a" * 256]
)
def test_names_that_are_none(name):
    assert "Rename" in refusal(name, REAL["audit.pdf"][1])


def test_old_and_locked_office():
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    assert ".docx or .xlsx" in refusal("a.doc", old)
    assert "password" in refusal("a.docx", old + "EncryptedPackage".encode("utf-16-le"))


@pytest.mark.parametrize(
    "part", ["word/vbaProject.bin", "xl/vbaProject.bin", "xl/macrosheets/a.xml"]
)
@pytest.mark.parametrize("name", ["audit.docx", "audit.xlsx", "audit.docm"])
def test_macros(name, part):
    content = APART.get(name, APART["audit.docx"])
    assert "macros" in refusal(name, repacked(content, **{part: b"x"}))


def test_macros_by_the_kind_that_the_file_gives_itself():
    old = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main"
    new = b"application/vnd.ms-word.document.macroEnabled.main"
    content = repacked(APART["audit.docx"], lambda _, part: part.replace(old, new))
    assert "macros" in refusal("a.docx", content)


@pytest.mark.parametrize(
    "part",
    ["word/embeddings/oleObject1.bin", "word/embeddings/Book.xlsx", "word/activeX/activeX1.xml",
     "word/media/run.exe", "word/payload.bin", "evil.js"],
)  # fmt: skip
def test_files_in_an_office_file(part):
    assert "carries other files" in refusal("a.docx", repacked(APART["audit.docx"], **{part: b"x"}))


def test_printer_settings_are_no_file():
    part = {"xl/printerSettings/printerSettings1.bin": b"\0"}
    assert check_file("a.xlsx", repacked(APART["audit.xlsx"], **part)).type == "xlsx"


@pytest.mark.parametrize("part", ["xl/externalLinks/externalLink1.xml", "xl/connections.xml"])
def test_links_of_a_workbook(part):
    assert "elsewhere" in refusal("a.xlsx", repacked(APART["audit.xlsx"], **{part: b"<a/>"}))


def relation(kind, target="https://example.org/a"):
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="http://schemas.example/{kind}" Target="{target}" '
        'TargetMode="External"/></Relationships>'
    )


@pytest.mark.parametrize("kind", ["attachedTemplate", "image", "oleObject", "frame"])
def test_links_of_a_document(kind):
    part = {"word/_rels/extra.xml.rels": relation(kind)}
    assert "elsewhere" in refusal("a.docx", repacked(APART["audit.docx"], **part))


def test_a_hyperlink_is_no_link_but_what_it_points_to_is_looked_at():
    part = {"word/_rels/extra.xml.rels": relation("hyperlink")}
    assert check_file("a.docx", repacked(APART["audit.docx"], **part)).type == "docx"
    part = {"word/_rels/extra.xml.rels": relation("hyperlink", f"https://example.org/?nhs={NHS}")}
    assert "NHS number" in refused_kinds("a.docx", repacked(APART["audit.docx"], **part)).kinds


@pytest.mark.parametrize(
    "field", ["DDEAUTO c:\\\\cmd.exe", "INCLUDETEXT file.docx", "LINK Excel.Sheet"]
)
def test_fields_that_fetch(field):
    run = f"<w:p><w:r><w:instrText>{field}</w:instrText></w:r></w:p><w:sectPr".encode()
    content = repacked(docx(), lambda _, part: part.replace(b"<w:sectPr", run, 1))
    assert "elsewhere" in refusal("a.docx", content)


def test_other_zip_files():
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("note.txt", "text")
    assert "carries other files" in refusal("a.zip", file.getvalue())
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
    assert "zip file" in refusal("a.docx", file.getvalue())


@pytest.mark.parametrize("name", ["audit.docx", "audit.xlsx"])
def test_zip_bombs(name):
    bomb = b"<a>" + b" " * (evidence_text.MAX_UNPACKED) + b"</a>"
    started = time.monotonic()
    assert "unpacked" in refusal(name, repacked(APART[name], **{"docProps/bomb.xml": bomb}))
    many = {f"docProps/{n}.xml": b"<a/>" for n in range(evidence_text.MAX_PARTS)}
    assert "2,000 parts" in refusal(name, repacked(APART[name], **many))
    assert time.monotonic() - started < evidence_files.SECONDS


def test_a_zip_bomb_that_lies_about_its_size():
    bomb = repacked(APART["audit.docx"], **{"docProps/bomb.xml": b" " * 80_000_000})
    size = struct.pack("<I", 80_000_000)
    assert bomb.count(size) == 2
    assert refusal("a.docx", bomb.replace(size, struct.pack("<I", 10)))


@pytest.mark.parametrize("name", ["audit.docx", "audit.xlsx"])
def test_entities(name):
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 20))
    bomb = f'<!DOCTYPE a [<!ENTITY l0 "ha">{laughs}]><a>&l19;</a>'.encode()
    for xml in (bomb, bomb.decode().encode("utf-16")):
        assert "couldn't read" in refusal(name, repacked(APART[name], **{"docProps/a.xml": xml}))


def test_a_locked_pdf():
    def lock(writer):
        writer.encrypt("secret", algorithm="RC4-128")

    def lock_for_changes_only(writer):
        writer.encrypt("", "secret", algorithm="RC4-128")

    assert "password" in refusal("a.pdf", pdf(HARMLESS, prepare=lock))
    assert "password" in refusal("a.pdf", pdf(HARMLESS, prepare=lock_for_changes_only))


def test_a_pdf_locked_with_what_only_another_library_unlocks():
    aes = (
        b"/Encrypt << /Filter /Standard /V 5 /R 6 /Length 256 /P -4 /StmF /StdCF /StrF /StdCF"
        b" /CF << /StdCF << /CFM /AESV3 /AuthEvent /DocOpen /Length 32 >> >> /O <%s> /U <%s>"
        b" /OE <%s> /UE <%s> /Perms <%s> >>"
        % (b"00" * 48, b"00" * 48, b"00" * 32, b"00" * 32, b"00" * 16)
    )
    content = pdf(HARMLESS).replace(b"trailer\n<<", b"trailer\n<<\n" + aes)
    assert b"/Encrypt" in content
    assert "password" in refusal("a.pdf", content)


def scripted(writer):
    script = DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("x()")}
    )
    writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): script})


def carrying(writer):
    writer.add_attachment("a.txt", b"text")


def launching(writer):
    action = DictionaryObject(
        {NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("cmd.exe")}
    )
    writer.root_object[NameObject("/OpenAction")] = writer._add_object(action)


def hidden_name(content):
    return content.replace(b"/Launch", b"/L#61unch")


@pytest.mark.parametrize(
    ("prepare", "word"), [(scripted, "runs"), (launching, "runs"), (carrying, "carries")]
)
def test_pdfs_that_do_more_than_say(prepare, word):
    content = pdf(HARMLESS, prepare=prepare)
    assert word in refusal("a.pdf", content)
    if prepare is launching:
        assert word in refusal("a.pdf", hidden_name(content))


@pytest.mark.parametrize(
    "content",
    [
        b"%" + b" " * 1100 + REAL["audit.pdf"][1],
        b"\n" + REAL["audit.pdf"][1],
        JPEG + REAL["audit.pdf"][1] + b"\xff\xd9",
        REAL["audit.pdf"][1] + REAL["audit.docx"][1],
        JPEG + REAL["audit.docx"][1],
        png() + REAL["audit.docx"][1],
        b"PK\x03\x04" + REAL["audit.pdf"][1],
        HARMLESS.encode() + REAL["audit.xlsx"][1],
    ],
)
@pytest.mark.parametrize("name", ["a.pdf", "a.jpg", "a.docx", "a.txt"])
def test_two_kinds_in_one(name, content):
    assert "two kinds" in refusal(name, content)


@pytest.mark.parametrize("name", [*APART, "audit.png", "audit.jpg"])
def test_a_file_cut_short(name):
    content = REAL[name][1]
    for length in {len(content) // 2, len(content) - 40, len(content) - 1} - {0}:
        if length < 12:
            continue
        try:
            file = check_file(name, content[:length])
        except FileRefused as refused:
            assert "read" in refused.sentence or "kind" in refused.sentence  # noqa: PT017
        else:  # PDF readers rebuild what they can
            assert file.type == "pdf"


# --- Bounds ------------------------------------------------------------------------------------


def test_pages_cells_and_characters_have_a_bound():
    assert "300 pages" in refusal("a.pdf", pdf(*["page"] * 301))
    rows = [["a"] * 100 for _ in range(1001)]
    assert "100,000 cells" in refusal("a.xlsx", xlsx(rows))
    assert "characters" in refusal("a.docx", docx("word " * 400_001))


def test_a_pdf_that_unpacks_to_too_much():
    def bomb(writer):
        stream = DecodedStreamObject()
        stream.set_data(b"(a) Tj " * 12_000_000)
        writer.pages[0][NameObject("/Contents")] = writer._add_object(stream.flate_encode(9))

    started = time.monotonic()
    assert refusal("a.pdf", pdf(HARMLESS, prepare=bomb))
    assert time.monotonic() - started < evidence_files.SECONDS + 5


def test_a_sheet_that_says_it_is_larger_than_it_is():
    def larger(name, part):
        return re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', part)

    started = time.monotonic()
    assert check_file("a.xlsx", repacked(APART["audit.xlsx"], larger)).type == "xlsx"
    assert time.monotonic() - started < 5


def test_reading_ends_when_its_time_is_over(monkeypatch):
    monkeypatch.setattr(evidence_files, "SECONDS", 0.01)
    assert "seconds" in refusal("a.pdf", REAL["audit.pdf"][1])


# --- Never a child -----------------------------------------------------------------------------


def split_over_runs(document):
    paragraph = document.add_paragraph(NHS[:4])
    paragraph.add_run(NHS[4:]).bold = True


def in_a_table(document):
    made = document.add_table(3, 2)
    for row, cells in enumerate([("Name", "Date of birth"), ("A", "unknown"), ("B", "01/03/2010")]):
        for column, cell in enumerate(cells):
            made.cell(row, column).text = cell


def in_a_comment(document):
    run = document.paragraphs[0].runs[0]
    document.add_comment(run, text=f"NHS {NHS}")


HOLDING = [
    ("a.pdf", pdf(f"NHS number {NHS}"), "on page 1", "NHS number"),
    ("a.pdf", pdf(HARMLESS, "born on 1 March 2010"), "on page 2", "date of birth"),
    ("a.docx", docx(f"NHS number {NHS}"), "in the text", "NHS number"),
    ("a.docx", docx(prepare=split_over_runs), "in the text", "NHS number"),
    ("a.docx", docx(prepare=in_a_comment), "in its notes or properties", "NHS number"),
    ("a.docx", docx(prepare=in_a_table), "in table 1", "date of birth"),
    ("a.xlsx", xlsx([("Child", "Note"), ("A", f"NHS {NHS}")]), "on sheet 1", "NHS number"),
    ("a.xlsx", xlsx([("Child", "Number"), ("A", int(NHS))]), "on sheet 1", "NHS number"),
    ("a.xlsx", xlsx([("Child", "Number"), ("A", float(NHS))]), "on sheet 1", "NHS number"),
    (
        "a.xlsx",
        xlsx([("Audit",), ("Child", "Date of birth"), ("A", "not known"), ("B", date(2010, 3, 1))]),
        "on sheet 1",
        "date of birth",
    ),
    ("a.csv", table([("A", "DOB"), (1, "?"), (2, "01/03/2010")]), "in the table", "date of birth"),
    (
        "a.csv",
        table([("Export",), ("A", "DOB"), (1, ""), (2, "01/03/2010")], lineterminator="\r"),
        "",
        "date of birth",
    ),
    ("a.txt", f"NHS number {NHS}".encode(), "in the text", "NHS number"),
    ("a.txt", f"NHS number {NHS}".encode("utf-16"), "in the text", "NHS number"),
    (f"Audit_{NHS}.png", png(), "in its name", "NHS number"),
    ("DOB_01_03_2010.pdf", pdf(HARMLESS), "in its name", "date of birth"),
]


@pytest.mark.parametrize(("name", "content", "where", "kind"), HOLDING)
def test_what_could_identify_a_child_blocks(name, content, where, kind):
    refused = refused_kinds(name, content)
    assert kind in refused.kinds
    assert kind in refused.sentence
    assert where in refused.sentence
    assert isinstance(refused, OfstedError)


def test_the_councils_own_numbers_block():
    content = docx("seen with CH/2021/77")
    assert check_file("a.docx", content).ticks == ()
    with pytest.raises(FileRefused):
        check_file("a.docx", content, re.compile(r"\bCH/\d{4}/\d+\b"))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", b"The child Zebedee was seen alone."),
        ("a.docx", docx("The child Zebedee was seen alone.")),
        ("Interview with mother of Zebedee.png", png()),
    ],
)
def test_what_may_name_a_child_is_asked_about(name, content):
    ticks = check_file(name, content).ticks
    assert set(ticks) - {UNREADABLE}
    assert "Zebedee" not in str(ticks)


def test_staff_named_as_authors_do_not_matter():
    def prepare(document):
        document.core_properties.author = "someone@council.example"
        document.core_properties.last_modified_by = "someone@council.example"

    assert check_file("a.docx", docx(prepare=prepare)).ticks == ()


def test_a_scan_is_asked_about():
    assert check_file("a.pdf", pdf("")).ticks == (UNREADABLE,)
    assert check_file("a.pdf", pdf(HARMLESS, "", HARMLESS)).ticks == (UNREADABLE,)

    def picture(document):
        document.add_picture(BytesIO(png()))

    assert check_file("a.docx", docx("A screenshot:", picture)).ticks == (UNREADABLE,)
    assert check_file("a.docx", docx(HARMLESS * 2, picture)).ticks == ()
    assert check_file("a.xlsx", xlsx([])).ticks == ()  # a sheet has a name, which can be read


# --- Whatever comes ----------------------------------------------------------------------------

BRIEF = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
STARTS = [b"", b"%PDF-1.7\n", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"\xff\xfe"]


def read_or_refuse(content):
    try:
        return evidence_text.read(content)
    except FileRefused as refused:
        assert refused.sentence.endswith(".")  # noqa: PT017
        return None


@BRIEF
@given(st.sampled_from(STARTS), st.binary(max_size=400))
@example(b"", b"\xff\xfe\x00")
@example(b"", b"\x0c")
def test_random_bytes_are_refused_or_taken(start, content):
    started = time.monotonic()
    if start in (b"%PDF-1.7\n", b"PK\x03\x04"):
        assert read_or_refuse(start + content) is None
        return
    with suppress(FileRefused):
        check_file("a", start + content)
    assert time.monotonic() - started < 5


def mutated(content, seed):
    """Change, drop, double or zero some bytes of a file."""
    chance = random.Random(seed)  # noqa: S311
    changed = bytearray(content)
    for _ in range(chance.choice((1, 3, 30))):
        changed = changed or bytearray(b"0")
        at = chance.randrange(len(changed))
        match chance.randrange(5):
            case 0:
                changed[at] = chance.randrange(256)
            case 1:
                del changed[at : at + chance.randrange(1, 50)]
            case 2:
                changed[at:at] = changed[at : at + chance.randrange(1, 200)]
            case 3:
                changed[at : at + 4] = bytes(4)
            case _:
                changed[at : at + 2] = str(chance.randrange(10**9)).encode()
    return bytes(changed)


@BRIEF
@given(st.sampled_from(sorted(APART)), st.integers(0, 2**32))
def test_a_damaged_file_is_refused_or_read(name, seed):
    started = time.monotonic()
    read_or_refuse(mutated(APART[name], seed))
    assert time.monotonic() - started < 5


@BRIEF
@given(st.sampled_from(["audit.docx", "audit.xlsx"]), st.integers(0, 2**32))
def test_a_file_with_a_damaged_part_is_refused_or_read(name, seed):
    """A zip file's check sums would keep the parts' own readers from seeing any damage."""
    with zipfile.ZipFile(BytesIO(APART[name])) as package:
        chosen = random.Random(seed).choice(package.namelist())  # noqa: S311
    content = repacked(
        APART[name], lambda part, bytes_: mutated(bytes_, seed) if part == chosen else bytes_
    )
    started = time.monotonic()
    read_or_refuse(content)
    assert time.monotonic() - started < 5


@settings(deadline=None, max_examples=10)
@given(st.sampled_from(sorted(REAL)), st.integers(0, 2**32))
def test_a_damaged_file_is_refused_or_taken_whole(name, seed):
    content = mutated(REAL[name][1], seed)
    try:
        assert check_file(name, content).content == content
    except FileRefused as refused:
        assert refused.sentence.endswith(".")  # noqa: PT017


@BRIEF
@given(st.text())
def test_text_goes_through_unchanged(text):
    try:
        file = check_file("a.txt", text.encode())
    except FileRefused:
        return
    assert file.texts["in the text"] == text.removeprefix("\ufeff")


def test_a_pdf_made_by_these_tests_is_one():
    assert "20 interviews" in PdfReader(BytesIO(REAL["audit.pdf"][1])).pages[0].extract_text()
