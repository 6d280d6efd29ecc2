"""Cases, answers and documents for the tests of the measures; nothing is stored."""

from dataclasses import dataclass, field
from typing import Any

from evals.answers.gold import asked
from evals.answers.values import Observation, Result, Row
from evals.cases import GoldCase
from kb.values import (
    Answer,
    Audience,
    Citation,
    Collection,
    Conflict,
    ConflictValue,
    Passage,
    Question,
    Reason,
    Status,
    Verdict,
)

BACKUP = "Backups are encrypted with AES-256. They are kept for 35 days. Nobody may copy them."
OTHER = "The canteen opens at noon. Lunch is kept warm for 35 days of the summer."
GUIDE = "A good backup policy keeps copies for 35 days."
TEXTS = {"policy/backup.md": BACKUP, "policy/canteen.md": OTHER, "reference/guide.md": GUIDE}


@dataclass
class FakeDocuments:
    """Documents held in memory, each of one passage; a file's name is its id."""

    texts: dict[str, str] = field(default_factory=lambda: dict(TEXTS))
    audiences: dict[str, Audience] = field(default_factory=dict)

    def text(self, cited: Citation) -> str:
        return self.texts.get(cited.document_id, "")

    def passage(self, cited: Citation) -> str:
        return self.text(cited)

    def file(self, document_id: str) -> str:
        return document_id

    def place(self, document_id: str) -> tuple[Collection, Audience] | None:
        if document_id not in self.texts:
            return None
        audience = self.audiences.get(document_id, Audience.INTERNAL)
        return Collection(document_id.split("/")[0]), audience

    def collection(self, file: str) -> Collection | None:
        place = self.place(file)
        return None if place is None else place[0]

    def external_id(self, document_id: str) -> str:
        return document_id


def gold(**changes: Any) -> GoldCase:
    """A case about how long backups are kept; fields of ``expect`` are given as ``expect_…``."""
    expect: dict[str, Any] = {
        "status": "grounded",
        "must": [["35 days"]],
        "evidence": [{"file": "policy/backup.md", "any_of": ["kept for 35 days"]}],
    }
    fields = {"id": "x-1", "kind": "fact", "question": "How long are backups kept?"}
    for name, value in changes.items():
        if name.startswith("expect_"):
            expect[name.removeprefix("expect_")] = value
        else:
            fields[name] = value
    return GoldCase.model_validate({**fields, "expect": expect})


def blank_case(**changes: Any) -> GoldCase:
    """A case that has no answer."""
    expect = {"status": "abstained", "reason": ["value_missing"]} | changes.pop("expect", {})
    fields = {"id": "x-0", "kind": "abstain", "question": "Who makes the backups?"}
    return GoldCase.model_validate({**fields, **changes, "expect": expect})


def practice(verdict: str, **changes: Any) -> GoldCase:
    """A closed question."""
    fields = {"kind": "practice", "question": "Are backups encrypted?", "expect_must": []}
    return gold(**fields, expect_verdict=verdict, **changes)


def cite(quote: str, file: str = "policy/backup.md") -> Citation:
    """A citation of ``quote``, where it stands in the file or else at its beginning."""
    start = max(TEXTS.get(file, "").find(quote), 0)
    return Citation(file, file, 1, (), None, quote, start, start + len(quote))


def answer(text: str = "35 days.", *cited: Citation, **fields: Any) -> Answer:
    """A grounded answer."""
    question = Question("How long are backups kept?")
    made: dict[str, Any] = {"status": Status.GROUNDED, "answer": text, "citations": cited}
    return Answer(question, **(made | fields))


def blank(reason: Reason = Reason.NO_EVIDENCE, **fields: Any) -> Answer:
    """An abstention."""
    return Answer(Question("How long?"), Status.ABSTAINED, reason=reason, **fields)


def yes(*cited: Citation) -> Answer:
    """A bare yes."""
    return answer("Yes.", *cited, verdict=Verdict.YES)


def conflict(*values: tuple[str, Citation]) -> Conflict:
    """A conflict of these values."""
    return Conflict("kept for", tuple(ConflictValue(v, c) for v, c in values))


def seen(
    case: GoldCase,
    given: Answer,
    *hits: Passage,
    documents: FakeDocuments | None = None,
) -> Observation:
    """What the evaluators judge."""
    return Observation(asked(case), given, hits, documents or FakeDocuments())


def hit(text: str, file: str = "policy/backup.md") -> Passage:
    """A search hit."""
    return Passage(
        chunk_id=f"{file}-{text}",
        document_id=file,
        version=1,
        title=file,
        collection=Collection(file.split("/")[0]),
        audience=Audience.INTERNAL,
        text=text,
        start=0,
        end=len(text),
        heading=(),
        page=None,
        context="",
        score=0.5,
    )


def row(identity: str, *, correct: float = 1.0, **fields: Any) -> Row:
    """A judged case."""
    made: dict[str, Any] = {
        "groups": ("kind: fact",),
        "right": "none",
        "given": "none",
        "answered": True,
        "confidence": 0.5,
        "milliseconds": 10.0,
        "results": (Result("correct", correct),),
    }
    return Row(id=identity, **(made | fields))
