"""What a sentence may not leave out: where, for whom, when and of what its quote holds.

A quote is taken apart at its joints: subject, predicate, and what "and", "or", "but" or a comma
adds. A sentence may leave out whole pieces, but of each piece it speaks of it has to keep every
word: "MFA is required for administrators" does not say "MFA is required".
"""

import re
from dataclasses import dataclass

from kb.answering.quantities import quantities
from kb.answering.verify import numbers, same_amount
from kb.lexical.analysis import STOP_WORDS, terms
from kb.text.thesaurus import ExpansionKind, Thesaurus

_I = re.IGNORECASE
_WORD = re.compile(r"[^\W_]+(?:[-./'’][^\W_]+)*")
_AUXILIARY = re.compile(
    r"\b(?:is|are|was|were|has|have|must|shall|should|will|would|may|can|could|cannot)\b", _I
)
_JOINTS = re.compile(
    r",?\s+(?:and|or|but|while|whereas|although)\s+|,\s+|[;:]\s+|[.!?]\s+|\n|\s[–—]\s", _I
)
#: A piece that begins so says where, when or for whom the rest holds.
_HOLDS = re.compile(
    r"^\W*(?:in|for|at|on|under|with|within|outside|inside|from|until|since|by|before|after|as of|"
    r"during|where|who|which|whose|that|subject|provided|pending|through|across)\b",
    _I,
)
_BY = re.compile(
    r"\b(?P<be>is|are|was|were|be|been)\b(?P<between>[^.;,]{0,40}?)\b"
    r"(?P<deed>\w+(?:ed|en)|kept|held|sent|made|done|set|run)"
    r"(?:\s+(?!by\b)\w+){0,4}\s+by\s+(?P<doer>[^.,;]+)",
    _I,
)
_DOER_ENDS = re.compile(
    r"\s(?:every|each|in|on|at|for|to|of|within|before|after|and|or|once|when|if|until|from|since|"
    r"at)\b",
    _I,
)
_WE = frozenset(("we", "us", "our", "ours"))
_ARTICLES = frozenset(("the", "a", "an", "its", "their", "his", "her"))
#: Words without weight of their own.
#: Adverbs of manner that a sentence may leave out; "rarely" and "allegedly" are none of them.
_MANNERS = frozenset(
    "regularly periodically formally securely centrally automatically routinely carefully properly"
    " promptly actively additionally accordingly clearly explicitly strictly specifically".split()
)
_LIGHT = frozenset("every each all any some both".split())


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of the quote: its words, its first word, and what stands before its verb."""

    words: tuple[str, ...]
    deed: str
    conditional: bool


def left_out(said: str, quote: str, thesaurus: Thesaurus) -> list[str]:
    """Words of ``quote`` that narrow what ``said`` speaks of and are not in it."""
    if "\t" in quote:
        return []
    told = _told(said, quote, thesaurus)
    agents = {t for m in _BY.finditer(quote) for w in _doer(m["doer"]) for t in terms(w)}
    pieces = _pieces(quote)
    complete = [at for at, p in enumerate(pieces) if p.words and not _lacking(p, told, agents)]
    found: list[str] = []
    for at, piece in enumerate(pieces):
        touched = told & {t for w in piece.words for t in terms(w)}
        borrowed = touched <= set(terms(piece.deed)) and any(c > at for c in complete)
        if piece.conditional or (touched and not borrowed):
            found += _lacking(piece, told, agents)
    return list(dict.fromkeys(found))


def _told(said: str, quote: str, thesaurus: Thesaurus) -> set[str]:
    """The stems of the sentence and of all that means the same, equal amounts too."""
    told = {*terms(said), *numbers(said)}
    amounts = quantities(said)
    for held in quantities(quote):
        if any(same_amount(held, one) for one in amounts):
            told.update((*terms(held.text), *numbers(held.text)))
    for expansion in thesaurus.expand(said):
        if expansion.kind in (ExpansionKind.SYNONYM, ExpansionKind.SPELLING):
            told.update(t for a in expansion.alternatives for t in terms(a))
    return told


def _lacking(piece: _Piece, told: set[str], agents: set[str]) -> list[str]:
    """The words of a piece that are not told; adverbs and the doer of a passive may go."""
    return [
        word
        for word in piece.words
        if not (numbers(word) <= told if numbers(word) else set(terms(word)) <= told | agents)
    ]


def _pieces(quote: str) -> list[_Piece]:
    found: list[_Piece] = []
    for part in _JOINTS.split(quote):
        verb = _AUXILIARY.search(part)
        halves = [part] if verb is None else [part[: verb.start()], part[verb.start() :]]
        for at, half in enumerate(halves):
            words = tuple(w for w in _WORD.findall(half) if _weighs(w))
            behind = verb is not None and at == 1
            holds = bool(_HOLDS.match(half)) and not behind
            found.append(_Piece(words, words[0] if words and behind else "", holds))
    return found


def _weighs(word: str) -> bool:
    low = word.lower()
    if low in STOP_WORDS or low in _LIGHT:
        return False
    return bool(numbers(word)) or (bool(terms(word)) and low not in _MANNERS)


def turned_round(said: str, quote: str) -> bool:
    """Whether doer and done-to change places: "is assessed by us" and "we are assessed"."""
    for passive in _BY.finditer(quote):
        if _another_doer(passive, said):
            return True
    for passive in _BY.finditer(said):
        deed, doer = terms(passive["deed"]), _doer(passive["doer"])
        if any(terms(m["deed"]) == deed for m in _BY.finditer(quote)):
            continue
        before = _before(deed, quote)
        if before is not None and not doer & before:
            return True
    return False


def _another_doer(passive: re.Match[str], said: str) -> bool:
    """Whether the sentence has the deed of a passive done by, or to, somebody else."""
    deed, doer = terms(passive["deed"]), _doer(passive["doer"])
    for same in _BY.finditer(said):
        if terms(same["deed"]) == deed:
            return not doer & _doer(same["doer"])
    before = _before(deed, said)
    if before is None or not doer & before:
        return False
    # The doer stands before the deed: it has to be done by it, not to it.
    return any(
        terms(m["deed"]) == deed
        for m in re.finditer(
            r"\b(?:is|are|was|were|be|been)\s+(?:\w+ly\s+|not\s+)?(?P<deed>\w+)", said, _I
        )
    )


def _doer(text: str) -> set[str]:
    end = _DOER_ENDS.search(text)
    return _plain(text[: end.start()] if end is not None else text)


def _before(deed: list[str], text: str) -> set[str] | None:
    """The words before the deed in ``text``; None where it is not there."""
    for match in _WORD.finditer(text):
        if deed and terms(match.group()) == deed:
            return _plain(text[: match.start()])
    return None


def _plain(text: str) -> set[str]:
    """The words of ``text`` to compare people by: stems, and "we" for all its forms."""
    found: set[str] = set()
    for word in _WORD.findall(text.lower()):
        if word in _WE:
            found.add("we")
        elif word not in _ARTICLES and word not in STOP_WORDS:
            found.update(terms(word))
    return found
