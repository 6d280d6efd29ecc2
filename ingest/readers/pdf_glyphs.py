"""Text of fonts that do not say which characters their glyphs stand for.

Such a font shows right but copies out as nonsense: pdfium then gives the glyph's number as its
character. TrueType fonts commonly keep the Macintosh order of glyphs (space is number 3, "A" 36),
so the characters can be told from the numbers.
"""

import ctypes
from typing import Any

_SPACE_GLYPH = "\x03"
_SHIFT = 29  # from a glyph's number to the ASCII character, for numbers 3 to 97
_LAST = 97
_BEYOND = {
    135: "•",
    171: "…",
    177: "–",
    178: "—",
    179: "“",
    180: "”",
    181: "‘",
    182: "’",
    183: "÷",
}


def decoded(handle: Any, text: str) -> str:
    """``text`` of a pdfium text page, numbers of glyphs turned into characters, one to one.

    Only fonts in which the space's number occurs are treated: no real text contains it.
    """
    if _SPACE_GLYPH not in text:
        return text
    fonts = {_font(handle, at) for at, char in enumerate(text) if char == _SPACE_GLYPH}
    import pypdfium2.raw as pdfium

    return "".join(
        char
        if pdfium.FPDFText_IsGenerated(handle, at) or _font(handle, at) not in fonts
        else _character(char)
        for at, char in enumerate(text)
    )


def _character(char: str) -> str:
    code = ord(char)
    if 3 <= code <= _LAST:
        return chr(code + _SHIFT)
    return _BEYOND.get(code, "-" if char == "\ufffe" else char)


def _font(handle: Any, at: int) -> bytes:
    """The name of the font of the character at ``at``."""
    import pypdfium2.raw as pdfium

    buffer = ctypes.create_string_buffer(128)
    pdfium.FPDFText_GetFontInfo(handle, at, buffer, 128, None)
    return bytes(buffer.value)
