"""Word documents and workbooks of our own making: broken, or far dearer than they look."""

import io
import zipfile
from collections.abc import Callable

__all__ = ["BAD_OFFICE", "container"]

_MAIN = "application/vnd.openxmlformats-officedocument"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_S = f'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="{_RELATION}"'
_LAUGHS = (
    "<!DOCTYPE d [<!ENTITY a0 'ha'>"
    + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
    + "]>"
)


def container(members: dict[str, bytes | str]) -> bytes:
    """A zip container, packed as well as can be."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return buffer.getvalue()


def _relations(*targets: tuple[str, str]) -> str:
    rows = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELATION}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, start=1)
    )
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{space}">{rows}</Relationships>'


def _types(*parts: tuple[str, str]) -> str:
    rows = "".join(
        f'<Override PartName="/{name}" ContentType="{_MAIN}.{kind}+xml"/>' for name, kind in parts
    )
    space = "http://schemas.openxmlformats.org/package/2006/content-types"
    packed = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        f'<Types xmlns="{space}"><Default Extension="rels" ContentType="{packed}"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{rows}</Types>'
    )


def _docx(body: str, prolog: str = "", more: dict[str, bytes | str] | None = None) -> bytes:
    return container(
        {
            "[Content_Types].xml": _types(("word/document.xml", "wordprocessingml.document.main")),
            "_rels/.rels": _relations(("officeDocument", "word/document.xml")),
            "word/document.xml": f"{prolog}<w:document {_W}><w:body>{body}</w:body></w:document>",
        }
        | (more or {})
    )


def _xlsx(
    sheet: str, strings: str = "<si><t>Question</t></si>", prolog: str = "", around: str = ""
) -> bytes:
    """A workbook of one sheet; ``sheet`` is what stands in its sheet data, ``around`` after it."""
    return container(
        {
            "[Content_Types].xml": _types(
                ("xl/workbook.xml", "spreadsheetml.sheet.main"),
                ("xl/worksheets/sheet1.xml", "spreadsheetml.worksheet"),
                ("xl/sharedStrings.xml", "spreadsheetml.sharedStrings"),
            ),
            "_rels/.rels": _relations(("officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": f'<workbook {_S}><sheets><sheet name="One" sheetId="1" r:id="rId1"/>'
            "</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": _relations(
                ("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml")
            ),
            "xl/sharedStrings.xml": f"{prolog}<sst {_S}>{strings}</sst>",
            "xl/worksheets/sheet1.xml": f'<worksheet {_S}><dimension ref="A1:XFD1048576"/>'
            f"<sheetData>{sheet}</sheetData>{around}</worksheet>",
        }
    )


_HELLO = "<w:p><w:r><w:t>Passwords have 14 characters.</w:t></w:r></w:p>"
_CELL = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'


def _nested_tables() -> bytes:
    depth = 3000
    return _docx("<w:tbl><w:tr><w:tc>" * depth + _HELLO + "</w:tc></w:tr></w:tbl>" * depth)


def _wide_span() -> bytes:
    span = '<w:tc><w:tcPr><w:gridSpan w:val="1000000000"/></w:tcPr>' + _HELLO + "</w:tc>"
    return _docx(f"<w:tbl><w:tr>{span}</w:tr></w:tbl>")


def _nested_boxes() -> bytes:
    depth = 2000
    opening, closing = "<w:p><w:r><w:txbxContent>", "</w:txbxContent></w:r></w:p>"
    return _docx(opening * depth + _HELLO + closing * depth)


def _many_cells() -> bytes:
    cells = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 300_000))
    return _xlsx(cells)


def _repeated_string() -> bytes:
    """One string of 30,000 characters in 20,000 cells: 600 MB of text in 60 kilobytes."""
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 20_000))
    return _xlsx(cells, strings=f"<si><t>{'many words ' * 3000}</t></si>")


def _merged(reference: str, count: int = 1) -> bytes:
    merged = f'<mergeCell ref="{reference}"/>' * count
    return _xlsx(_CELL, around=f"<mergeCells>{merged}</mergeCells>")


def _validations() -> bytes:
    rule = '<dataValidation type="list" sqref="A1:XFD1048576"><formula1>"a"</formula1>'
    rule += "</dataValidation>"
    return _xlsx(_CELL, around=f"<dataValidations>{rule * 20_000}</dataValidations>")


def _last_cell() -> bytes:
    return _xlsx('<row r="1048576"><c r="XFD1048576" t="s"><v>0</v></c></row>')


BAD_OFFICE: dict[str, Callable[[], bytes]] = {
    "bomb.docx": lambda: _docx(_HELLO + " " * 150_000_000),
    "media-bomb.docx": lambda: _docx(_HELLO, more={"word/media/a.bmp": bytes(150_000_000)}),
    "entities.docx": lambda: _docx("<w:p><w:r><w:t>&a11;</w:t></w:r></w:p>", _LAUGHS),
    "external-entity.docx": lambda: _docx(
        "<w:p><w:r><w:t>&a;</w:t></w:r></w:p>", '<!DOCTYPE d [<!ENTITY a SYSTEM "/etc/hostname">]>'
    ),
    "nested-tables.docx": _nested_tables,
    "nested-boxes.docx": _nested_boxes,
    "wide-span.docx": _wide_span,
    "many-paragraphs.docx": lambda: _docx(_HELLO * 300_000),
    "no-document.docx": lambda: container(
        {"[Content_Types].xml": _types(("word/document.xml", "wordprocessingml.document.main"))}
    ),
    "broken-xml.docx": lambda: _docx("<w:p><w:r>"),
    "cut-off.docx": lambda: _docx(_HELLO)[:-60],
    "bomb.xlsx": lambda: _xlsx(_CELL + " " * 150_000_000),
    "entities.xlsx": lambda: _xlsx(_CELL, "<si><t>&a11;</t></si>", _LAUGHS),
    "last-cell.xlsx": _last_cell,
    "many-cells.xlsx": _many_cells,
    "repeated-string.xlsx": _repeated_string,
    "merged-everything.xlsx": lambda: _merged("A1:XFD1048576"),
    "merged-often.xlsx": lambda: _merged("A1:Z9", 50_000),
    "validations.xlsx": _validations,
    "row-number.xlsx": lambda: _xlsx('<row r="99999999999"><c r="A1"><v>1</v></c></row>'),
    "odd-reference.xlsx": lambda: _xlsx('<row r="1"><c r="-1$%"><v>1</v></c></row>'),
    "long-number.xlsx": lambda: _xlsx(f'<row r="1"><c r="A1"><v>{"9" * 100_000}</v></c></row>'),
    "broken-xml.xlsx": lambda: _xlsx("<row><c>"),
    "cut-off.xlsx": lambda: _xlsx(_CELL)[:-60],
}
