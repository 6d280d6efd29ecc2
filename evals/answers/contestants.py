"""Whoever answers: Vouch, and the trivial ways of answering that must not score well.

The trivial ones get Vouch's own search results. ``paste the page`` and ``top chunk pasted`` (what a
retrieval chain gives without a model) differ in what they cite: all that was found, or the chunk.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from kb.values import Answer, Citation, Passage, Question, Reason, Status, Verdict

VOUCH = "Vouch"

#: Answers a question, given what a search found for it.
Contestant = Callable[[Question, tuple[Passage, ...]], Answer]


def always_abstain(question: Question, hits: tuple[Passage, ...]) -> Answer:  # noqa: ARG001
    """Never answers."""
    return Answer(question, Status.ABSTAINED, reason=Reason.NO_EVIDENCE, id=question.id)


def always_yes(question: Question, hits: tuple[Passage, ...]) -> Answer:
    """Says yes to everything and cites the best passage found."""
    said = _pasted(question, hits[:1])
    return replace(said, answer="Yes.", verdict=Verdict.YES)


def paste_the_page(question: Question, hits: tuple[Passage, ...]) -> Answer:
    """Pastes the best chunk and cites all that was found."""
    return _pasted(question, hits)


def top_chunk(question: Question, hits: tuple[Passage, ...]) -> Answer:
    """Pastes the best chunk and cites it."""
    return _pasted(question, hits[:1])


TRIVIAL: Mapping[str, Contestant] = {
    "always abstain": always_abstain,
    "always yes": always_yes,
    "paste the page": paste_the_page,
    "top chunk pasted": top_chunk,
}


def _pasted(question: Question, hits: tuple[Passage, ...]) -> Answer:
    return Answer(
        question,
        Status.GROUNDED,
        answer=hits[0].text if hits else "",
        confidence=hits[0].score if hits else 0.0,
        citations=tuple(_cited(hit) for hit in hits),
        id=question.id,
    )


def _cited(hit: Passage) -> Citation:
    return Citation(
        document=hit.title,
        document_id=hit.document_id,
        version=hit.version,
        heading=hit.heading,
        page=hit.page,
        quote=hit.text,
        start=hit.start,
        end=hit.end,
        chunk_id=hit.chunk_id,
        collection=hit.collection.value,
        source=hit.source,
    )
