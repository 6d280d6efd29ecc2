"""The organisation's own passages, laid out for comparing with many controls at once."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from kb.answering.tools import headed_units
from kb.answering.units import Unit
from kb.embedding.protocol import Vectors
from kb.lexical.analysis import terms
from kb.lexical.protocol import idf
from kb.records import Records
from kb.records.passages import entries
from kb.text.identifiers import find_identifiers
from kb.values import Audience, Collection, Passage


@dataclass(frozen=True)
class Material:
    """Passages with their vectors, row by row; everything else is made from them."""

    passages: tuple[Passage, ...]
    vectors: Vectors

    @classmethod
    def read(cls, records: Records, model: str, audience: Audience) -> "Material":
        """Every live passage of the policy collection that this audience may see."""
        with records.read() as connection:
            found = [
                entry
                for entry in entries(connection, model)
                if entry.passage.collection is Collection.POLICY
                and audience.covers(entry.passage.audience)
                and not entry.passage.truncated
            ]
        if not found:
            return cls((), np.zeros((0, 1), dtype=np.float32))
        joined = np.frombuffer(b"".join(e.vector for e in found), dtype="<f4")
        return cls(tuple(e.passage for e in found), joined.reshape(len(found), -1))

    @cached_property
    def units(self) -> tuple[tuple[Unit, ...], ...]:
        """The quotable units of each passage."""
        return tuple(tuple(headed_units(passage)) for passage in self.passages)

    @cached_property
    def numbered(self) -> tuple[Unit, ...]:
        """The units that name any control, clause or document by its number."""
        return tuple(u for held in self.units for u in held if find_identifiers(u.text))

    @cached_property
    def unit_terms(self) -> tuple[tuple[frozenset[str], ...], ...]:
        """The terms of each unit of each passage."""
        return tuple(tuple(frozenset(terms(u.text)) for u in held) for held in self.units)

    @cached_property
    def terms(self) -> tuple[frozenset[str], ...]:
        """The terms of each passage, with its title and headings."""
        return tuple(
            frozenset(terms(f"{p.title} {' '.join(p.heading)} {p.context} {p.text}"))
            for p in self.passages
        )

    @cached_property
    def above(self) -> tuple[frozenset[str], ...]:
        """The terms of each passage's title and headings."""
        return tuple(frozenset(terms(f"{p.title} {' '.join(p.heading)}")) for p in self.passages)

    @cached_property
    def rarity(self) -> dict[str, float]:
        """The idf of each term among the passages."""
        counts = Counter(term for held in self.terms for term in held)
        return {term: idf(count, len(self.passages)) for term, count in counts.items()}

    def incidence(self, vocabulary: Sequence[str], rows: Sequence[frozenset[str]]) -> Vectors:
        """Which of ``vocabulary`` stands in which row: shape (rows, vocabulary), 0 or 1."""
        place = {term: at for at, term in enumerate(vocabulary)}
        held = np.zeros((len(rows), len(place)), dtype=np.float32)
        for row, found in enumerate(rows):
            columns = [place[term] for term in found if term in place]
            held[row, columns] = 1.0
        return held


#: Sections that state no practice.
_ASIDE = re.compile(
    r"\b(?:revision|version|change|document)s? (?:history|log|control|information)\b|^\W*history\b"
    r"|\b(?:related|reference|referenced|supporting) (?:documents?|policies|standards)\b"
    r"|^\W*[\d.]*\s*(?:references|definitions?|glossary|terms|background|introduction|contact|contents)"
    r"\W*$|\btable of contents\b",
    re.IGNORECASE,
)


def is_aside(passage: Passage) -> bool:
    """Whether its section is about the document, or explains words, and states no practice."""
    return any(_ASIDE.search(heading) for heading in passage.heading)
