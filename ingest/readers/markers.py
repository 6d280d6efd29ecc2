"""List marks: bullets, which are no words, and ordinals such as ``1.`` or ``(a)``, which are."""

import re

_BULLET = "•◦▪▫‣⁃∙●○■□▶►▸➢➤➔→✓✔☐☑☒❖◆◇⬤⚫·\uf0b7\uf0a7\uf0d8\uf076\uf0fc\uf0a8\uf06f\uf02d\u2043–—*-"
_LONE_BULLET = re.compile(rf"^[{re.escape(_BULLET)}o§]$")
_LEADING_BULLET = re.compile(rf"^[{re.escape(_BULLET)}o§]\s+(?=\S)|^[•●▪◦‣\uf0b7\uf0a7](?=\S)")
_ORDINAL = re.compile(
    r"^(?:\(?(?:\d{1,3}|[a-z]{1,2}|[ivxlc]{1,6}|[A-Z])\)|(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})\.)(?=\s|$)"
)
_SECTION = re.compile(
    r"^(?P<named>(?:section|article|annex|appendix|chapter|part|schedule)\s+)?"
    r"(?P<number>(?:\d{1,3}|[A-Z])(?:\.\d{1,3})*)(?P<dot>\.)?(?=\s|$)",
    re.IGNORECASE,
)

# "Article 32", "Clause 11": a number whose name stands in a heading of its own right below.
_LABEL = re.compile(
    r"(?:article|clause|section|annex|appendix|chapter|part|schedule|exhibit|attachment|module"
    r"|title|rule|recital)\s+(?:\d{1,4}|[ivxlc]{1,7}|[A-Z])(?:\.\d{1,3})*[.:]?",
    re.IGNORECASE,
)


def is_label(text: str) -> bool:
    """Whether ``text`` is nothing but the number of a part of a legal text: ``Article 32``."""
    return _LABEL.fullmatch(text.strip()) is not None


def is_marker(text: str) -> bool:
    """Whether ``text`` is nothing but a bullet, an ordinal or a section number (``4.2``)."""
    if _LONE_BULLET.match(text):
        return True
    match = _ORDINAL.match(text) or re.match(r"^\d{1,3}(?:\.\d{1,3})+\.?$", text)
    return match is not None and match.end() == len(text)


def without_bullet(text: str) -> tuple[str, bool]:
    """``text`` without a leading bullet, and whether it had one."""
    match = _LEADING_BULLET.match(text)
    return (text[match.end() :], True) if match else (text, False)


def starts_with_ordinal(text: str) -> bool:
    """Whether ``text`` begins with ``1.``, ``a)``, ``(iv)`` or the like."""
    return _ORDINAL.match(text) is not None


def section_depth(text: str) -> int:
    """How many numbers ``text`` begins with: 2 for ``4.2 Backup``, 1 for ``Annex A``, else 0."""
    match = _SECTION.match(text)
    if match is None:
        return 0
    number = match["number"]
    if number.isalpha() and not match["named"] and not match["dot"]:
        return 0  # "A policy", "I agree"
    return number.count(".") + 1
