"""The numbered passages that a language model is shown, and where a quote of theirs stands.

What is shown is the stored text without invisible characters and without sentences that give
orders to a machine. Each character knows its place in the stored version, so a quote is found again
where it stands; what leaves is always the stored text, never the model's copy of it.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from kb.answering.scored import Scored
from kb.answering.units import Unit, units
from kb.passage_text import lead_in
from kb.text.instructions import orders
from kb.values import Passage

#: Passages and characters that a model is shown at most.
_MOST, _ROOM = 10, 14_000
#: A shorter quote stands in too many places.
_LEAST_WORDS = 3
_MOST_UNITS = 3
#: Stands where a sentence was left out; no quote may run across it.
_GAP = "[…]"
_NOWHERE = -1


@dataclass(frozen=True, slots=True)
class Shown:
    """A passage as it is shown: its text, and for each character its place in the document."""

    number: int
    passage: Passage
    text: str
    places: tuple[int, ...]

    def find(self, quote: str) -> tuple[int, int] | None:
        """Where ``quote`` stands in the stored document, the one time that it does; else None.

        White space may differ in kind and length, nothing else.
        """
        words = _visible(quote).split()
        # A whole row or heading may be as short as that; a piece of a sentence may not.
        whole = {_bare(unit.text) for unit in units(self.passage)}
        if len(words) < _LEAST_WORDS and _bare(quote) not in whole:
            return None
        if not words:
            return None
        pattern = re.compile(r"\s+".join(re.escape(word) for word in words))
        found = [m.span() for m in pattern.finditer(self.text)]
        if not found:
            return None
        start, end = found[0]
        places = self.places[start:end]
        return None if _NOWHERE in places else (places[0], places[-1] + 1)


@dataclass(frozen=True, slots=True)
class Quoted:
    """The whole sentences, items or rows in which a quote stands, and their scores."""

    shown: Shown
    scored: tuple[Scored, ...]
    lead: str

    @property
    def unit(self) -> Unit:
        """One unit from the first to the last, as the document has them."""
        passage = self.shown.passage
        start, end = self.scored[0].unit.start, self.scored[-1].unit.end
        if len(self.scored) == 1:
            return self.scored[0].unit
        text = passage.text[start - passage.start : end - passage.start]
        return Unit(passage, text, start, end)


def shown_passages(scored: Sequence[Scored]) -> list[Shown]:
    """The passages in which the units stand, the best first, numbered from 1."""
    found: dict[str, Passage] = {}
    for one in sorted(scored, key=_order):
        if not one.unit.passage.truncated:
            found.setdefault(one.unit.passage.chunk_id, one.unit.passage)
    shown: list[Shown] = []
    room = _ROOM
    for passage in list(found.values())[:_MOST]:
        text, places = _seen(passage)
        if shown and len(text) > room:
            break
        room -= len(text)
        shown.append(Shown(len(shown) + 1, passage, text, places))
    return shown


def _order(one: Scored) -> tuple[float, str, int]:
    return -one.strength, one.unit.passage.chunk_id, one.unit.start


def _seen(passage: Passage) -> tuple[str, tuple[int, ...]]:
    """The text that is shown of a passage, and the place of each of its characters."""
    hidden = [
        (unit.start - passage.start, unit.end - passage.start)
        for unit in units(passage)
        if orders(unit.text)
    ]
    said: list[str] = []
    places: list[int] = []
    for at, character in enumerate(passage.text):
        inside = next((h for h in hidden if h[0] <= at < h[1]), None)
        if inside is not None:
            if at == inside[0]:
                said.extend(_GAP)
                places.extend([_NOWHERE] * len(_GAP))
        elif not _invisible(character):
            said.append(character)
            places.append(passage.start + at)
    return "".join(said), tuple(places)


def _invisible(character: str) -> bool:
    """Whether a character shows nothing: zero width, direction marks, tags, control characters."""
    return character not in "\n\t" and unicodedata.category(character) in ("Cf", "Cc", "Co", "Cn")


def _visible(text: str) -> str:
    return "".join(c for c in text if not _invisible(c))


def _bare(text: str) -> str:
    return " ".join(_visible(text).split())


def plain_line(text: str, longest: int = 200) -> str:
    """A title or heading as it is shown: one line, nothing invisible, no orders."""
    line = " ".join(_visible(text).split())[:longest]
    return _GAP if orders(line) else line


def quoted(shown: Shown, quote: str, scored: Sequence[Scored]) -> Quoted | None:
    """The units in which ``quote`` stands; None where it does not stand in this passage.

    A quote of half a sentence is widened to the whole: the other half may take it back. None too
    where a unit was not scored for the question, or the quote runs over more than three.
    """
    place = shown.find(quote)
    if place is None:
        return None
    start, end = place
    held = {
        (s.unit.start, s.unit.end): s
        for s in scored
        if s.unit.passage.chunk_id == shown.passage.chunk_id
    }
    touched = [u for u in units(shown.passage) if u.start < end and start < u.end]
    around = [u for u in touched if u.start <= start and end <= u.end]
    chosen = [min(around, key=lambda u: u.end - u.start)] if around else _plain(touched)
    known = [held[(u.start, u.end)] for u in chosen if (u.start, u.end) in held]
    if not chosen or len(known) < len(chosen) or len(chosen) > _MOST_UNITS:
        return None
    return Quoted(shown, tuple(known), _lead_in(shown.passage, chosen[0]))


def _plain(touched: Sequence[Unit]) -> list[Unit]:
    """The units without those that hold others (a list as a whole)."""
    return [
        u
        for u in touched
        if not any(o is not u and u.start <= o.start and o.end <= u.end for o in touched)
    ]


def _lead_in(passage: Passage, unit: Unit) -> str:
    """What a list's item goes on from: the lead-in above it, here or in the passage's context."""
    if unit.is_row:
        return ""
    for other in units(passage):
        if other.start < unit.start and unit.end <= other.end:
            return other.text.split("\n", 1)[0]
    above = lead_in(passage.context).rsplit("\n", 1)[-1]
    return above if above.rstrip().endswith(":") else ""
