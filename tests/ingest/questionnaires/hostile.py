"""Questionnaires of our own making that are broken, or far dearer than they look."""

import io
from collections.abc import Callable, Sequence

from tests.ingest.badoffice import BAD_OFFICE, _xlsx, container

__all__ = ["HOSTILE"]

_ASK = '<row r="1"><c r="A1" t="inlineStr"><is><t>Do you keep backups of data?</t></is></c></row>'


def _many_styles() -> bytes:
    import zipfile

    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    xfs = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>' * 64_000
    styles = f"<styleSheet {space}><fonts><font/></fonts><cellXfs>{xfs}</cellXfs></styleSheet>"
    cells = "".join(f'<row r="{n}"><c r="A{n}" s="{n}"/></row>' for n in range(2, 64_000))
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(_xlsx(_ASK + cells))) as source,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            content = source.read(name)
            if name.endswith("workbook.xml.rels"):
                kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles"
                one = f'<Relationship Id="rId9" Type="{kind}" Target="styles.xml"/></Relationships>'
                content = content.replace(b"</Relationships>", one.encode())
            target.writestr(name, content)
        target.writestr("xl/styles.xml", styles)
    return buffer.getvalue()


def _huge_lists() -> bytes:
    """A drop-down on a list of a million references, each of billions of cells."""
    ranges = " ".join("A1:XFD1048576" for _ in range(300_000))
    rule = f'<dataValidation type="list" sqref="{ranges}"><formula1>$A:$XFD</formula1>'
    rule += "</dataValidation>"
    return _xlsx(_ASK, around=f"<dataValidations>{rule}</dataValidations>")


def _list_of_everything() -> bytes:
    rule = '<dataValidation type="list" sqref="B1:B1048576"><formula1>$A$1:$XFD$1048576</formula1>'
    return _xlsx(_ASK, around=f"<dataValidations>{rule}</dataValidation></dataValidations>")


def _moving_lists() -> bytes:
    rule = '<dataValidation type="list" sqref="B1:B1900"><formula1>A1:XFD1048576</formula1>'
    return _xlsx(_ASK, around=f"<dataValidations>{rule * 1}</dataValidation></dataValidations>")


def _deep() -> bytes:
    return _xlsx(_ASK, around="<a>" * 100_000 + "</a>" * 100_000)


def _wide_row() -> bytes:
    cells = "".join("<c><v>1</v></c>" for _ in range(16_384))
    return _xlsx("".join(f'<row r="{n}">{cells}</row>' for n in range(1, 40)))


def _questions(count: int) -> bytes:
    """As many questions as there are cells for: 90,000."""
    ask = '<c t="inlineStr"><is><t>Do you keep backups of system {0} for a year?</t></is></c>'
    rows = "".join(f'<row r="{n}">{ask.format(n)}</row>' for n in range(1, count))
    return _xlsx(rows)


def _backtracking() -> bytes:
    """Texts that make careless patterns run for ever."""
    texts = (
        *("Yes/" * 7_000, "if yes " * 4_000, "a) " * 9_000, "1." * 15_000, "(" * 30_000),
        *("if the answer to question 1.1 " * 1_000, "total " * 5_000, "?\n" * 15_000, " " * 30_000),
        *("If no, skip to " * 2_000, "1 = a " * 5_000, "scale" + " " * 29_000, "Is it " * 5_000),
        *("only " * 6_000, "only complete if " * 1_800, "A&" * 15_000, "word, " * 5_000),
    )
    rows = [("ID", "Question", "Answer", "Guidance")]
    rows += [(f"Q.{n}", f"{t}?", t[:9], t) for n, t in enumerate(texts * 4)]
    rows += [(t[:200], t[:3_000], t[:40], f"Do you {t}?") for t in texts * 4]
    return _xlsx("".join(_row(n, cells) for n, cells in enumerate(rows, 1)))


def _row(number: int, texts: Sequence[str]) -> str:
    cells = (
        f'<c r="{column}{number}" t="inlineStr"><is><t>{text.replace("&", "&amp;")}</t></is></c>'
        for column, text in zip("ABCD", texts, strict=False)
    )
    return f'<row r="{number}">{"".join(cells)}</row>'


def _encrypted() -> bytes:
    """The head of an OLE container with the stream that encrypted workbooks keep."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + b"\x3e\x00\x03\x00\xfe\xff\x09\x00"
    name = "EncryptedPackage".encode("utf-16-le")
    return head + bytes(512 - len(head)) + name + bytes(4096 - len(name))


HOSTILE: dict[str, Callable[[], bytes]] = {
    **BAD_OFFICE,
    "many-styles.xlsx": _many_styles,
    "huge-lists.xlsx": _huge_lists,
    "list-of-everything.xlsx": _list_of_everything,
    "moving-lists.xlsx": _moving_lists,
    "deep.xlsx": _deep,
    "wide-rows.xlsx": _wide_row,
    "ninety-thousand-questions.xlsx": lambda: _questions(90_000),
    "backtracking.xlsx": _backtracking,
    "encrypted.xlsx": _encrypted,
    "ten-million-strings.xlsx": lambda: _xlsx(_ASK, strings="<si><t>a</t></si>" * 10_000_000),
    "million-strings.xlsx": lambda: _xlsx(_ASK, strings="<si><t>a</t></si>" * 1_000_000),
    "empty.xlsx": lambda: b"",
    "no-parts.xlsx": lambda: container({"a.txt": "nothing"}),
    "deep.json": lambda: b"[" * 200_000 + b"]" * 200_000,
    "not-json.json": lambda: b'{"questions": [{"question": "Is it?",,, }',
    "strings.json": lambda: b'{"questionnaire": [' + b'"a" + ' * 200_000 + b'"b"]}',
    "one-line.txt": lambda: b"Do you? " * 200_000,
    "long-lines.csv": lambda: (b'"' + b"a," * 400_000 + b'"\n') * 3,
    "tabs.txt": lambda: b"\t" * 1_000_000 + b"a?",
}
