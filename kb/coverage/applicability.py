"""A draft statement of applicability, from a coverage report. A person has to confirm each cell."""

from dataclasses import dataclass

from kb.coverage.report import Coverage, Report, State

HEADER = (
    "Control", "Title", "Applicable", "Justification", "Implementation status",
    "Evidence reference", "Confirmed by", "Date",
)  # fmt: skip
DRAFT = "Draft, to be confirmed: "
_STATUS = {
    State.COVERED: "implemented, as far as the documents say",
    State.PARTLY: "partly implemented, or shown only in part",
    State.OUT_OF_DATE: "evidence is out of date",
    State.GAP: "no evidence found",
}
_REFERENCES = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """One control's row. ``confirmed_by`` and ``date`` are left for the person who confirms."""

    control: str
    title: str
    applicable: str
    justification: str
    status: str
    evidence: str

    @property
    def cells(self) -> tuple[str, ...]:
        """The row, in the order of ``HEADER``."""
        return (
            self.control, self.title, self.applicable, self.justification, self.status,
            self.evidence, "", "",
        )  # fmt: skip


def statement(report: Report) -> list[Entry]:
    """One entry a control: applicable unless a document that names it says that it is not."""
    return [_entry(control) for control in report.controls]


def _entry(control: Coverage) -> Entry:
    excluded = control.excluded
    requirement = control.requirement
    if excluded is not None:
        quote = excluded.citation.quote.replace("\t", " | ")
        applicable = f"{DRAFT}no"
        reason = f"{DRAFT}{excluded.citation.document} says: “{quote}”"
        status = f"{DRAFT}not applicable"
    else:
        applicable = f"{DRAFT}yes"
        reason = f"{DRAFT}no document says that it does not apply; name the risk or duty it answers"
        note = f" ({control.note})" if control.note else ""
        status = f"{DRAFT}{_STATUS[control.state]}{note}"
    return Entry(
        requirement.id,
        requirement.title or requirement.text[:120],
        applicable,
        reason,
        status,
        f"{DRAFT}{_references(control)}",
    )


def _references(control: Coverage) -> str:
    found: dict[str, None] = {}
    for evidence in control.evidence:
        cited = evidence.citation
        section = f", {cited.heading[-1]}" if cited.heading else ""
        past = " (out of date)" if cited.expired else ""
        found[f"{cited.document} (version {cited.version}){section}{past}"] = None
    return "; ".join(list(found)[:_REFERENCES]) or "none found"
