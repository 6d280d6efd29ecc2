"""A coverage report and its statement of applicability as the bytes of a file."""

from kb.coverage import files
from kb.coverage.applicability import HEADER as ENTRY_HEADER
from kb.coverage.applicability import statement
from kb.coverage.page import page
from kb.coverage.report import Report, State
from kb.coverage.tables import HEADER, markdown, rows

_REMARK = (
    "A draft made from what the documents say. Every cell has to be confirmed by a person before "
    "this is used."
)


def report_bytes(report: Report, suffix: str, *, gaps: bool = False) -> bytes:
    """The report as ``html``, ``md``, ``csv`` or ``xlsx``; with ``gaps`` only what is open."""
    only = (State.GAP, State.OUT_OF_DATE) if gaps else tuple(State)
    if suffix == "html":
        return page(report, only).encode()
    if suffix == "md":
        return markdown(report, only).encode()
    if suffix == "csv":
        return files.as_csv(HEADER, rows(report, only))
    return files.as_workbook("Coverage", HEADER, rows(report, only))


def applicability_bytes(report: Report, suffix: str) -> bytes:
    """The draft statement of applicability as ``docx``, ``md`` or ``xlsx``."""
    entries = [entry.cells for entry in statement(report)]
    title = f"Statement of applicability (draft): {report.standard.name}"
    remark = f"{_REMARK} State on {report.on.isoformat()}."
    if suffix == "docx":
        return files.as_document(title, remark, ENTRY_HEADER, entries)
    if suffix == "md":
        return files.as_markdown(title, remark, ENTRY_HEADER, entries)
    return files.as_workbook("Draft SoA", ENTRY_HEADER, entries)
