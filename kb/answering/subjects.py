"""What the bank of subjects says of a question and of the units that may answer it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from kb.answering.scored import Scored, held
from kb.answering.units import Unit
from kb.embedding.protocol import Vectors
from kb.lexical.analysis import pairs, terms
from kb.practices.match import Match, Practices

#: How far the question's vector is moved towards what documents say on the subject.
_TOWARDS = 0.6
#: Marks of a subject that are enough to know it by.
_ENOUGH = 3


@dataclass(frozen=True)
class Subjects:
    """The subjects that a question may be about."""

    practices: Practices
    matches: tuple[Match, ...]

    @classmethod
    def of(cls, question: Vectors, practices: Practices) -> "Subjects":
        """Match a question, given as its vector."""
        return cls(practices, practices.match(question))

    def searches(self, question: Vectors) -> list[tuple[str, Vectors]]:
        """Further searches: of each subject its marks, and a vector near its statements."""
        found = []
        for match in self.matches:
            states = self.practices.statements(match.subject)
            nearest = states[np.argsort(-(states @ question), kind="stable")[:3]].mean(axis=0)
            moved = (1 - _TOWARDS) * question + _TOWARDS * nearest
            text = " ".join((match.asked, *self.practices.marks(match.subject)))
            found.append((text, (moved / np.linalg.norm(moved)).astype(np.float32)))
        return found

    def marked(self, found: Sequence[Scored]) -> list[Scored]:
        """``found`` with the share of the subjects' marks that each holds."""
        if not self.matches:
            return list(found)
        practices = self.practices
        marks = [_marks(practices.marks(match.subject)) for match in self.matches]
        result = []
        for scored in found:
            there = _held(scored.unit)
            share = max(min(1.0, sum(mark <= there for mark in of) / _ENOUGH) for of in marks)
            result.append(replace(scored, marks=share))
        return result

    def seen(self, found: Sequence[Scored], vectors: Vectors) -> list[Scored]:
        """``found`` with what their ``vectors`` say of the subjects."""
        if not self.matches or not found:
            return list(found)
        near = self.practices.nearness(vectors)
        asked = np.asarray([match.subject for match in self.matches])
        likeness = np.asarray([match.likeness for match in self.matches], dtype=np.float32)
        own = (near[:, asked] * (likeness / likeness[0])).max(axis=1)
        near[:, asked] = 0
        margin = own - near.max(axis=1)
        return [
            replace(
                scored,
                subject=round(float(own[at]), 6),
                understood=float(likeness[0]),
                margin=round(float(margin[at]), 6),
            )
            for at, scored in enumerate(found)
        ]


def _held(unit: Unit) -> frozenset[str]:
    """What a unit and the words above it hold, the pair where one goes over into the other too."""
    above, inside = held(unit.above), held(unit.text)
    edge = pairs([above.last, inside.first]) if above.last and inside.first else []
    return above.terms.union(inside.terms, edge)


@lru_cache(maxsize=2_048)
def _marks(phrases: tuple[str, ...]) -> tuple[frozenset[str], ...]:
    """Of each phrase what has to be there: its word, or its words side by side."""
    stems = [terms(phrase) for phrase in phrases]
    return tuple(frozenset(pairs(s) if len(s) > 1 else s) for s in stems if s)
