"""Finding the one approved entry that answers a question, or none."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import islice

from kb.library.entry import Entry, State
from kb.library.index import Near, WordingIndex
from kb.library.matching import LEAST_CLOSENESS, Matcher
from kb.library.standing import Judge, Standing
from kb.records import Records
from kb.values import Audience

#: Wordings looked at more closely; what means the same is among the first few.
_CANDIDATES = 30
_VALUE = re.compile(r"\d+(?:[.,]\d+)*%?")


@dataclass(frozen=True, slots=True)
class Match:
    """An approved entry whose question was asked, and how it stands today.

    ``reasons``: why it is not to be given as approved. Empty: it may.
    """

    entry: Entry
    wording: str
    closeness: float
    standing: Standing
    reasons: tuple[str, ...]


def differ(one: Entry, other: Entry) -> bool:
    """Whether two answers to the same question contradict each other, as far as can be told.

    They do if their verdicts differ, or if both give numbers and neither gives all of the other's.
    """
    if one.draft.verdict is not other.draft.verdict:
        return True
    first, second = (set(_VALUE.findall(entry.draft.answer)) for entry in (one, other))
    return bool(first and second) and not (first <= second or second <= first)


@dataclass(frozen=True)
class Lookup:
    """Looks questions up; the records are asked about evidence only where a question matches."""

    records: Records
    index: WordingIndex
    matcher: Matcher
    today: Callable[[], date]

    def match(self, question: str, audience: Audience, product: str) -> Match | None:
        """The best approved entry for this asker; one that still stands comes before one that
        does not. Where two that stand contradict each other, neither may be given.
        """
        found = self._matches(question, audience, product)
        if not found:
            return None
        standing = [match for match in found if not match.reasons]
        best = (standing or found)[0]
        against = [match.entry.id for match in standing if differ(best.entry, match.entry)]
        if not against:
            return best
        reason = f"another approved answer to this question differs: {', '.join(against)}"
        return Match(best.entry, best.wording, best.closeness, best.standing, (reason,))

    def repeats(self, question: str, product: str, audience: Audience) -> Entry | None:
        """The entry of this product, draft or approved, with a wording of this question.

        What ``audience`` may not see does not count, and crowds nothing out.
        """
        own = product.casefold()
        self.index.follow()  # may write new vectors, which a reader's connection must not wait for
        with self.records.read() as connection:
            judge = Judge(connection, self.today())

            def counts(entry: Entry) -> bool:
                if entry.draft.product.casefold() != own:
                    return False
                return audience.covers(judge.standing(entry).audience)

            near = self._near(question, counts)
        found = (one.entry for one in near if self.matcher.same(one.wording, question))
        return next(found, None)

    def _matches(self, question: str, audience: Audience, product: str) -> list[Match]:
        def may_be_given(entry: Entry) -> bool:
            return (
                entry.state is State.APPROVED
                and audience.covers(entry.draft.audience)
                and _for_product(entry, question, product)
            )

        best: dict[str, Match] = {}
        near = self.index.nearest(question, None, LEAST_CLOSENESS, may_be_given)
        with self.records.read() as connection:
            judge = Judge(connection, self.today())
            for one in _first(near, judge, audience):
                if one.entry.id in best or not self._same(one, question):
                    continue
                standing = judge.standing(one.entry)
                if audience.covers(standing.audience):
                    best[one.entry.id] = Match(
                        one.entry, one.wording, one.closeness, standing, standing.reasons
                    )
        return sorted(best.values(), key=lambda match: _rank(match, question))

    def _near(self, question: str, keep: Callable[[Entry], bool]) -> list[Near]:
        return self.index.nearest(question, _CANDIDATES, LEAST_CLOSENESS, keep)

    def _same(self, near: Near, question: str) -> bool:
        draft = near.entry.draft
        held, asked = (_without(text, draft.product) for text in (near.wording, question))
        return self.matcher.same(held, asked, draft.verdict)


def _first(near: list[Near], judge: Judge, audience: Audience) -> list[Near]:
    """The first candidates; what rests on documents that ``audience`` may not see crowds out
    none."""
    if len(near) > _CANDIDATES:
        seen = (o for o in near if audience.covers(judge.standing(o.entry).audience))
        return list(islice(seen, _CANDIDATES))
    return near[:_CANDIDATES]


def _for_product(entry: Entry, question: str, product: str) -> bool:
    """Whether an entry is for all products or for the one that is asked about, by name or else."""
    own = entry.draft.product
    if not own or own.casefold() == product.casefold():
        return True
    return not product and re.search(rf"\b{re.escape(own)}\b", question, re.I) is not None


def _without(question: str, product: str) -> str:
    """``question`` without the name of the product it is known to be about."""
    if not product:
        return question
    return re.sub(rf"\b(?:(?:for|in|of|by) )?{re.escape(product)}\b", " ", question, flags=re.I)


def _rank(match: Match, question: str) -> tuple[bool, bool, float, str]:
    """The same words first, then what is for this product, then the closest; ties by id."""
    exact = match.wording.casefold() == question.casefold()
    return (not exact, not match.entry.draft.product, -round(match.closeness, 4), match.entry.id)
