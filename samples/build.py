#!/usr/bin/env python3
"""Rebuild the binary sample documents (docx, pdf, xlsx) from samples/sources/.

Every source is a Markdown file with YAML front matter; its ``output`` key names
the file to write, relative to this folder, and the extension picks the writer.
Timestamps and metadata are fixed, and zip members get a fixed date, so running
this twice gives the same bytes with the same library versions.

    python samples/build.py            # rebuild everything
    python samples/build.py --check    # rebuild into a temporary folder, compare
"""

from __future__ import annotations

import argparse
import datetime as dt
import filecmp
import io
import re
import sys
import tempfile
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import yaml

HERE = Path(__file__).resolve().parent
SOURCES = HERE / "sources"
STAMP = dt.datetime(2026, 11, 1, 9, 0, 0)
ZIP_STAMP = (2026, 11, 1, 9, 0, 0)
COMPANY = "Thistlewharf NV"

# ---------------------------------------------------------------- the source


def read_source(path: Path):
    text = path.read_text(encoding="utf-8")
    _, front, body = text.split("---\n", 2)
    return yaml.safe_load(front), parse_blocks(body)


def parse_blocks(body: str):
    """A small Markdown subset: headings, paragraphs, lists, pipe tables, boxes."""
    blocks, para, lines, i = [], [], body.split("\n"), 0

    def flush():
        if para:
            blocks.append(("p", " ".join(para)))
            para.clear()

    while i < len(lines):
        line = lines[i].rstrip()
        if not line:
            flush()
        elif m := re.match(r"(#{1,4}) (.+)", line):
            flush()
            blocks.append(("h", len(m[1]), m[2]))
        elif line.startswith("|"):
            flush()
            rows = []
            while i < len(lines) and lines[i].startswith("|"):
                cells = [c.strip() for c in lines[i].strip().strip("|").split("|")]
                if not all(re.fullmatch(r":?-+:?", c) for c in cells):
                    rows.append(cells)
                i += 1
            blocks.append(("table", rows))
            continue
        elif re.match(r"(-|\d+\.) ", line):
            flush()
            kind = "ul" if line[0] == "-" else "ol"
            mark = r"- " if kind == "ul" else r"\d+\. "
            items = []
            while i < len(lines) and (re.match(mark, lines[i]) or lines[i].startswith("  ")):
                item = lines[i].rstrip()
                if re.match(mark, item):
                    items.append(re.sub("^" + mark, "", item))
                else:
                    items[-1] += " " + item.strip()
                i += 1
            blocks.append((kind, items))
            continue
        elif line.startswith(":::"):
            flush()
            box, i = [], i + 1
            while not lines[i].startswith(":::"):
                if lines[i].strip():
                    box.append(lines[i].strip())
                i += 1
            blocks.append(("box", box))
        else:
            para.append(line)
        i += 1
    flush()
    return blocks


def header_rows(meta):
    names = [
        ("id", "Document"),
        ("owner", "Owner"),
        ("approver", "Approved by"),
        ("issuer", "Issued by"),
        ("version", "Version"),
        ("effective", "Effective"),
        ("issued", "Issued"),
        ("review_by", "Review by"),
        ("valid_until", "Valid until"),
        ("classification", "Classification"),
    ]
    return [(label, str(meta[key])) for key, label in names if key in meta]


def spans(text):
    """Split on **bold**; yields (text, is_bold)."""
    for n, part in enumerate(re.split(r"\*\*", text)):
        if part:
            yield part, bool(n % 2)


def fix_zip(data: bytes, out: Path):
    """Write the zip again with one date for every member and no creation time."""
    with zipfile.ZipFile(io.BytesIO(data)) as src, zipfile.ZipFile(out, "w") as dst:
        for name in src.namelist():
            body = src.read(name)
            if name == "docProps/core.xml":
                body = re.sub(
                    rb"(<dcterms:(created|modified)[^>]*>)[^<]*",
                    rb"\g<1>" + STAMP.strftime("%Y-%m-%dT%H:%M:%SZ").encode(),
                    body,
                )
            info = zipfile.ZipInfo(name, ZIP_STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            dst.writestr(info, body)


# ---------------------------------------------------------------- docx

TEXTBOX = (
    '<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:v="urn:schemas-microsoft-com:vml">'
    '<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>'
    '<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="5486400" cy="{cy}"/>'
    '<wp:docPr id="{id}" name="Text Box {id}"/><wp:cNvGraphicFramePr/><a:graphic>'
    '<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
    '<wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/>'
    '<a:ext cx="5486400" cy="{cy}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
    '<a:solidFill><a:srgbClr val="EEF4F2"/></a:solidFill><a:ln w="9525"><a:solidFill>'
    '<a:srgbClr val="4A7A6D"/></a:solidFill></a:ln></wps:spPr><wps:txbx><w:txbxContent>{body}'
    '</w:txbxContent></wps:txbx><wps:bodyPr rot="0" vert="horz" wrap="square" lIns="91440"'
    ' tIns="45720" rIns="91440" bIns="45720" anchor="t"/></wps:wsp></a:graphicData></a:graphic>'
    "</wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict>"
    '<v:shape type="#_x0000_t202" style="width:432pt;height:{pt}pt"><v:textbox>'
    "<w:txbxContent>{body}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback>"
    "</mc:AlternateContent></w:r>"
)


def write_docx(meta, blocks, out: Path):
    from docx import Document
    from docx.oxml import parse_xml
    from docx.shared import Pt

    doc = Document()
    doc.styles["Normal"].font.name = "Calibri"
    doc.styles["Normal"].font.size = Pt(10.5)
    props = doc.core_properties
    props.title, props.author, props.subject = meta["title"], COMPANY, str(meta["id"])
    props.last_modified_by, props.revision, props.comments = COMPANY, 1, ""
    props.created = props.modified = STAMP
    section = doc.sections[0]
    section.header.paragraphs[0].text = f"{COMPANY} - {meta['id']} {meta['title']}"
    section.footer.paragraphs[
        0
    ].text = f"{meta['classification']} - printed copies are uncontrolled"

    def fill(paragraph, text):
        for part, bold in spans(text):
            paragraph.add_run(part).bold = bold or None

    def table(rows, header=True):
        grid = doc.add_table(rows=0, cols=len(rows[0]))
        grid.style = "Table Grid"
        for r, row in enumerate(rows):
            cells = grid.add_row().cells
            for c, value in enumerate(row):
                fill(cells[c].paragraphs[0], value)
                if (header and r == 0) or (not header and c == 0):
                    for run in cells[c].paragraphs[0].runs:
                        run.bold = True
        doc.add_paragraph()

    doc.add_heading(meta["title"], 0)
    table(header_rows(meta), header=False)
    box_id, list_no = 100, 0
    for block in blocks:
        kind = block[0]
        if kind == "h":
            doc.add_heading(block[2], max(1, block[1] - 1))
        elif kind == "p":
            fill(doc.add_paragraph(), block[1])
        elif kind == "ul":
            for item in block[1]:
                fill(doc.add_paragraph(style="List Bullet"), item)
        elif kind == "ol":
            list_no += 1
            num_id = restart_numbering(doc)
            for item in block[1]:
                para = doc.add_paragraph(style="List Number")
                pr = para._p.get_or_add_pPr().get_or_add_numPr()
                pr.get_or_add_ilvl().val = 0
                pr.get_or_add_numId().val = num_id
                fill(para, item)
        elif kind == "table":
            table(block[1])
        elif kind == "box":
            box_id += 1
            body = "".join(
                f'<w:p><w:r><w:t xml:space="preserve">{escape(t.replace("**", ""))}'
                "</w:t></w:r></w:p>"
                for t in block[1]
            )
            pt = 26 + 16 * sum(1 + len(t) // 85 for t in block[1])
            xml = TEXTBOX.format(body=body, id=box_id, pt=pt, cy=pt * 12700)
            doc.add_paragraph()._p.append(parse_xml(xml))
    buffer = io.BytesIO()
    doc.save(buffer)
    fix_zip(buffer.getvalue(), out)


def restart_numbering(doc):
    """A fresh numbering instance, so each numbered list starts at 1."""
    numbering = doc.part.numbering_part.numbering_definitions._numbering
    style_num = doc.styles["List Number"].element.pPr.numPr.numId.val
    abstract = next(n for n in numbering.num_lst if n.numId == style_num).abstractNumId.val
    num = numbering.add_num(abstract)
    num.add_lvlOverride(ilvl=0).add_startOverride(1)
    return num.numId


# ---------------------------------------------------------------- pdf


def write_pdf(meta, blocks, out: Path):
    from reportlab.lib import colors
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.lib.units import mm
    from reportlab.pdfbase.pdfmetrics import stringWidth
    from reportlab.pdfgen import canvas
    from reportlab.platypus import (
        ListFlowable,
        ListItem,
        Paragraph,
        SimpleDocTemplate,
        Spacer,
        Table,
        TableStyle,
    )

    base = ParagraphStyle("base", fontName="Helvetica", fontSize=10, leading=13.5, spaceAfter=6)
    cell = ParagraphStyle("cell", parent=base, fontSize=8.8, leading=11, spaceAfter=0)
    head = ParagraphStyle("head", parent=cell, fontName="Helvetica-Bold")
    title = ParagraphStyle(
        "title", parent=base, fontName="Helvetica-Bold", fontSize=20, leading=25, spaceAfter=10
    )
    h = {
        n: ParagraphStyle(
            f"h{n}",
            parent=base,
            fontName="Helvetica-Bold",
            fontSize=size,
            leading=size + 4,
            spaceBefore=10,
            spaceAfter=5,
            keepWithNext=1,
        )
        for n, size in ((1, 15), (2, 14), (3, 11.5), (4, 10.5))
    }

    def rich(text):
        return "".join(f"<b>{escape(p)}</b>" if b else escape(p) for p, b in spans(text))

    class Numbered(canvas.Canvas):
        """Draws the running header and 'Page x of y' once the page count is known."""

        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self._saved = []

        def showPage(self):
            self._saved.append(dict(self.__dict__))
            self._startPage()

        def save(self):
            for state in self._saved:
                self.__dict__.update(state)
                self.setFont("Helvetica", 8)
                self.drawString(20 * mm, 285 * mm, f"{COMPANY}  |  {meta['id']}  {meta['title']}")
                self.drawString(20 * mm, 12 * mm, str(meta["classification"]))
                self.drawRightString(
                    190 * mm, 12 * mm, f"Page {self._pageNumber} of {len(self._saved)}"
                )
                super().showPage()
            super().save()

    def make_table(rows, header=True):
        data = [
            [
                Paragraph(rich(v), head if (header and r == 0) or (not header and c == 0) else cell)
                for c, v in enumerate(row)
            ]
            for r, row in enumerate(rows)
        ]
        cols = len(rows[0])
        # Every column is wide enough for its longest word; the rest is shared by length.
        need = [
            13
            + max(
                stringWidth(w, "Helvetica-Bold", 8.8)
                for row in rows
                for w in row[c].split() or [""]
            )
            for c in range(cols)
        ]
        longest = [min(60, max(len(row[c]) for row in rows)) for c in range(cols)]
        spare = max(0, 170 * mm - sum(need))
        widths = [n + spare * k / sum(longest) for n, k in zip(need, longest)]
        if not header:
            widths = [38 * mm, 132 * mm]
        t = Table(data, colWidths=widths, repeatRows=1 if header else 0, hAlign="LEFT")
        t.setStyle(
            TableStyle(
                [
                    ("GRID", (0, 0), (-1, -1), 0.4, colors.grey),
                    ("VALIGN", (0, 0), (-1, -1), "TOP"),
                    ("TOPPADDING", (0, 0), (-1, -1), 3),
                    ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
                ]
                + ([("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#E3ECE9"))] if header else [])
            )
        )
        return t

    story = [
        Paragraph(escape(meta["title"]), title),
        make_table(header_rows(meta), False),
        Spacer(1, 8),
    ]
    for block in blocks:
        kind = block[0]
        if kind == "h":
            story.append(Paragraph(rich(block[2]), h[block[1]]))
        elif kind == "p":
            story.append(Paragraph(rich(block[1]), base))
        elif kind in ("ul", "ol"):
            items = [ListItem(Paragraph(rich(t), base)) for t in block[1]]
            story.append(
                ListFlowable(
                    items,
                    bulletType="bullet" if kind == "ul" else "1",
                    start="\u2022" if kind == "ul" else 1,
                    leftIndent=16,
                    bulletFontSize=9,
                    bulletFormat=None if kind == "ul" else "%s.",
                )
            )
        elif kind == "table":
            story += [make_table(block[1]), Spacer(1, 8)]
        elif kind == "box":
            t = Table([[[Paragraph(rich(x), base) for x in block[1]]]], colWidths=[170 * mm])
            t.setStyle(
                TableStyle(
                    [
                        ("BOX", (0, 0), (-1, -1), 0.8, colors.HexColor("#4A7A6D")),
                        ("BACKGROUND", (0, 0), (-1, -1), colors.HexColor("#EEF4F2")),
                    ]
                )
            )
            story += [t, Spacer(1, 8)]
    SimpleDocTemplate(
        str(out),
        pagesize=A4,
        leftMargin=20 * mm,
        rightMargin=20 * mm,
        topMargin=22 * mm,
        bottomMargin=22 * mm,
        title=meta["title"],
        author=COMPANY,
        subject=str(meta["id"]),
        creator="samples/build.py",
        invariant=1,
    ).build(story, canvasmaker=Numbered)


# ---------------------------------------------------------------- xlsx


def write_xlsx(meta, blocks, out: Path):
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    def value(text):
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            return dt.date.fromisoformat(text)
        return int(text) if re.fullmatch(r"\d+", text) else (text or None)

    book = Workbook()
    book.remove(book.active)
    sheet, row = None, 0
    for block in blocks:
        if block[0] == "h" and block[1] == 1:
            sheet, row = book.create_sheet(block[2][:31]), 1
        elif block[0] == "h":
            sheet.cell(row, 1, block[2]).font = Font(bold=True, size=14)
            row += 1
        elif block[0] == "p":
            sheet.cell(row, 1, block[1]).font = Font(italic=True)
            row += 1
        elif block[0] == "table":
            for r, cells in enumerate(block[1]):
                for c, text in enumerate(cells, 1):
                    it = sheet.cell(row, c, value(text) if r else text)
                    it.alignment = Alignment(wrap_text=True, vertical="top")
                    if r == 0:
                        it.font = Font(bold=True)
                        it.fill = PatternFill("solid", fgColor="E3ECE9")
                row += 1
                if r == 0 and sheet.freeze_panes is None:
                    sheet.freeze_panes = sheet.cell(row, 1)
            for c in range(len(block[1][0])):
                width = max(len(r[c]) for r in block[1])
                sheet.column_dimensions[get_column_letter(c + 1)].width = min(
                    48, max(11, width + 2)
                )
            if row <= len(block[1]) + 4:
                sheet.merge_cells(
                    start_row=1, start_column=1, end_row=1, end_column=len(block[1][0])
                )
            row += 1
    props = book.properties
    props.title, props.creator, props.lastModifiedBy = meta["title"], COMPANY, COMPANY
    props.subject, props.created, props.modified = str(meta["id"]), STAMP, STAMP
    buffer = io.BytesIO()
    book.save(buffer)
    fix_zip(buffer.getvalue(), out)


WRITERS = {".docx": write_docx, ".pdf": write_pdf, ".xlsx": write_xlsx}


def build(root: Path):
    made = []
    for source in sorted(SOURCES.glob("*.md")):
        meta, blocks = read_source(source)
        out = root / meta["output"]
        out.parent.mkdir(parents=True, exist_ok=True)
        WRITERS[out.suffix](meta, blocks, out)
        made.append(meta["output"])
    return made


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument(
        "--check", action="store_true", help="compare with what is there, write nothing here"
    )
    if parser.parse_args().check:
        with tempfile.TemporaryDirectory() as tmp:
            made = build(Path(tmp))
            bad = [
                f
                for f in made
                if not (HERE / f).exists()
                or not filecmp.cmp(Path(tmp) / f, HERE / f, shallow=False)
            ]
        print("\n".join(f"differs: {f}" for f in bad) or f"{len(made)} files are up to date")
        return 1 if bad else 0
    for name in build(HERE):
        print(f"wrote samples/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
