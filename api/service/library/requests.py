"""What the library's routes take."""

from datetime import date
from typing import Annotated, Any

from pydantic import ConfigDict, Field

from api.service.written import Line, Request, Sentence, Words
from kb.values import Audience, Verdict

Question = Annotated[Sentence, Field(min_length=1)]


class Quoted(Request):
    """Words of a document, word for word; they are looked up in its present version."""

    document_id: Annotated[Line, Field(min_length=1)]
    quote: Annotated[Words, Field(min_length=1)]


class EntryDraft(Request):
    """A new entry."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "question": "Do you encrypt backups at rest?",
                    "answer": "All backups are encrypted at rest with AES-256.",
                    "verdict": "yes",
                    "wordings": ["Are backups encrypted?"],
                    "tags": ["backup"],
                    "owner": "Head of Platform",
                    "audience": "nda",
                    "valid_until": "2027-05-04",
                }
            ]
        }
    )

    question: Question
    answer: Words = ""
    verdict: Verdict | None = None
    wordings: list[Question] = Field([], max_length=50)
    evidence: list[Quoted] = Field([], max_length=30)
    owner: Line = ""
    tags: list[Line] = Field([], max_length=50)
    product: Line = ""
    audience: Audience | None = Field(
        None, description="Who may be given it; the key's own audience if left out."
    )
    valid_until: date | None = None


class EntryPatch(Request):
    """What changes; what is left out stays. Lists replace the whole list."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"valid_until": "2027-12-31", "tags": ["backup"]}]}
    )

    question: Question | None = None
    answer: Words | None = None
    verdict: Verdict | None = None
    wordings: list[Question] | None = Field(None, max_length=50)
    evidence: list[Quoted] | None = Field(None, max_length=30)
    owner: Line | None = None
    tags: list[Line] | None = Field(None, max_length=50)
    product: Line | None = None
    audience: Audience | None = None
    valid_until: date | None = None

    def given(self) -> dict[str, Any]:
        """The fields that were sent; null takes away a verdict or a last day."""
        sent = {name: getattr(self, name) for name in self.model_fields_set}
        return {
            name: value
            for name, value in sent.items()
            if value is not None or name in ("verdict", "valid_until")
        }


class FromAnswer(Request):
    """An answer given before, by its `record`."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"record": "6f0f7a0c1a5b4b6f9a0f1c2d3e4f5a6b"}]}
    )

    record: Annotated[Line, Field(min_length=1)]
