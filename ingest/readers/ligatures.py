"""Typographic letter forms turned into the letters they stand for."""

_LETTERS = {
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
    0xFB05: "st",
    0xFB06: "st",
    0x00AD: "-",
    0x0002: "-",  # what pdfium makes of a hyphen at a line's end, as a character
    0xFFFE: "-",  # and in text
    0x00A0: " ",
}


def plain_letters(text: str) -> str:
    """``text`` with ligatures spelt out, soft hyphens visible and no-break spaces plain."""
    return text if text.isascii() and "\x02" not in text else text.translate(_LETTERS)
