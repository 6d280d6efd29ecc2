"""Hybrid search: words and meaning joined into one score.

score = (cosine + c · x²) / (1 + c), where x is the word score as a share of a perfect match. The
square lets a strong match of words speak and a weak one be silent: where a passage holds few of
the question's rare words, meaning decides. Measured against convex and rank fusion in
docs/decisions/0003-fusion.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from kb.derived import Hit
from kb.embedding.protocol import Embedder, Vectors
from kb.lexical.fields import LexicalQuestion, lexical_question, perfect_score
from kb.lexical.protocol import WordSearch, idf
from kb.records import Records
from kb.records.passages import live
from kb.text.thesaurus import Thesaurus
from kb.values import Audience, Passage, SearchFilter
from kb.vectors.protocol import DECIMALS, VectorIndex


@dataclass(frozen=True, slots=True)
class Fusion:
    """How the two searches are joined; see the settings of the same names."""

    lexical_weight: float = 3.5
    candidates: int = 200


class Ranked(NamedTuple):
    """A candidate with its score and the two parts of it, each 0 to 1."""

    chunk_id: str
    score: float
    lexical: float
    dense: float


def fuse(lexical: Mapping[str, float], dense: Mapping[str, float], weight: float) -> list[Ranked]:
    """The candidates of both sides, best first, ties by id.

    ``lexical``: word scores as shares of a perfect match, capped at 1. ``dense``: cosines.
    ``weight``: c above. A candidate that one side does not know scores 0 there.
    """
    joined = []
    for chunk_id in lexical.keys() | dense.keys():
        word = min(lexical.get(chunk_id, 0.0), 1.0)
        sense = max(dense.get(chunk_id, 0.0), 0.0)
        score = round((sense + weight * word * word) / (1 + weight), DECIMALS)
        joined.append((-score, chunk_id, word, sense))
    joined.sort()
    return [Ranked(chunk_id, abs(score), word, sense) for score, chunk_id, word, sense in joined]


@dataclass(frozen=True)
class Retriever:
    """Finds passages for a question. Every hit is joined with the live records on its way out."""

    records: Records
    embedder: Embedder
    lexical: WordSearch
    vectors: VectorIndex
    thesaurus: Thesaurus | None
    fusion: Fusion = Fusion()
    #: Documents about another product than this one are left out, whatever is asked for.
    product: str = ""
    #: The ids of all passages found so far, in order: the audit log names them.
    considered: dict[str, None] = field(default_factory=dict, repr=False, compare=False)

    def search(self, question: str, k: int, only: SearchFilter) -> list[Passage]:
        """The ``k`` best live passages that ``only`` lets through, best first."""
        vector = self.embedder.embed_query(question)
        return self.search_with(question, vector, k, only)

    def search_with(
        self, question: str, vector: Vectors, k: int, only: SearchFilter
    ) -> list[Passage]:
        """As ``search``, with the question's vector at hand.

        Asks the indexes for more until ``k`` live passages are found or there are no more: an
        index may hold what is no longer live, and does not know dates.
        """
        if self.product:
            only = replace(only, product=self.product)
        asked = lexical_question(question, self.thesaurus)
        perfect = self._perfect(asked, only.audience)
        depth = max(self.fusion.candidates, k)
        while True:
            lexical = self.lexical.search(asked.query, depth, only)
            dense = self.vectors.search(vector, depth, only)
            words = {hit.chunk_id: hit.score / perfect for hit in lexical}
            ranked = fuse(words, self._cosines(vector, lexical, dense), self.fusion.lexical_weight)
            found = self._live(ranked, k, only)
            if len(found) >= k or (len(lexical) < depth and len(dense) < depth):
                self.considered.update((passage.chunk_id, None) for passage in found[:k])
                return found[:k]
            depth *= 4

    def _live(self, ranked: Sequence[Ranked], k: int, only: SearchFilter) -> list[Passage]:
        """The best ``k`` or more of ``ranked`` that are live, joined slice by slice."""
        found: list[Passage] = []
        with self.records.read() as connection:
            for at in range(0, len(ranked), 2 * k):
                part = ranked[at : at + 2 * k]
                found += _scored(live(connection, [row.chunk_id for row in part], only), part)
                if len(found) >= k:
                    break
        return found

    def _perfect(self, asked: LexicalQuestion, audience: Audience) -> float:
        counts, total = self.lexical.frequencies(asked.own, audience)
        return perfect_score([idf(counts[term], total) for term in asked.own]) or 1.0

    def _cosines(
        self, vector: Vectors, lexical: Sequence[Hit], dense: Sequence[Hit]
    ) -> dict[str, float]:
        """The cosine of every candidate, whichever side it came from."""
        cosines = {hit.chunk_id: hit.score for hit in dense}
        absent = [hit.chunk_id for hit in lexical if hit.chunk_id not in cosines]
        return cosines | self.vectors.similarities(vector, absent)


def _scored(found: list[Passage], ranked: Sequence[Ranked]) -> list[Passage]:
    passages = {passage.chunk_id: passage for passage in found}
    return [
        replace(passages[row.chunk_id], score=row.score, lexical=row.lexical, dense=row.dense)
        for row in ranked
        if row.chunk_id in passages
    ]
