"""Sentences in a block of text, with their places.

Blocks are paragraphs, list items and table rows already, so only full stops inside them have to be
told from abbreviations, numbers and initials. Rule: a sentence ends at ``.``, ``!``, ``?`` or
``…`` (and any closing quote or bracket) before white space and something that can start a
sentence, unless the word before the stop is an abbreviation or a lone initial.
"""

import re

_END = re.compile(
    r"[.!?…]+[\"'”’)\]]*(?=\s+[\"'“‘(\[]*[A-Z0-9À-ÞΑ-ΩА-Я§•–-])|\n+|[.!?…]+[\"'”’)\]]*$"
)
_LAST_WORD = re.compile(r"([\w.&§-]+)\.$")
_ABBREVIATIONS = frozenset(
    "e.g i.e etc incl excl vs cf ca approx et al inc ltd llc co corp bros dr mr mrs ms prof st sr"
    " jr dept est u.s u.k e.u a.m p.m jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed"
    " thu fri min max avg tel ext hr hrs".split()
)
#: Abbreviations only before a number: "No. 5", but "No. We do not."
_BEFORE_NUMBER = frozenset(
    "no nos art arts sec secs para paras pp p fig figs tab vol rev ver v ed eds ref refs ann app ch"
    " cl resp".split()
)
#: Abbreviations that often close a sentence too; a capital after them starts a new one.
_MAY_CLOSE = frozenset("etc inc ltd llc co corp a.m p.m u.s u.k min max hr hrs est".split())


def sentences(text: str) -> list[tuple[int, int]]:
    """The places (start, end) of the sentences of ``text``, in order, white space left out."""
    spans: list[tuple[int, int]] = []
    start = 0
    for found in _END.finditer(text):
        if found.group()[0] != "\n" and not _closes(text, start, found):
            continue
        _add(spans, text, start, found.end())
        start = found.end()
    _add(spans, text, start, len(text))
    return spans


def _add(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    end = start + len(piece.strip())
    if end > start:
        spans.append((start, end))


def _closes(text: str, start: int, found: re.Match[str]) -> bool:
    """Whether the stop at ``found`` ends a sentence that began at ``start``."""
    if not found.group().startswith(".") or found.group().startswith(".."):
        return True
    word = _LAST_WORD.search(text, max(start, found.start() - 24), found.start() + 1)
    if word is None:
        return True
    bare = word.group(1).lower().strip("(")
    following = text[found.end() :].lstrip()[:1]
    if bare in _BEFORE_NUMBER:
        return not following.isdigit()
    if bare in _ABBREVIATIONS:
        return bare in _MAY_CLOSE and not following.isdigit()
    if len(bare) == 1 and bare.isalpha():
        return False
    # "4." or "12.3." at the start of the sentence numbers it.
    return not (re.fullmatch(r"[\d.]+", bare) and not text[start : word.start()].strip())
