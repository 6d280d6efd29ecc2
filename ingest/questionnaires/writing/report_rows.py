"""What a reviewer sees of a question and its answer."""

from dataclasses import dataclass

from ingest.questionnaires.writing.texts import clean
from kb.values.questionnaires import Place

__all__ = ["COLUMNS", "Evidence", "ReportRow", "columns"]

#: The headings of a report, in order.
COLUMNS = (
    *("Place", "Ref", "Question", "Answer", "Status", "Verdict", "Reason"),
    *("Ask", "Evidence"),
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage that an answer rests on: ``quote`` is verbatim, ``page`` counts from 1."""

    document: str
    quote: str
    heading: tuple[str, ...] = ()
    page: int | None = None

    @property
    def source(self) -> str:
        """Document, heading and page in one line."""
        page = f"page {self.page}" if self.page is not None else ""
        return ", ".join(filter(None, (self.document, " > ".join(self.heading), page)))


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A question of a questionnaire, its answer, and what stands behind it.

    ``status``, ``verdict`` and ``reason`` are those of ``kb.values.Answer``, ``""`` for none;
    ``ask`` is whom to ask where the answer is blank or in doubt.
    """

    question: str
    answer: str = ""
    status: str = ""
    verdict: str = ""
    reason: str = ""
    ask: str = ""
    ref: str = ""
    place: Place | None = None
    evidence: tuple[Evidence, ...] = ()


def columns(row: ReportRow) -> tuple[str, ...]:
    """The texts of a row under ``COLUMNS``."""
    evidence = "\n\n".join(f"“{one.quote}” ({one.source})" for one in row.evidence)
    place = str(row.place) if row.place else ""
    texts = (place, row.ref, row.question, row.answer, row.status, row.verdict, row.reason)
    return tuple(clean(text) for text in (*texts, row.ask, evidence))
