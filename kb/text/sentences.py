"""Sentences in a block of text, with their places.

Blocks are paragraphs, list items and table rows already, so only full stops inside them have to be
told from abbreviations, numbers and initials. Rule: a sentence ends at ``.``, ``!``, ``?`` or
``…`` (and any closing quote or bracket) before white space and something that can start a
sentence, unless the word before the stop is an abbreviation, an ordinal or a lone initial. It ends
with its line, too. A table row of usual length is one sentence, since its cells belong together.
"""

import re

_CLOSING = r"[\"'”’)\]]*(?:\[\d{1,3}\])*"
_END = re.compile(
    rf"[.!?…]+{_CLOSING}(?=\s+(?:[\"'“‘(\[]*[A-Z0-9À-ÞΑ-ΩА-Я§•–-]|\([a-z]{{1,4}}\)\s))"
    rf"|[。！？]+[”’」』）]*|[.!?…]+{_CLOSING}$"
)
_LINE = re.compile(r"[^\n]+")
_LONGEST_ROW = 600  # characters
_LAST_WORD = re.compile(r"\S+$")
_OPENING = "\"'“‘([{<*_"
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
#: Abbreviations, beside initials, that often close a sentence too, if one of these words follows.
_MAY_CLOSE = frozenset("inc ltd llc co corp a.m p.m u.s u.k e.u min max hr hrs est".split())
_STARTER = re.compile(
    r"[\"'“‘(\[]*(?:The|This|That|These|Those|There|Then|It|Its|If|In|We|Our|You|Your|They|Their"
    r"|He|She|I|An?|All|Any|Each|Every|No|Not|When|Where|Which|While|What|Who|How|As|At|By|For|From"
    r"|On|To|With|After|Before|And|But|Or|So|Both|Some|However|Please|Yes)\s"
)
_NUMBER = re.compile(r"[(\[#]*\d")
_NUMERAL = re.compile(r"(?:[IVXLC]{1,6}|[A-Z])\b(?!')")
_ORDINAL = re.compile(r"[\d.]+|[ivx]{1,5}|[a-z]{1,2}")
_LOOK_BACK = 40  # characters; no abbreviation is longer


def sentences(text: str) -> list[tuple[int, int]]:
    """The places (start, end) of the sentences of ``text``, in order, white space left out."""
    spans: list[tuple[int, int]] = []
    for line in _LINE.finditer(text):
        start = line.start()
        if "\t" not in line.group().strip() or line.end() - start > _LONGEST_ROW:
            for found in _END.finditer(text, start, line.end()):
                if _closes(text, start, found):
                    _add(spans, text, start, found.end())
                    start = found.end()
        _add(spans, text, start, line.end())
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
    word = _LAST_WORD.search(text[max(start, found.start() - _LOOK_BACK) : found.start()])
    if word is None:
        return True
    bare = word.group().lower().lstrip(_OPENING)
    ahead = text[found.end() : min(found.endpos, found.end() + _LOOK_BACK)].lstrip()
    if bare in _BEFORE_NUMBER:
        numeral = bare not in ("no", "nos") and _NUMERAL.match(ahead)
        return not (numeral or _NUMBER.match(ahead))
    if bare == "etc":
        return not _NUMBER.match(ahead)
    if bare in _MAY_CLOSE or (len(bare) == 1 and bare.isalpha()):
        return not ahead or _STARTER.match(ahead) is not None
    if bare in _ABBREVIATIONS:
        return False
    # "4." or "12.3." or "ii." at the start of the sentence numbers it.
    return not (_ORDINAL.fullmatch(bare) and not text[start : found.start()][: -len(bare)].strip())
