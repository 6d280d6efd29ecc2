"""The numbers and codes customers give their questions: ``DOCU-01``, ``A&A-01.1``, ``1.2.3``."""

import re

__all__ = ["are_siblings", "is_parent", "is_ref", "leading_ref", "levels", "plain_number"]

_REF = re.compile(
    r"(?=[^\s]*\d)(?:[A-Za-z]{1,10}(?:[&/_.-][A-Za-z]{1,10}){0,3}[\s._:#-]{0,2})?\(?\d{1,4}"
    r"(?:[._-][A-Za-z0-9]{1,5}){0,6}(?:(?:\s?\([a-z0-9]{1,4}\)){1,3}|[a-z]{1,2})?[.):]?"
    r"|(?=[A-Za-z0-9._-]*\d)[A-Za-z]{1,4}(?:[._-][A-Za-z0-9]{1,5}){1,6}"
    r"|(?:Q|Question|Frage|Item|No|Nr)[\s.#-]{0,3}\d{1,4}[a-z]?[.):]?"
    r"|[(]?[a-z]{1}[.)]|[(]?(?:i{1,3}|iv|vi{0,3}|ix|x)[.)]"
)
_LEADING = re.compile(
    r"\s*((?:[Qq](?:uestion)?\s?)?[\[(]?(?:[A-Z][A-Za-z&]{0,7}[-._ ]?)?\d{1,3}(?:[.-]\d{1,3}){0,5}"
    r"(?:[a-z]\b)?[.):\]]{0,2})[\s–—-]\s*(?=\S)"
)
_NUMBER = re.compile(r"\d{1,4}(?:\.0)?")
_PIECE = re.compile(r"[A-Za-z&]+|\d+")


def is_ref(text: str) -> bool:
    """Whether a text is nothing but a number or code."""
    short = text.strip()
    return 0 < len(short) <= 24 and bool(_REF.fullmatch(short))


def plain_number(text: str) -> bool:
    """Whether a text is a whole number."""
    return bool(_NUMBER.fullmatch(text.strip()))


def leading_ref(text: str) -> str:
    """The number or code a text begins with, or ``""``; ``2 factors are …`` has none."""
    match = _LEADING.match(text[:80])
    if not match:
        return ""
    found = match[1].strip()
    bare = plain_number(found) and not found.startswith(("Q", "q"))
    return "" if bare else found.rstrip(".):]").lstrip("[(")


def levels(ref: str) -> tuple[str, ...]:
    """The pieces of a code, from the outermost: ``A&A-01.1`` gives ``A&A``, ``01``, ``1``."""
    return tuple(piece.lstrip("0").upper() or "0" for piece in _PIECE.findall(ref))


def are_siblings(one: str, other: str) -> bool:
    """Whether two codes differ in their last piece only, as ``4.2.1`` and ``4.2.2``."""
    first, second = levels(one), levels(other)
    return len(first) == len(second) > 1 and first[:-1] == second[:-1] and first != second


def is_parent(outer: str, inner: str) -> bool:
    """Whether one code stands over another, as ``4.2`` over ``4.2.1``."""
    first, second = levels(outer), levels(inner)
    return 0 < len(first) < len(second) and second[: len(first)] == first
