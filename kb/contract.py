"""The JSON that others build on: one shape in the command line, the service and batch files."""

from datetime import date
from typing import Any

from kb.values import Answer, Citation, Passage

Json = dict[str, Any]


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def citation_json(cited: Citation) -> Json:
    """A citation; ``start`` and ``end`` count characters of that version's stored text."""
    return {
        "document": cited.document,
        "document_id": cited.document_id,
        "version": cited.version,
        "heading": list(cited.heading),
        "page": cited.page,
        "quote": cited.quote,
        "start": cited.start,
        "end": cited.end,
        "valid_until": _day(cited.valid_until),
        "expired": cited.expired,
        "chunk_id": cited.chunk_id,
        "collection": cited.collection,
        "source": cited.source,
    }


def answer_json(answer: Answer) -> Json:
    """An answer; ``closest`` are passages near the question that do not answer it."""
    return {
        "id": answer.id,
        "question": answer.question.text,
        "status": answer.status.value,
        "verdict": None if answer.verdict is None else answer.verdict.value,
        "answer": answer.answer,
        "reason": None if answer.reason is None else answer.reason.value,
        "confidence": answer.confidence,
        "citations": [citation_json(cited) for cited in answer.citations],
        "conflicts": [
            {
                "topic": conflict.topic,
                "values": [
                    {"value": v.value, "citation": citation_json(v.citation)}
                    for v in conflict.values
                ],
            }
            for conflict in answer.conflicts
        ],
        "closest": [citation_json(cited) for cited in answer.nearest],
        "note": answer.note,
        "equivalence": None if answer.equivalence is None else answer.equivalence.value,
    }


def hit_json(passage: Passage) -> Json:
    """A search hit."""
    return {
        "document": passage.title,
        "document_id": passage.document_id,
        "version": passage.version,
        "external_id": passage.external_id or None,
        "chunk_id": passage.chunk_id,
        "score": round(passage.score, 6),
        "text": passage.text,
        "heading": list(passage.heading),
        "page": passage.page,
        "start": passage.start,
        "end": passage.end,
        "collection": passage.collection.value,
        "audience": passage.audience.value,
        "source": passage.source,
    }
