"""The word index as it was at one moment: what a question is searched in from first to last."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kb.derived import Hit, Position
from kb.lexical.fields import TERMS
from kb.lexical.protocol import WeightedTerm, idf
from kb.values import Audience, SearchFilter


@dataclass(frozen=True)
class Snapshot:
    """``opened``: for each audience that has an index, tantivy's schema and searcher."""

    position: Position | None
    opened: Mapping[Audience, tuple[Any, Any]]

    def search(self, query: Sequence[WeightedTerm], k: int, only: SearchFilter) -> list[Hit]:
        """See ``WordSearch``."""
        parts = self.parts(only.audience) if query else []
        found: list[Hit] = []
        for (schema, searcher), terms in zip(parts, _weighed(parts, query), strict=True):
            if terms:
                # A few more than k, so that a tie at the edge is settled by id and not by chance.
                hits = searcher.search(_query(schema, terms, only), k + 16, count=False).hits
                found += [Hit(searcher.doc(at)["id"][0], round(score, 5)) for score, at in hits]
        return sorted(found, key=lambda hit: (-hit.score, hit.chunk_id))[:k]

    def frequencies(self, terms: Sequence[str], audience: Audience) -> tuple[dict[str, int], int]:
        """See ``WordSearch``."""
        searchers = [searcher for _, searcher in self.parts(audience)]
        counts = {term: sum(s.doc_freq(TERMS, term) for s in searchers) for term in terms}
        return counts, sum(searcher.num_docs for searcher in searchers)

    def parts(self, audience: Audience) -> list[tuple[Any, Any]]:
        """The schemas and searchers that hold what ``audience`` may see, each passage in one."""
        grouped = sorted(one for one in self.opened if one.groups and audience.covers(one))
        return [self.opened[one] for one in (audience.base, *grouped) if one in self.opened]


def _weighed(
    parts: Sequence[tuple[Any, Any]], query: Sequence[WeightedTerm]
) -> list[Sequence[WeightedTerm]]:
    """The query for each part, so that their scores compare.

    tantivy weighs a term by how rare it is in the part searched; here its weight is set right to
    how rare it is in all parts together. What stays of each part is the mean length of a field.
    """
    if len(parts) < 2:
        return [query for _ in parts]
    searchers = [searcher for _, searcher in parts]
    total = sum(searcher.num_docs for searcher in searchers)
    counts = [[s.doc_freq(t.field, t.term) for t in query] for s in searchers]
    rarity = [idf(sum(column), total) for column in zip(*counts, strict=True)]
    return [
        [
            replace(t, weight=t.weight * whole / idf(own, searcher.num_docs))
            for t, whole, own in zip(query, rarity, held, strict=True)
            if own
        ]
        for searcher, held in zip(searchers, counts, strict=True)
    ]


def _query(schema: Any, query: Sequence[WeightedTerm], only: SearchFilter) -> Any:
    from tantivy import Occur, Query

    wanted = [
        (
            Occur.Should,
            Query.boost_query(Query.term_query(schema, t.field, t.term, "freq"), t.weight),
        )
        for t in query
    ]
    asked = Query.boolean_query(wanted)
    narrowed = []
    if only.collections:
        names = [collection.value for collection in only.collections]
        narrowed.append(Query.term_set_query(schema, "collection", names))
    if only.documents:
        narrowed.append(Query.term_set_query(schema, "document", list(only.documents)))
    if not narrowed:
        return asked
    musts = [(Occur.Must, Query.const_score_query(n, 0.0)) for n in narrowed]
    return Query.boolean_query([(Occur.Must, asked), *musts])
