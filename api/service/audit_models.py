"""What the routes of the audit log and of past answers return."""

from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from api.service.paging import Page
from api.service.responses import Answer
from kb.values import Audience

_ROW = "6f0f7a0c1a5b4b6f9a0f1c2d3e4f5a6b"
_HASH = "ab" * 32


class AuditRow(BaseModel):
    """A row of the log. ``position`` is its place from 0; ``erased_by`` the row that erased its
    content, if one did."""

    id: str
    position: int | None = Field(description="Only for callers who may see everything.")
    at: str
    kind: str
    actor: str
    documents: list[str]
    payload: Any
    erased_by: str | None


class AuditPage(Page):
    """A page of the log, the latest first; ``total`` counts what the caller may see."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "total": 1,
                    "limit": 100,
                    "offset": 0,
                    "rows": [
                        {
                            "id": _ROW,
                            "position": 0,
                            "at": "2026-11-23T09:00:00.000Z",
                            "kind": "document",
                            "actor": "key:compliance",
                            "documents": ["90d75915495e3046"],
                            "payload": {"document_id": "90d75915495e3046", "change": "removed"},
                            "erased_by": None,
                        }
                    ],
                }
            ]
        }
    )
    rows: list[AuditRow]


class CheckpointShown(BaseModel):
    """The last signed checkpoint, and how many rows there are now; nulls before the first."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "rows": 1042,
                    "size": 1000,
                    "root": _HASH,
                    "at": "2026-11-23T00:00:00.000Z",
                    "note": "vouch.audit/0a1b2c3d4e5f\n1000\n…",
                    "public_key": "vouch.audit/0a1b2c3d4e5f+65be3406+AX0U…",
                }
            ]
        }
    )
    rows: int
    size: int | None
    root: str | None
    at: str | None
    note: str | None = Field(description="The signed note, as C2SP `tlog-checkpoint` has it.")
    public_key: str | None


class InclusionProof(BaseModel):
    """That a row is one of the first ``size``: SHA-256 of a zero byte and ``leaf`` is
    ``leaf_hash``, from which ``hashes`` lead to ``root`` (RFC 9162, 2.1.3.2)."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "position": 1,
                    "size": 3,
                    "root": _HASH,
                    "leaf": f'[1,"{_ROW}","2026-11-23T09:00:00.000Z","key","cli:a","{_HASH}",[]]',
                    "leaf_hash": _HASH,
                    "hashes": [_HASH, _HASH],
                }
            ]
        }
    )
    position: int
    size: int
    root: str
    leaf: str
    leaf_hash: str
    hashes: list[str]


class ConsistencyProof(BaseModel):
    """That the log of ``first`` rows is the beginning of that of ``second`` (RFC 9162, 2.1.4.2)."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"first": 2, "second": 3, "first_root": _HASH, "second_root": _HASH, "hashes": []}
            ]
        }
    )
    first: int
    second: int
    first_root: str
    second_root: str
    hashes: list[str]


class QuoteStanding(BaseModel):
    """A quote of a past answer and what has become of it: ``state`` is ``same``, ``changed``,
    ``removed`` or ``purged``."""

    document_id: str
    document: str
    version: int
    quote: str
    state: str
    current: int | None
    still_said: bool = Field(description="Whether the present version holds the quoted words.")
    stored: bool = Field(description="Whether they stand in the quoted version, letter for letter.")
    expired: bool


class GivenAnswer(Answer):
    """The answer itself; how long it took is not kept."""

    seconds: float = Field(0.0, exclude=True)


class PastAnswer(BaseModel):
    """An answer as it was given: ``answer`` letter for letter; ``made_by`` what made it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "record": _ROW,
                    "at": "2026-11-23T09:00:00.000Z",
                    "actor": "key:helpdesk",
                    "question": "Is customer data encrypted at rest?",
                    "history": [],
                    "audience": "nda",
                    "answer": {
                        "id": "",
                        "question": "Is customer data encrypted at rest?",
                        "status": "abstained",
                        "verdict": None,
                        "answer": "",
                        "reason": "no_evidence",
                        "confidence": 0.0,
                        "citations": [],
                        "conflicts": [],
                        "closest": [],
                        "note": "Nothing in the documents comes near this question.",
                        "record": _ROW,
                    },
                    "made_by": {"code": "0.1.0", "change": 41},
                    "quotes": [],
                    "as_of": "2026-11-23",
                }
            ]
        }
    )
    record: str
    at: str
    actor: str
    question: str
    history: list[str]
    audience: Audience
    answer: GivenAnswer
    made_by: dict[str, Any]
    quotes: list[QuoteStanding]
    as_of: date = Field(description="The day that `quotes` is about.")
