"""Workbooks of our own making that hold what real ones hold, and what rewriting them loses."""

import io
import zipfile

from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import ColorScaleRule, FormulaRule
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.table import Table

__all__ = ["MAIN", "RELATION", "nasty", "packed", "raw_workbook", "unpacked", "with_macros"]

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MICROSOFT = "http://schemas.microsoft.com/office"
_PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cf"
    "c0000003010100c9fe92ef0000000049454e44ae426082"
)
_X14 = (
    '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" '
    f'xmlns:x14="{_MICROSOFT}/spreadsheetml/2009/9/main"><x14:dataValidations count="1" '
    f'xmlns:xm="{_MICROSOFT}/excel/2006/main"><x14:dataValidation type="list" allowBlank="1" '
    'xr:uid="{5B0B0E6C-0000-4000-8000-000000000001}"><x14:formula1><xm:f>Lists!$A$1:$A$3</xm:f>'
    "</x14:formula1><xm:sqref>D5:D40</xm:sqref></x14:dataValidation></x14:dataValidations></ext>"
    "</extLst>"
)
_SPACES = (
    f'<worksheet xmlns="{MAIN}" xmlns:r="{RELATION}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    f'mc:Ignorable="x14ac xr" xmlns:x14ac="{_MICROSOFT}/spreadsheetml/2009/9/ac" '
    f'xmlns:xr="{_MICROSOFT}/spreadsheetml/2014/revision" '
    'xr:uid="{00000000-0001-0000-0000-000000000000}">'
)


def packed(members: dict[str, bytes]) -> bytes:
    """A zip container of the members, in their order."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(zipfile.ZipInfo(name, (2021, 3, 4, 5, 6, 8)), content, 8)
    return buffer.getvalue()


def unpacked(data: bytes) -> dict[str, bytes]:
    """The members of a container by name, in order."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {info.filename: file.read(info) for info in file.infolist()}


def nasty() -> bytes:
    """A questionnaire with drop-downs of four kinds, formulas of four kinds, and much beside."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Questions & Answers"
    _questions(sheet)
    lists = book.create_sheet("Lists")
    for row, text in enumerate(("Yes", "No", "N/A", 1, 2, 3), 1):
        lists.cell(row, 1, text)
    lists.sheet_state = "hidden"
    _scores(book)
    locked = book.create_sheet("Locked")
    locked["A1"], locked["B1"] = "Question", "Answer"
    for row in range(2, 6):
        locked.cell(row, 1, f"Locked question {row}?")
        locked.cell(row, 2).protection = Protection(locked=row > 3)
    locked.column_dimensions["C"].protection = Protection(locked=False)
    locked.protection.sheet = True
    locked.protection.password = "secret"
    book.defined_names["Choices"] = DefinedName("Choices", attr_text="Lists!$A$1:$A$3")
    buffer = io.BytesIO()
    book.save(buffer)
    return packed(_with_parts(unpacked(buffer.getvalue())))


def _questions(sheet: object) -> None:
    sheet.merge_cells("A1:E1")
    sheet["A1"] = "Security questionnaire"
    sheet["A1"].fill = PatternFill("solid", fgColor="DDEEFF")
    headings = ("ID", "Question", "Kind", "Answer", "Comment", "Score")
    for column, text in enumerate(headings, 1):
        sheet.cell(4, column, text).font = Font(bold=True)
    for row in range(5, 41):
        sheet.cell(row, 1, f"Q-{row - 4:02}")
        sheet.cell(row, 2, f"Do you do the thing number {row - 4}? <&> “quoted”")
        sheet.cell(row, 4).alignment = Alignment(wrap_text=True)
        sheet.cell(row, 6, f'=IF(D{row}="Yes",1,0)')
    sheet["B6"] = CellRichText("Is it ", TextBlock(InlineFont(b=True), "really"), " so?")
    sheet["B7"].comment = Comment("Mind the gap", "A. Customer")
    sheet["B8"].hyperlink = "https://example.com/?a=1&b=2"
    sheet["G5"] = ArrayFormula("G5:G8", "=ROW(A5:A8)*2")
    sheet.merge_cells("D10:D12")
    for kind, where in (
        (DataValidation("list", formula1='"Yes,No,Partial"'), "E5:E9"),
        (DataValidation("list", formula1="Choices"), "C5:C40"),
        (DataValidation("list", formula1="Lists!$A$4:$A$6"), "E13:E20"),
    ):
        kind.add(where)
        sheet.add_data_validation(kind)
    green = PatternFill(bgColor="C6EFCE")
    sheet.conditional_formatting.add("D5:D40", FormulaRule(['$D5="Yes"'], fill=green))
    sheet.conditional_formatting.add("F5:F40", ColorScaleRule("min", None, "F8696B", "max"))
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=6, min_row=4, max_row=9), titles_from_data=True)
    sheet.add_chart(chart, "I5")
    sheet.page_setup.orientation = "landscape"
    sheet.oddFooter.center.text = "&P of &N"


def _scores(book: Workbook) -> None:
    scores = book.create_sheet("Scores")
    for row, line in enumerate((("Area", "Weight"), ("Access", 3), ("Backup", 2)), 1):
        for column, value in enumerate(line, 1):
            scores.cell(row, column, value)
    scores.add_table(Table(displayName="Weights", ref="A1:B3"))


def _with_parts(members: dict[str, bytes]) -> dict[str, bytes]:
    """What openpyxl does not write: cached values, x14 drop-downs, threads, printers and so on."""
    part = "xl/worksheets/sheet1.xml"
    sheet = members[part].decode()
    sheet = sheet.replace(f'<worksheet xmlns="{MAIN}">', _SPACES, 1)
    sheet = sheet.replace('<row r="5">', '<row r="5" spans="1:7" x14ac:dyDescent="0.25">')
    sheet = sheet.replace("<v></v>", "<v>0</v>").replace("<v/>", "<v>0</v>").replace("<v />", "")
    sheet = sheet.replace('<c r="F20"', '<!-- <row r="99"><c r="A99"/></row> --><c r="F20"')
    sheet = sheet.replace(
        '<f>IF(D21="Yes",1,0)</f>', '<f t="shared" ref="F21:F23" si="0">IF(D21="Yes",1,0)</f>'
    )
    for row in (22, 23):
        sheet = sheet.replace(f'<f>IF(D{row}="Yes",1,0)</f>', '<f t="shared" si="0"/>')
    sheet = sheet.replace("</worksheet>", f"{_X14}</worksheet>")
    setup = "<pageSetup "
    sheet = sheet.replace(setup, '<pageSetup r:id="rIdP" ', 1)
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
    members[part] = (head + sheet).encode()
    rels = "xl/worksheets/_rels/sheet1.xml.rels"
    members[rels] = _more_relations(
        members[rels],
        ("rIdP", f"{RELATION}/printerSettings", "../printerSettings/printerSettings1.bin"),
        (
            "rIdT",
            f"{_MICROSOFT}/2017/10/relationships/threadedComment",
            "../threadedComments/threadedComment1.xml",
        ),
    )
    members["xl/printerSettings/printerSettings1.bin"] = bytes(range(256))
    members["xl/threadedComments/threadedComment1.xml"] = (
        b'<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/'
        b'threadedcomments"/>'
    )
    members["customXml/item1.xml"] = b"<x:own xmlns:x='urn:of-the-customer'>\r\n</x:own>"
    members["xl/media/image9.png"] = _PIXEL
    members["xl/externalLinks/externalLink1.xml"] = f'<externalLink xmlns="{MAIN}"/>'.encode()
    types = members["[Content_Types].xml"]
    members["[Content_Types].xml"] = types.replace(
        b"<Override ",
        b'<Default Extension="bin" ContentType="application/octet-stream"/>'
        b'<Default Extension="png" ContentType="image/png"/><Override ',
        1,
    )
    return members


def _more_relations(part: bytes, *rows: tuple[str, str, str]) -> bytes:
    more = "".join(
        f'<Relationship Id="{one}" Type="{kind}" Target="{target}"/>' for one, kind, target in rows
    )
    return part.replace(b"</Relationships>", f"{more}</Relationships>".encode())


def with_macros(data: bytes) -> bytes:
    """The same as a workbook with macros; the project is not one that could run."""
    members = unpacked(data)
    book = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    macros = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    types = "[Content_Types].xml"
    members[types] = members[types].replace(book, macros)
    members["xl/vbaProject.bin"] = b"\xd0\xcf\x11\xe0" + bytes(200)
    rels = "xl/_rels/workbook.xml.rels"
    project = ("rIdV", f"{_MICROSOFT}/2006/relationships/vbaProject", "vbaProject.bin")
    members[rels] = _more_relations(members[rels], project)
    return packed(members)


def raw_workbook(sheet: bytes | str, styles: str = "") -> bytes:
    """A workbook with one sheet, ``Sheet1``, whose part is ``sheet`` as it stands."""
    space = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    relation = f'Type="{RELATION}'
    part = sheet.encode() if isinstance(sheet, str) else sheet
    members = {
        "[Content_Types].xml": f'<Types xmlns="{space}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{kind}.styles+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{space}/relationships"><Relationship Id="r1" '
        f'{relation}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATION}"><sheets>'
        '<sheet name="Sheet1" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{space}/relationships">'
        f'<Relationship Id="r1" {relation}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" {relation}/styles" Target="/xl/styles.xml"/></Relationships>',
        "xl/styles.xml": styles
        or f'<styleSheet xmlns="{MAIN}"><fonts><font/></fonts><fills><fill><patternFill/></fill>'
        "</fills><borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs><cellXfs><xf/><xf/><xf/></cellXfs>"
        '<cellStyles><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
    }
    encoded = {name: text.encode() for name, text in members.items()}
    return packed(encoded | {"xl/worksheets/sheet1.xml": part})
