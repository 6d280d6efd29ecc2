"""The words of a PDF page with their places, sizes and weights, as pdfium sees them.

pdfium gives a page's characters in one call and knows where words end, drops glyphs drawn twice
for a fake bold, and reads damaged files; only the first and last character of a word are asked for
their places, which keeps a page of text at a few milliseconds.
"""

import ctypes
import math
import re
from collections import Counter
from typing import Any, NamedTuple

from ingest.readers.ligatures import plain_letters
from ingest.readers.pdf_glyphs import decoded

_WORD = re.compile(r"[^\s\x00-\x1f\ufffe]+[\ufffe\x02]?")
_BOLD_NAME = re.compile(r"bold|black|heavy|semibold|demi|(?<![a-z])bd(?![a-z])", re.IGNORECASE)
_BOLD_WEIGHT = 600


class Word(NamedTuple):
    """A word in points from the page's top left corner; ``upright`` is false for slanted text."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    bold: bool
    upright: bool = True


class Style(NamedTuple):
    """Size in points, weight, and direction of writing in quarter turns (-1: slanted)."""

    size: float
    bold: bool
    turn: int


class Frame(NamedTuple):
    """How a page's own coordinates lie in the page as it is read."""

    left: float
    bottom: float
    width: float
    height: float
    turn: int

    def box(
        self, a: tuple[float, float], b: tuple[float, float]
    ) -> tuple[float, float, float, float]:
        """``x0, top, x1, bottom`` as read, of two opposite corners in page coordinates."""
        (xa, ya), (xb, yb) = self.point(*a), self.point(*b)
        return min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point as read, measured from the top left corner."""
        x, y = x - self.left, y - self.bottom
        if self.turn == 1:
            return y, x
        if self.turn == 2:
            return self.width - x, y
        if self.turn == 3:
            return self.height - y, self.width - x
        return x, self.height - y

    @property
    def size(self) -> tuple[float, float]:
        """Width and height as read."""
        return (self.height, self.width) if self.turn % 2 else (self.width, self.height)


def page_words(page: Any, text_page: Any) -> tuple[list[Word], Frame]:
    """The words of a pypdfium2 page in the order of its content, and how the page lies.

    A page whose text mostly runs sideways is turned, so that its tables read like any other.
    """
    import pypdfium2.raw as pdfium

    handle = text_page.raw
    text = decoded(handle, _characters(handle, pdfium.FPDFText_CountChars(handle)))
    styles: dict[int | None, Style] = {}
    found = [(match, _style_of(handle, match.start(), styles)) for match in _WORD.finditer(text)]
    turns = Counter[int]()
    for match, style in found:
        turns[style.turn] += len(match.group())
    turn = turns.most_common(1)[0][0] if turns else page.get_rotation() // 90
    left, bottom, right, top = page.get_bbox()
    frame = Frame(left, bottom, right - left, top - bottom, max(turn, 0))
    words: list[Word] = []
    rect = pdfium.FS_RECTF()
    for match, style in found:
        words.extend(_placed(handle, match, style, frame, rect))
    return words, frame


def _characters(handle: Any, count: int) -> str:
    """The page's characters, one to one with pdfium's character indexes."""
    import pypdfium2.raw as pdfium

    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(handle, 0, count, buffer)
    if written == count + 1:
        text = bytes(buffer)[: 2 * count].decode("utf-16-le", "surrogatepass")
        if len(text) == count:
            return text
    codes = (pdfium.FPDFText_GetUnicode(handle, at) for at in range(count))
    return "".join(chr(code) if 0 < code <= 0x10FFFF else "\x00" for code in codes)


def _style_of(handle: Any, at: int, styles: dict[int | None, Style]) -> Style:
    """The style of the character at ``at``, looked up once for each text object."""
    import pypdfium2.raw as pdfium

    text_object = pdfium.FPDFText_GetTextObject(handle, at)
    key = ctypes.cast(text_object, ctypes.c_void_p).value
    style = styles.get(key)
    if style is None:
        style = styles[key] = _read_style(handle, at, text_object)
    return style


def _read_style(handle: Any, at: int, text_object: Any) -> Style:
    import pypdfium2.raw as pdfium

    matrix = pdfium.FS_MATRIX()
    size = pdfium.FPDFText_GetFontSize(handle, at)
    turn = 0
    if pdfium.FPDFText_GetMatrix(handle, at, matrix):
        size *= math.hypot(matrix.c, matrix.d)
        angle = math.degrees(math.atan2(matrix.b, matrix.a)) % 360
        nearest = round(angle / 90)
        turn = nearest % 4 if abs(angle - 90 * nearest) < 5 else -1
    return Style(round(size * 2) / 2, _is_bold(handle, at, text_object), turn)


def _is_bold(handle: Any, at: int, text_object: Any) -> bool:
    import pypdfium2.raw as pdfium

    if pdfium.FPDFText_GetFontWeight(handle, at) >= _BOLD_WEIGHT:
        return True
    font = pdfium.FPDFTextObj_GetFont(text_object)
    buffer = ctypes.create_string_buffer(256)
    length = pdfium.FPDFFont_GetBaseFontName(font, buffer, 256) if font else 0
    if length and _BOLD_NAME.search(buffer.value.decode("latin-1")):
        return True
    # Fill and stroke together is how a word processor fakes a weight that the font lacks.
    mode = pdfium.FPDFTextObj_GetTextRenderMode(text_object) if text_object else 0
    return bool(mode == pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE)


def _placed(handle: Any, match: re.Match[str], style: Style, frame: Frame, rect: Any) -> list[Word]:
    """The word with its place; characters without one (not drawn) give no word."""
    import pypdfium2.raw as pdfium

    first, last = match.start(), match.end() - 1
    if not pdfium.FPDFText_GetLooseCharBox(handle, first, rect):
        return []
    x0, y0, x1, y1 = rect.left, rect.bottom, rect.right, rect.top
    if last > first:
        if not pdfium.FPDFText_GetLooseCharBox(handle, last, rect):
            return []
        x0, x1 = min(x0, rect.left), max(x1, rect.right)
        y0, y1 = min(y0, rect.bottom), max(y1, rect.top)
    left, top, right, bottom = frame.box((x0, y0), (x1, y1))
    if not math.isfinite(left + top + right + bottom):
        return []
    text = plain_letters(match.group())
    size = style.size or 1.0
    return [Word(text, left, top, right, bottom, size, style.bold, style.turn == frame.turn)]
