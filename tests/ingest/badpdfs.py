"""PDFs of our own making that are broken, or cost minutes or gigabytes to read naively."""

import io
import zlib
from collections.abc import Callable

__all__ = ["BAD_PDFS"]

_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
_HELLO = b"BT /F1 12 Tf 72 720 Td (Passwords have 14 characters.) Tj ET"


def _stream(content: bytes, entries: bytes = b"", *, packed: int = 1) -> bytes:
    filters = b""
    if packed:
        for _ in range(packed):
            content = zlib.compress(content, 9)
        filters = b"/Filter [" + b" /FlateDecode" * packed + b" ]"
    length = b"/Length %d" % len(content)
    return b"<< %b %b %b >>\nstream\n%b\nendstream" % (length, filters, entries, content)


def _file(objects: dict[int, bytes], trailer: bytes = b"") -> bytes:
    """A PDF with these objects; number 1 is its catalogue."""
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = {}
    for number, body in sorted(objects.items()):
        places[number] = len(out)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    at = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        out += b"%d 1\n%010d 00000 n \n" % (number, place)
    size = max(objects) + 1
    out += b"trailer\n<< /Size %d /Root 1 0 R %b >>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, at)
    return bytes(out)


def _page(
    content: bytes,
    *,
    more: dict[int, bytes] | None = None,
    contents: bytes = b"4 0 R",
    resources: bytes = b"",
    box: bytes = b"0 0 612 792",
    font: bytes = _FONT,
) -> bytes:
    """A PDF of one page; ``content`` is its content stream, object 4."""
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [%b] /Contents %b "
        b"/Resources << /Font << /F1 5 0 R >> %b >> >>" % (box, contents, resources),
        4: content,
        5: font,
    }
    return _file(objects | (more or {}))


def _nested_forms() -> bytes:
    """Thirty forms, each drawing the next twice: a billion words in four kilobytes."""
    forms = {}
    for depth in range(30):
        number = 10 + depth
        draw = b"/X Do /X Do" if depth < 29 else _HELLO
        inner = b"/XObject << /X %d 0 R >>" % (number + 1) if depth < 29 else b""
        entries = (
            b"/Type /XObject /Subtype /Form /BBox [0 0 612 792] "
            b"/Resources << /Font << /F1 5 0 R >> %b >>" % inner
        )
        forms[number] = _stream(draw, entries, packed=0)
    return _page(_stream(b"/X Do"), more=forms, resources=b"/XObject << /X 10 0 R >>")


def _form_that_draws_itself() -> bytes:
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 612 792]"
    entries = form + b" /Resources << /XObject << /X 10 0 R >> >>"
    more = {10: _stream(b"/X Do /X Do", entries)}
    return _page(_stream(b"/X Do"), more=more, resources=b"/XObject << /X 10 0 R >>")


def _reused_stream() -> bytes:
    text = b"BT /F1 6 Tf 1 0 0 1 72 720 Tm " + b"(word and word) Tj " * 500 + b"ET "
    return _page(_stream(text), contents=b"[" + b"4 0 R " * 20_000 + b"]")


def _flate_bomb() -> bytes:
    return _page(_stream(b" " * 200_000_000, packed=2))


def _many_lines() -> bytes:
    lines = b"".join(b"%d %d m %d %d l S " % (n % 600, 0, n % 600, 792) for n in range(60_000))
    return _page(_stream(lines + _HELLO))


def _many_crossings() -> bytes:
    """A grid of 1,500 by 1,500 lines has two million crossings and as many cells."""
    rows = b"".join(b"0 %.2f m 612 %.2f l S " % (n * 0.5, n * 0.5) for n in range(1500))
    columns = b"".join(b"%.2f 0 m %.2f 792 l S " % (n * 0.4, n * 0.4) for n in range(1500))
    return _page(_stream(rows + columns + _HELLO))


def _many_rectangles() -> bytes:
    boxes = b"".join(b"%d %d 3 3 re " % (n * 7 % 14000, n * 11 % 14000) for n in range(100_000))
    return _page(_stream(boxes + b"S " + _HELLO), box=b"0 0 14400 14400")


def _many_curves() -> bytes:
    return _page(_stream(b"0 0 m " + b"1 2 3 4 5 6 c 9 9 l " * 300_000 + b"S"))


def _many_glyphs() -> bytes:
    return _page(_stream(b"BT /F1 1 Tf 9 9 Td " + b"(abcdefghij) Tj 0 1 Td " * 200_000 + b"ET"))


def _page_tree_loop() -> bytes:
    return _file(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [3 0 R] /Count 9 >>",
            3: b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Parent 2 0 R /Count 9 >>",
        }
    )


def _deep_page_tree() -> bytes:
    objects = {1: b"<< /Type /Catalog /Pages 2 0 R >>"}
    for number in range(2, 20_000):
        objects[number] = b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % (number + 1)
    objects[20_000] = b"<< /Type /Page /MediaBox [0 0 612 792] >>"
    return _file(objects)


def _wide_page_tree() -> bytes:
    """Seven levels of ten kids each, all the same object: ten million pages in a kilobyte."""
    objects = {1: b"<< /Type /Catalog /Pages 2 0 R >>"}
    for level in range(2, 9):
        kids = b"%d 0 R " % (level + 1) * 10
        objects[level] = b"<< /Type /Pages /Kids [%b] /Count 10000000 >>" % kids
    objects[9] = b"<< /Type /Page /MediaBox [0 0 612 792] /Contents 10 0 R >>"
    objects[10] = _stream(b"")
    return _file(objects)


def _many_pages() -> bytes:
    kids = b"3 0 R " * 200_000
    return _file(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [%b] /Count 200000 >>" % kids,
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
            b"/Resources << /Font << /F1 5 0 R >> >> >>",
            4: _stream(_HELLO),
            5: _FONT,
        }
    )


def _deep_arrays() -> bytes:
    return _page(_stream(b"[" * 1_000_000 + b"]" * 1_000_000 + b" TJ " + _HELLO))


def _deep_dictionary() -> bytes:
    return _page(_stream(_HELLO), resources=b"/A " + b"<< /A " * 100_000 + b"1" + b" >>" * 100_000)


def _cid_font(width: bytes = b"", mapping: bytes = b"") -> bytes:
    more = {
        6: b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /A /CIDSystemInfo << /Registry (Adobe)"
        b" /Ordering (Identity) /Supplement 0 >> /FontDescriptor 8 0 R %b >>" % width,
        7: _stream(mapping),
        8: b"<< /Type /FontDescriptor /FontName /A /Flags 4 >>",
    }
    font = (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H "
        b"/DescendantFonts [6 0 R] /ToUnicode 7 0 R >>"
    )
    return _page(_stream(b"BT /F1 12 Tf 72 72 Td <00410042> Tj ET"), more=more, font=font)


def _wide_font() -> bytes:
    return _cid_font(width=b"/W [0 2000000000 500]")


def _mapping_bomb() -> bytes:
    return _cid_font(
        mapping=b"1 begincodespacerange <00000000> <ffffffff> endcodespacerange\n"
        b"1 beginbfrange <00000000> <ffffffff> <00000041> endbfrange\n"
    )


def _crossref_loop() -> bytes:
    data = _page(_stream(_HELLO))
    at = data.rindex(b"xref\n0 1")
    return data.replace(b"/Size 6", b"/Size 6 /Prev %d" % at)


def _length_loop() -> bytes:
    body = b"<< /Length 4 0 R >>\nstream\n" + _HELLO + b"\nendstream"
    return _page(body)


def _outline_loop() -> bytes:
    return _file(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R /Outlines 3 0 R >>",
            2: b"<< /Type /Pages /Kids [] /Count 0 >>",
            3: b"<< /First 4 0 R /Last 4 0 R /Count 1 >>",
            4: b"<< /Title (Again) /Parent 3 0 R /Next 4 0 R /First 4 0 R >>",
        }
    )


def _encrypted() -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer, encrypt="sesame")
    canvas.drawString(72, 720, "Passwords have 14 characters.")
    canvas.save()
    return buffer.getvalue()


BAD_PDFS: dict[str, Callable[[], bytes]] = {
    "nested-forms.pdf": _nested_forms,
    "form-that-draws-itself.pdf": _form_that_draws_itself,
    "reused-stream.pdf": _reused_stream,
    "flate-bomb.pdf": _flate_bomb,
    "many-lines.pdf": _many_lines,
    "many-crossings.pdf": _many_crossings,
    "many-rectangles.pdf": _many_rectangles,
    "many-curves.pdf": _many_curves,
    "many-glyphs.pdf": _many_glyphs,
    "page-tree-loop.pdf": _page_tree_loop,
    "deep-page-tree.pdf": _deep_page_tree,
    "wide-page-tree.pdf": _wide_page_tree,
    "many-pages.pdf": _many_pages,
    "deep-arrays.pdf": _deep_arrays,
    "deep-dictionary.pdf": _deep_dictionary,
    "wide-font.pdf": _wide_font,
    "mapping-bomb.pdf": _mapping_bomb,
    "crossref-loop.pdf": _crossref_loop,
    "length-loop.pdf": _length_loop,
    "outline-loop.pdf": _outline_loop,
    "encrypted.pdf": _encrypted,
    "huge-page.pdf": lambda: _page(_stream(_HELLO), box=b"0 0 1e300 1e300"),
    "odd-page.pdf": lambda: _page(_stream(_HELLO), box=b"(a) null /B [1]"),
    "cut-off.pdf": lambda: _page(_stream(_HELLO))[:400],
    "head-only.pdf": lambda: b"%PDF-1.7\n",
    "no-pages.pdf": lambda: _file({1: b"<< /Type /Catalog >>"}),
}
