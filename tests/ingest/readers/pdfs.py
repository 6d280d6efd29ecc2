"""PDF files made for the tests with reportlab."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, TableStyle

STYLES = getSampleStyleSheet()
GRID = TableStyle(
    [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "TOP")]
)
RULES = TableStyle([("LINEBELOW", (0, 0), (-1, -1), 0.5, colors.grey)])
STRIPES = TableStyle([("ROWBACKGROUNDS", (0, 0), (-1, -1), [colors.lightgrey, colors.white])])
BOOKTABS = TableStyle(
    [
        ("LINEABOVE", (0, 0), (-1, 0), 1, colors.black),
        ("LINEBELOW", (0, 0), (-1, 0), 0.5, colors.black),
        ("LINEBELOW", (0, -1), (-1, -1), 1, colors.black),
    ]
)


def heading(text: str, level: int = 1) -> Paragraph:
    """A heading in reportlab's own style."""
    return Paragraph(text, STYLES[f"Heading{level}"])


def body(text: str) -> Paragraph:
    """A paragraph of running text."""
    return Paragraph(text, STYLES["BodyText"])


def cell(text: str) -> Paragraph:
    """A table cell whose text wraps."""
    return Paragraph(text, STYLES["BodyText"])


def build(
    path: Path,
    story: list[Any],
    on_page: Callable[[Canvas, Any], None] | None = None,
    **properties: Any,
) -> Path:
    """A PDF of flowing text; ``on_page`` draws what stands on every page."""
    template = SimpleDocTemplate(str(path), pagesize=A4, **properties)
    draw = on_page or (lambda canvas, template: None)
    template.build([Spacer(1, 1), *story], onFirstPage=draw, onLaterPages=draw)
    return path


def draw(path: Path, *pages: Callable[[Canvas], None], **properties: Any) -> Path:
    """A PDF whose pages are drawn by hand."""
    canvas = Canvas(str(path), pagesize=A4, **properties)
    for page in pages:
        page(canvas)
        canvas.showPage()
    canvas.save()
    return path


def prose(canvas: Canvas, lines: list[str], x: float, y: float, size: float = 10) -> None:
    """Lines of text below each other."""
    canvas.setFont("Helvetica", size)
    for at, line in enumerate(lines):
        canvas.drawString(x, y - 1.2 * size * at, line)


def picture(canvas: Canvas) -> None:
    """A page that is one picture, as a scanner makes it."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    buffer = io.BytesIO()
    Image.new("L", (50, 70), 200).save(buffer, "PNG")
    buffer.seek(0)
    canvas.drawImage(ImageReader(buffer), 0, 0, *A4)


def without_character_map(path: Path, text: str) -> Path:
    """A PDF whose font gives glyph numbers only, in the order TrueType fonts commonly keep."""
    glyphs = "".join(f"{ord(char) - 29:04x}" for char in text)
    stream = f"BT /F1 12 Tf 72 700 Td <{glyphs}> Tj ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        " /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type0 /BaseFont /Plain /Encoding /Identity-H"
        " /DescendantFonts [6 0 R] >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Plain /DW 600 /FontDescriptor 7 0 R"
        " /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        "<< /Type /FontDescriptor /FontName /Plain /Flags 4 /FontBBox [0 -200 1000 900]"
        " /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>",
    ]
    numbered = (f"{number} 0 obj\n{text}\nendobj\n" for number, text in enumerate(objects, 1))
    path.write_text(f"%PDF-1.4\n{''.join(numbered)}trailer << /Root 1 0 R /Size 8 >>\n%%EOF")
    return path
