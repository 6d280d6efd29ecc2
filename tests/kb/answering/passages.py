"""Passages, citations and scored sentences made by hand."""

from datetime import date

from kb.answering.scored import Scored
from kb.answering.units import Unit, units
from kb.values import Audience, Citation, Collection, Passage

TODAY = date(2026, 1, 1)


def passage(text: str, **fields: object) -> Passage:
    """A passage of the organisation's own policies that stands at the start of its document."""
    start = int(fields.pop("start", 0))  # type: ignore[call-overload]
    filled: dict[str, object] = {
        "chunk_id": "a.1.0",
        "document_id": "a",
        "version": 1,
        "title": "Policy",
        "collection": Collection.POLICY,
        "audience": Audience.INTERNAL,
        "heading": (),
        "page": None,
        "context": "",
        "score": 0.5,
    }
    return Passage(text=text, start=start, end=start + len(text), **filled | fields)  # type: ignore[arg-type]


def only_unit(text: str, **fields: object) -> Unit:
    """The single unit of a passage."""
    (unit,) = units(passage(text, **fields))
    return unit


def scored(text: str, document: str = "a", strength: float = 0.9, **fields: object) -> Scored:
    """A sentence that fits its question this well, by words and meaning alike."""
    unit = only_unit(text, document_id=document, chunk_id=f"{document}.1.0", **fields)
    return Scored(unit, score=strength, coverage=strength, meaning=strength)


def cited(quote: str, start: int = 0, **fields: object) -> Citation:
    """A citation of version 1 of a document called "Policy"."""
    filled: dict[str, object] = {
        "document": "Policy",
        "document_id": "a",
        "version": 1,
        "heading": (),
        "page": None,
    }
    return Citation(quote=quote, start=start, end=start + len(quote), **filled | fields)  # type: ignore[arg-type]
