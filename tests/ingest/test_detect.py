"""Files are what their content says, whatever they are named."""

import io
import json
import zipfile
from pathlib import Path

import pytest

from ingest.detect import Format, detect, inspect
from kb.errors import UnreadableError, UnsupportedError

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"
HTML = b"<!DOCTYPE html>\n<html><body><p>Access is reviewed.</p></body></html>"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
MACROS = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
BINARY = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"


def container(content_type: str = "", first: tuple[str, str] = ("a.txt", "text")) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr(*first)
        if content_type:
            file.writestr("[Content_Types].xml", f'<Override ContentType="{content_type}"/>')
    return buffer.getvalue()


def ole(stream: str) -> bytes:
    """An OLE compound file with one stream's name in its directory."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    header[30:32] = (9).to_bytes(2, "little")
    header[48:52] = (2).to_bytes(4, "little")
    return bytes(header) + bytes(1024) + stream.encode("utf-16-le").ljust(128, b"\0") + bytes(384)


CATALOG = json.dumps({"catalog": {"uuid": "1", "metadata": {"oscal-version": "1.1.2"}}}).encode()
LIBRARY = b"urn: urn:acme:risk:library:x\nlocale: en\nref_id: X\nname: X\nobjects:\n  framework:\n"
COMPONENT = b"documentation_complete: false\nname: AC\nsatisfies:\n- control_key: AC-1\n"
STANDARD = b"name: Own\nA-1:\n  family: A\n  name: First\n"
LINES = b'{"id": "1", "text": "one"}\n{"id": "2", "text": "two"}\n'


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.pdf", PDF, Format.PDF),
        ("a.docx", container(WORD), Format.DOCX),
        ("a.xlsx", container(EXCEL), Format.XLSX),
        ("a.xlsm", container(MACROS), Format.XLSX),
        ("a.zip", container(), Format.ZIP),
        ("a.csv", b"id,name\n1,x\n", Format.CSV),
        ("a.tsv", b"id\tname\n1\tx\n", Format.CSV),
        ("a.html", b"<p>no head at all", Format.HTML),
        ("a.md", b"# Title\n\n<div align=center>logo</div>\n", Format.MARKDOWN),
        ("a.md", b"---\nname: Access\n---\n# Title\n", Format.MARKDOWN),
        ("a.txt", b"Plain text.", Format.TEXT),
        ("LICENSE", b"Plain text.", Format.TEXT),
        ("a.txt", "Büro für alles".encode("latin-1"), Format.TEXT),
        ("a.txt", "Plain text in UTF-16.".encode("utf-16"), Format.TEXT),
        ("a.txt", "Plain text in UTF-16.".encode("utf-16-be"), Format.TEXT),
        ("a.txt", b"How to write %PDF-1.7 files by hand", Format.TEXT),
        ("a.jsonl", LINES, Format.JSONL),
        ("a.jsonl", b'{"id": "only one"}\n', Format.JSONL),
        ("a.json", CATALOG, Format.OSCAL),
        ("a.json", b'{"catalog": {"shoes": []}}', Format.JSON),
        ("a.json", b'[{"a": 1}]', Format.JSON),
        ("a.yaml", b"catalog:\n  uuid: 1\n", Format.OSCAL),
        ("component.yaml", COMPONENT, Format.OPENCONTROL),
        ("own.yml", STANDARD, Format.OPENCONTROL),
        ("a.yaml", LIBRARY, Format.LIBRARY),
        ("a.yaml", b"services:\n  web:\n    image: x\n", Format.YAML),
        ("a.py", b"import os\n", Format.UNKNOWN),
    ],
)
def test_well_named_files(tmp_path: Path, name: str, content: bytes, expected: Format) -> None:
    (tmp_path / name).write_bytes(content)

    assert detect(tmp_path / name) is expected
    assert inspect(tmp_path / name).warning == ""


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.docx", PDF, Format.PDF),
        ("a.txt", b"\n\n" + PDF, Format.PDF),
        ("a.md", HTML, Format.HTML),
        ("a.txt", b"<!-- saved -->\n" + HTML, Format.HTML),
        ("a.txt", HTML.decode().encode("utf-16"), Format.HTML),
        ("a.xls", HTML, Format.HTML),
        ("a.xls", b"id\tname\n1\tx\n", Format.CSV),
        ("a.pdf", container(), Format.ZIP),
        ("a.zip", container(WORD), Format.DOCX),
        ("a.doc", container(WORD), Format.DOCX),
        ("a.xlsx", b"id,name\n", Format.TEXT),
        ("a.json", LINES, Format.JSONL),
        ("a.jsonl", b'[{"a": 1}]', Format.JSON),
    ],
)
def test_misnamed_files_are_known_and_told(
    tmp_path: Path, name: str, content: bytes, expected: Format
) -> None:
    (tmp_path / name).write_bytes(content)

    found = inspect(tmp_path / name)

    assert found.format is expected
    assert f"the name ends in {Path(name).suffix}" in found.warning
    assert f"it is {expected.one};" in found.warning


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.doc", ole("WordDocument"), "save it as .docx"),
        ("a.xls", ole("Workbook"), "save it as .xlsx"),
        ("a.ppt", ole("PowerPoint Document"), "export it as PDF"),
        ("a.bin", ole("Something"), "old binary format"),
        ("a.pptx", container(SLIDES), "presentation"),
        ("a.xlsb", container(BINARY), "xlsb"),
        (
            "a.odt",
            container(first=("mimetype", "application/vnd.oasis.opendocument.text")),
            "OpenDocument text",
        ),
        ("a.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "PNG image"),
        ("a.docx", b"\xff\xd8\xff\xe0\0\x10JFIF\0", "JPEG image"),
        ("a", b"\x7fELF\x02\x01\x01\0\0\0", "a program"),
        ("a.exe", b"MZ\x90\0\x03\0\0\0", "Windows program"),
        ("a.gz", b"\x1f\x8b\x08\0\0\0\0\0", "gzip archive"),
        ("a.dat", bytes(range(32)) * 9, "of no format known"),
        ("a.rtf", b"{\\rtf1\\ansi Text}", "rich text"),
        ("a.eml", b"From: a@example.org\nMIME-Version: 1.0\n\ntext", "e-mail"),
        ("a.xlsx", b"<?xml version='1.0'?><Workbook/>", "XML"),
        ("a.txt", b"-----BEGIN PGP MESSAGE-----\n", "decrypt it"),
    ],
)
def test_formats_that_are_not_read_are_named_with_a_way_out(
    tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    (tmp_path / name).write_bytes(content)

    with pytest.raises(UnsupportedError) as raised:
        detect(tmp_path / name)

    assert words in str(raised.value)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b" \n\t\n", "white space"),
        ("a.docx", bytes(5000), "zero bytes"),
        ("a.docx", ole("EncryptedPackage"), "encrypted"),
        ("a.docx", container(WORD)[:-30], "damaged"),
        ("a.pdf", b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "git lfs pull"),
        ("a.pdf", b"/annex/objects/SHA256E-s1--0.pdf\n", "git annex get"),
        ("link.pdf", b"real.pdf", "link to real.pdf"),
    ],
)
def test_unreadable_files_say_why(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    (tmp_path / "real.pdf").write_bytes(PDF)
    (tmp_path / name).write_bytes(content)

    with pytest.raises(UnreadableError) as raised:
        detect(tmp_path / name)

    assert type(raised.value) is UnreadableError
    assert words in str(raised.value)


def test_a_link_to_nowhere_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").symlink_to(".git/annex/objects/xx/SHA256E-s1--0.pdf")

    with pytest.raises(UnreadableError, match="git annex get"):
        detect(tmp_path / "a.pdf")


def test_one_long_line_is_no_link(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("word " * 150, "utf-8")

    assert detect(tmp_path / "a.txt") is Format.TEXT


def test_comments_without_end_do_not_stall_detection(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("<!-- a -->" * 6000 + "x", "utf-8")
    (tmp_path / "b.md").write_text("a:\n" * 20000, "utf-8")

    assert detect(tmp_path / "a.md") is Format.MARKDOWN
    assert detect(tmp_path / "b.md") is Format.MARKDOWN
