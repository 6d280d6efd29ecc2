"""From answers to the customer's file, filled in and otherwise unharmed.

``fill`` writes the file, ``compare`` shows that nothing but the answers changed, ``write_report``
writes a report beside it for the reviewer. A file's bytes are patched, never written anew.
"""

from ingest.questionnaires.writing.compare import Differences, compare
from ingest.questionnaires.writing.errors import WriteError
from ingest.questionnaires.writing.fill import fill
from ingest.questionnaires.writing.outcome import FillReport, Refusal
from ingest.questionnaires.writing.report import write_report
from ingest.questionnaires.writing.report_rows import Evidence, ReportRow

__all__ = [
    "Differences",
    "Evidence",
    "FillReport",
    "Refusal",
    "ReportRow",
    "WriteError",
    "compare",
    "fill",
    "write_report",
]
