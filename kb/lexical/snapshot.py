"""The word index as it was at one moment: what a question is searched in from first to last."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kb.derived import Hit, Position
from kb.lexical.fields import TERMS
from kb.lexical.protocol import WeightedTerm
from kb.values import Audience, SearchFilter


@dataclass(frozen=True)
class Snapshot:
    """``opened``: for each audience that has an index, tantivy's schema and searcher."""

    position: Position | None
    opened: Mapping[Audience, tuple[Any, Any]]

    def search(self, query: Sequence[WeightedTerm], k: int, only: SearchFilter) -> list[Hit]:
        """See ``WordSearch``."""
        if only.audience not in self.opened or not query:
            return []
        schema, searcher = self.opened[only.audience]
        # A few more than k, so that a tie at the edge is settled by id and not by chance.
        found = searcher.search(_query(schema, query, only), k + 16, count=False).hits
        hits = [Hit(searcher.doc(at)["id"][0], round(score, 5)) for score, at in found]
        return sorted(hits, key=lambda hit: (-hit.score, hit.chunk_id))[:k]

    def frequencies(self, terms: Sequence[str], audience: Audience) -> tuple[dict[str, int], int]:
        """See ``WordSearch``."""
        if audience not in self.opened:
            return dict.fromkeys(terms, 0), 0
        _, searcher = self.opened[audience]
        counts = {term: searcher.doc_freq(TERMS, term) for term in terms}
        return counts, searcher.num_docs


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
