"""Questions that are asked only if another was answered in a certain way."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from ingest.questionnaires.reading.items import Found
from ingest.questionnaires.reading.refs import levels
from kb.values.questionnaires import Condition, Item

__all__ = ["with_conditions"]

_SOURCE = 300
_SKIPS = 500  # "if no, skip …" that are followed up in one file
_NEAR = 12  # items back in which the question that "if yes" refers to is looked for
_YES, _NO = "yes", "no"
_WORDS = r"[\"'“‘]?(yes|no|ja|nein|oui|non|sí|si|y|n)[\"'”’]?"
_REF = (
    r"(?:question|questions|item|control|q|no\.?|frage|la question|#)?\s*"
    r"[\"'“(]?([A-Za-z&]{0,8}[-. ]?\d[\w.&-]*)"
)
_OWN = re.compile(
    rf"^\W*(?:[\w.&-]{{1,12}}[.)]?\s+)?(?:if|wenn|falls|si|se)\s+(?:(?:so|the answer (?:is|was)|"
    rf"you answered|"
    rf"answered|answer is|your answer is|die antwort|la réponse est)\s+)?{_WORDS}\b"
    rf"(?:\s+(?:to|for|in|on|zu|à)\s+(?:the\s+)?(?:above|previous|{_REF}))?",
    re.I,
)
_SO = re.compile(
    r"^\W*(?:[\w.&-]{1,12}[.)]?\s+)?(?:if so|if applicable|falls ja|wenn ja|si oui|"
    r"en caso afirmativo)\b",
    re.I,
)
_TARGET = re.compile(
    rf"\bif\s+(?:(?:the answer (?:is|was)|you answer(?:ed)?|answered|answer is|"
    rf"your answer is)\s+)?{_WORDS}\b"
    r"[\s,:;–-]*(?:please\s+|then\s+|you (?:may|can|should|must)\s+)*"
    r"(skip to|skip|go to|proceed to|continue (?:to|with|at|from)|jump to|move to|"
    r"go directly to|do not (?:complete|answer))"
    r"\s+(?:the\s+)?(.{1,80}?)(?:[.;!)](?:\s|$)|\n|$)",
    re.I,
)
_ONLY = re.compile(
    r"\b(?:only|required|applicable|applies|complete|answer|mandatory|needed|optional)\b[^.;\n]{0,60}?\b(?:if|when|where)\b"
    rf"[^.;\n]{{0,60}}?{_WORDS}\b[^.;\n]{{0,20}}?\b(?:to|for|in|on)\s+{_REF}",
    re.I,
)
_ONLY_IS = re.compile(
    rf"\b(?:if|when|where)\b\s+(?:the\s+)?(?:answer|response)?\s*(?:to|for)?\s*{_REF}[\"'”)]?\s*"
    rf"(?:is|was|=|:|equals|has been answered(?: with)?)\s*(?:answered\s+)?(?:with\s+)?{_WORDS}\b",
    re.I,
)
_SPAN = re.compile(
    r"([A-Za-z&]{0,8}[-. ]?\d[\w.&-]*)\s*(?:-|–|—|to|through|thru|bis|"
    r"and)\s*([A-Za-z&]{0,8}[-. ]?\d[\w.&-]*)",
    re.I,
)
_REST = re.compile(
    r"\b(?:rest|remaind?er|remaining|other questions)\b|\b(?:this|following) (?:section|tab|"
    r"sheet)\b",
    re.I,
)
_SECTION = re.compile(
    r"(?:section|part|tab|sheet|worksheet|abschnitt|teil)\s+[\"'“]?([\w.& -]{1,40})"
    r"|^[\"'“]?([\w.& -]{1,40}?)[\"'”]?\s+(?:section|part|tab|sheet|worksheet|questions)\b",
    re.I,
)


class _Items(Sequence[Item]):
    """Items with their numbers looked up once."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._items = list(items)
        self._refs: dict[tuple[str, ...], list[int]] = {}
        self._ends: dict[tuple[str, ...], list[int]] = {}
        self.looks = 0
        for number, item in enumerate(self._items):
            own = levels(item.ref) if item.ref else ()
            if own:
                self._refs.setdefault(own, []).append(number)
            for start in range(1, len(own)):
                self._ends.setdefault(own[start:], []).append(number)

    def __getitem__(self, at: Any) -> Any:
        return self._items[at]

    def __len__(self) -> int:
        return len(self._items)

    def by_ref(self, ref: str, near: Item, *, exact: bool = False) -> int | None:
        """The item with a number, on the same sheet if there are several."""
        wanted = levels(ref)
        alike = self._refs.get(wanted, [])
        if not alike and not exact and len(wanted) > 1:
            alike = self._ends.get(wanted, [])
        same = (n for n in alike if self._items[n].place.sheet == near.place.sheet)
        return next(same, next(iter(alike), None))


def with_conditions(pieces: Sequence[Sequence[Found]]) -> list[Item]:
    """All items in order, each with the condition under which it is asked, where one is stated."""
    found = [one for piece in pieces for one in piece]
    items = _Items([one.item for one in found])
    conditions: dict[int, Condition] = {}
    for at, one in enumerate(found):
        for condition_at, condition in _stated(items, at, one):
            conditions.setdefault(condition_at, condition)
    return [
        replace(item, condition=conditions[at]) if at in conditions else item
        for at, item in enumerate(items)
    ]


def _stated(items: _Items, at: int, one: Found) -> Iterator[tuple[int, Condition]]:
    """What an item says about itself and others: places of items with their conditions."""
    own = _own(items, at)
    if own:
        yield at, own
    for note in one.notes:
        if condition := _only(items, at, note):
            yield at, condition
    for text in (one.item.guidance, one.item.text):
        for match in _TARGET.finditer(text[:4_000]):
            items.looks += 1
            if items.looks <= _SKIPS:
                yield from _skipped(items, at, match)


def _own(items: _Items, at: int) -> Condition | None:
    """``If yes, …`` at the start of a question refers to the one before it, or to a number."""
    item = items[at]
    match = _OWN.match(item.text[:300])
    if match and match[2]:
        target = items.by_ref(match[2], item)
    elif match or _SO.match(item.text[:100]):
        target = _before(items, at)
    else:
        return _only(items, at, item.guidance[:1_000])
    if target is None or target == at:
        return None
    word = _meaning(match[1]) if match else _YES
    return Condition(items[target].id, _values(items[target], word), _quoted(item.text))


def _before(items: _Items, at: int) -> int | None:
    """The nearest question before that does not itself begin with ``if``."""
    for back in range(at - 1, max(-1, at - _NEAR), -1):
        if items[back].place.sheet != items[at].place.sheet:
            return None
        text = items[back].text[:300]
        if not _OWN.match(text) and not _SO.match(text):
            return back
    return None


def _only(items: _Items, at: int, note: str) -> Condition | None:
    """``Only if you answered Yes to 3.1`` in a section's title or instruction."""
    for ref, word in _required(note[:1_000]):
        target = items.by_ref(ref, items[at])
        if target is not None and target != at:
            meaning = _meaning(word)
            return Condition(items[target].id, _values(items[target], meaning), _quoted(note))
    return None


@lru_cache(maxsize=5_000)
def _required(note: str) -> tuple[tuple[str, str], ...]:
    """The number and answer that a note makes a condition."""
    patterns = ((_ONLY, 2, 1), (_ONLY_IS, 1, 2))
    found = ((pattern.search(note), ref, word) for pattern, ref, word in patterns)
    return tuple((match[ref], match[word]) for match, ref, word in found if match)


def _skipped(items: _Items, at: int, match: re.Match[str]) -> Iterator[tuple[int, Condition]]:
    """``If no, go to 4.5``: what lies between is asked only if the answer was the other one."""
    word, verb, target = _meaning(match[1]), match[2].lower(), match[3].strip()
    onward = verb not in ("skip",) and not verb.startswith("do not")
    places = list(_until(items, at, target) if onward else _named(items, at, target))
    opposite = _NO if word == _YES else _YES
    condition = Condition(items[at].id, _values(items[at], opposite), _quoted(match[0]))
    for place in places:
        if place != at:
            yield place, condition


def _until(items: _Items, at: int, target: str) -> range:
    """The items between one and the place it sends the reader to."""
    section = _SECTION.match(target)
    name = (section[1] or section[2]) if section else target
    end = None if section else items.by_ref(target.split(" ")[-1], items[at], exact=True)
    if end is None:
        end = next((n for n in range(at + 1, len(items)) if _in_section(items[n], name)), None)
    return range(at + 1, end) if end is not None and end > at else range(0)


def _named(items: _Items, at: int, target: str) -> Iterator[int]:
    """The items that are to be skipped."""
    if match := _SPAN.search(target):
        first, last = (items.by_ref(ref, items[at], exact=True) for ref in match.groups())
        if first is not None and last is not None:
            yield from range(first, last + 1)
            return
    if _REST.search(target):
        section = items[at].section
        for place in range(at + 1, len(items)):
            same = items[place].place.sheet == items[at].place.sheet
            if not same or items[place].section != section:
                return
            yield place
        return
    section = _SECTION.search(target)
    if section:
        yield from (
            n for n, item in enumerate(items) if _in_section(item, section[1] or section[2])
        )
    elif (one := items.by_ref(target.split(" ")[-1], items[at], exact=True)) is not None:
        yield one


def _in_section(item: Item, name: str) -> bool:
    """Whether an item stands in a section or on a sheet of this name or letter."""
    wanted = name.strip(" .\"'”").lower()
    for title in (item.place.sheet, *item.section):
        plain = re.sub(r"^(?:section|part|teil|abschnitt)\s+", "", title.strip().lower())
        if wanted and (plain == wanted or re.match(rf"{re.escape(wanted)}(?![\w.]|-\d)", plain)):
            return True
    return False


def _meaning(word: str) -> str:
    return _YES if word.lower() in ("yes", "ja", "oui", "sí", "si", "y") else _NO


def _values(item: Item, meaning: str) -> tuple[str, ...]:
    """The answers of an item that mean yes or no, in its own words."""
    starts = {
        _YES: ("yes", "ja", "oui", "sí", "si", "y"),
        _NO: ("no", "nein", "non", "nee", "n"),
    }[meaning]
    for cell in item.cells:
        found = [c for c in cell.choices if re.split(r"\W", c.strip().lower())[0] in starts]
        found = [c for c in found if c.strip().lower() not in ("n/a", "n.a.")]
        if found:
            return tuple(found)
    return ("Yes",) if meaning == _YES else ("No",)


def _quoted(text: str) -> str:
    return " ".join(text.split())[:_SOURCE]
