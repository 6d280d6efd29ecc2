"""A coverage report as rows: for CSV, XLSX and Markdown."""

from collections.abc import Iterator, Sequence

from kb.coverage.report import Coverage, Evidence, Report, State, Way

HEADER = (
    "Family", "Control", "Title", "State", "Found by", "Document", "Version", "Section", "Quote",
    "Says", "Confidence", "By way of", "Valid until", "Note",
)  # fmt: skip
_FOUND = {
    Way.MENTION: "named in the document",
    Way.CROSSWALK: "through a crosswalk",
    Way.MEANING: "by its words and meaning",
}


def rows(report: Report, only: Sequence[State] = tuple(State)) -> Iterator[tuple[str, ...]]:
    """One row a piece of evidence, and one for each control that has none."""
    for control in report.controls:
        if control.state not in only:
            continue
        if not control.evidence:
            yield (*_head(control), *("" for _ in range(9)), control.note)
        for evidence in control.evidence:
            yield (*_head(control), *_tail(evidence, control.note))


def _head(control: Coverage) -> tuple[str, str, str, str]:
    requirement = control.requirement
    title = requirement.title or requirement.text[:120]
    return requirement.family, requirement.id, title, control.state.value


def _tail(evidence: Evidence, note: str) -> tuple[str, ...]:
    cited = evidence.citation
    until = "" if cited.valid_until is None else cited.valid_until.isoformat()
    return (
        found_by(evidence),
        cited.document,
        str(cited.version),
        " > ".join(cited.heading),
        cited.quote.replace("\t", " | "),
        evidence.standing.value,
        f"{evidence.confidence:.2f}",
        way(evidence),
        f"{until} (past)" if cited.expired else until,
        "; ".join(part for part in (evidence.note, note) if part),
    )


def found_by(evidence: Evidence) -> str:
    """How it was found, in words."""
    if evidence.way is Way.CROSSWALK and len(evidence.via) > 1:
        return "through two crosswalks (no direct mapping)"
    return _FOUND[evidence.way]


def way(evidence: Evidence) -> str:
    """The rows of crosswalks that lead to the control, in words; empty for direct evidence."""
    return "; then ".join(
        f"{s.framework} {s.control} ({s.relation.value}) {s.target_framework} {s.target}, "
        f"{s.source}"
        for s in evidence.via
    )


def markdown(report: Report, only: Sequence[State] = tuple(State)) -> str:
    """The report as Markdown: the counts, and one table with each control's best evidence."""
    lines = [f"# Coverage of {plain_cell(report.standard.name)}", "", _subtitle(report), ""]
    lines += ["| State | Controls |", "| --- | ---: |"]
    lines += [f"| {state.value} | {count} |" for state, count in report.counts.items()]
    lines += [
        "",
        "| Control | State | Best evidence | Found | Note |",
        "| --- | --- | --- | --- | --- |",
    ]
    for control in report.controls:
        if control.state in only:
            lines.append(_line(control))
    return "\n".join(lines) + "\n"


def _subtitle(report: Report) -> str:
    return (
        f"State on {report.on.isoformat()}, from {report.documents} documents of the organisation "
        f"({report.passages} passages). A draft made from what the documents say: a person has to "
        "confirm it."
    )


def _line(control: Coverage) -> str:
    best = control.evidence[0] if control.evidence else None
    quote = "" if best is None else f"{best.citation.document}: “{best.citation.quote}”"
    found = "" if best is None else found_by(best)
    cells = (control.requirement.label, control.state.value, quote, found, control.note)
    return "| " + " | ".join(map(plain_cell, cells)) + " |"


def plain_cell(text: str) -> str:
    """Text that cannot break out of a table's cell nor become mark-up."""
    plain = " ".join(text.replace("\t", " ; ").split())
    for mark in "\\`*_[]<>|":
        plain = plain.replace(
            mark, f"\\{mark}" if mark not in "<>" else {"<": "&lt;", ">": "&gt;"}[mark]
        )
    return plain
