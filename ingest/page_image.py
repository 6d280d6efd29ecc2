"""A page of a PDF as a picture, with a quote marked on it. Runs in the reading process only."""

import base64
import io
import unicodedata
from pathlib import Path
from typing import Any

from kb.errors import LimitError, UnreadableError

#: Pixels of the longer side at most, and a dot's size for a usual page: 150 to the inch.
_LONGEST, _SCALE = 2_000, 150 / 72
_MARK = (255, 214, 0, 96)
#: Most rectangles drawn: one for each line of a quote.
_RECTANGLES = 200


def page_image(path: Path, number: int, quote: str) -> tuple[bytes, int]:
    """Page ``number`` (from 1) as PNG, and how many pieces of ``quote`` are marked on it.

    The quote is found by its letters and digits, whatever space or hyphen stands between them; 0
    when it is not on this page. Raises ``UnreadableError`` for a page that is not there.
    """
    import pypdfium2 as pdfium
    from PIL import Image, ImageDraw

    document = pdfium.PdfDocument(path)
    if not 1 <= number <= len(document):
        raise UnreadableError(f"it has {len(document)} pages, and none is number {number}")
    page = document[number - 1]
    width, height = page.get_size()
    if not (width > 0 and height > 0):
        raise LimitError("the page has no size", "open the file itself")
    scale = min(_SCALE, _LONGEST / max(width, height))
    picture = page.render(scale=scale).to_pil().convert("RGBA")
    marks = _rectangles(page, quote)
    layer = Image.new("RGBA", picture.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(layer)
    for left, bottom, right, top in marks:
        first = _place(page, picture.size, left, top)
        second = _place(page, picture.size, right, bottom)
        xs, ys = sorted((first[0], second[0])), sorted((first[1], second[1]))
        pen.rectangle((xs[0], ys[0], xs[1], ys[1]), fill=_MARK)
    target = io.BytesIO()
    Image.alpha_composite(picture, layer).convert("RGB").save(target, "PNG")
    return target.getvalue(), len(marks)


def as_answer(path: Path, number: int, quote: str) -> dict[str, Any]:
    """``page_image`` as the reading process says it."""
    png, marks = page_image(path, number, quote)
    return {"png": base64.b64encode(png).decode("ascii"), "marks": marks}


def _place(page: Any, size: tuple[int, int], x: float, y: float) -> tuple[int, int]:
    """Where a point of the page lies in the picture."""
    import ctypes

    import pypdfium2.raw as raw

    across, down = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, *size, 0, x, y, ctypes.byref(across), ctypes.byref(down))
    return across.value, down.value


def _rectangles(page: Any, quote: str) -> list[tuple[float, float, float, float]]:
    """What the quote's letters cover, line by line: left, bottom, right, top."""
    import pypdfium2.raw as raw

    wanted = "".join(_letters(quote))
    if not wanted:
        return []
    text = page.get_textpage()
    found: list[str] = []
    places: list[int] = []
    for at in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, at)
        for letter in _letters(chr(code) if code <= 0x10FFFF else ""):
            found.append(letter)
            places.append(at)
    start = "".join(found).find(wanted)
    if start < 0:
        return []
    first, last = places[start], places[start + len(wanted) - 1]
    count = min(text.count_rects(first, last - first + 1), _RECTANGLES)
    return [text.get_rect(number) for number in range(count)]


def _letters(text: str) -> list[str]:
    """The letters and digits of ``text``, folded, one character each."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return [character for character in folded if character.isalnum()]
