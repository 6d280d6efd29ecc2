"""The ways of searching that are compared, made from the product's own parts."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from evals.retrieval.plain_bm25 import PlainBm25
from kb.derived import Hit
from kb.embedding.protocol import Vectors
from kb.knowledge_base import KnowledgeBase
from kb.lexical.protocol import WeightedTerm
from kb.records.passages import entries
from kb.retrieval import Retriever
from kb.values import Audience, Passage, SearchFilter
from kb.vectors.exact import ExactVectorIndex

#: Gives the best passages for a question and its vector, best first.
Search = Callable[[str, Vectors], list[Passage]]


class _NoWords:
    """A lexical index that knows nothing."""

    name = "none"

    def search(
        self,
        query: Sequence[WeightedTerm],  # noqa: ARG002
        k: int,  # noqa: ARG002
        only: SearchFilter,  # noqa: ARG002
    ) -> list[Hit]:
        return []

    def frequencies(
        self,
        terms: Sequence[str],
        audience: Audience,  # noqa: ARG002
    ) -> tuple[dict[str, int], int]:
        return dict.fromkeys(terms, 0), 0


def searches(base: KnowledgeBase, depth: int) -> dict[str, Search]:
    """Every way of searching the knowledge base, by name; each gives up to ``depth`` passages."""
    hybrid = base.retriever()
    return {
        "hybrid": _through(hybrid, depth),
        "hybrid, no thesaurus": _through(replace(hybrid, thesaurus=None), depth),
        "words only": _through(replace(hybrid, vectors=ExactVectorIndex()), depth),
        "meaning only": _through(replace(hybrid, lexical=_NoWords()), depth),
        "plain BM25": _plain(base, depth),
    }


def _through(retriever: Retriever, depth: int) -> Search:
    def search(question: str, vector: Vectors) -> list[Passage]:
        return retriever.search_with(question, vector, depth, SearchFilter())

    return search


def _plain(base: KnowledgeBase, depth: int) -> Search:
    with base.records.read() as connection:
        passages = [entry.passage for entry in entries(connection, base.model)]
    index = PlainBm25([passage.text for passage in passages])

    def search(question: str, vector: Vectors) -> list[Passage]:  # noqa: ARG001
        return [passages[row] for row in index.best(question, depth)]

    return search
