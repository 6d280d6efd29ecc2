"""Between questionnaires as files and the runs that are stored of them."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.questionnaires.reading.request import read_questionnaire
from ingest.questionnaires.writing.compare import compare
from ingest.questionnaires.writing.errors import WriteError
from ingest.questionnaires.writing.fill import fill
from ingest.questionnaires.writing.outcome import Refusal
from ingest.questionnaires.writing.report_rows import Evidence, ReportRow
from kb.questionnaires.desk import Questionnaires, Shown
from kb.questionnaires.run import Row
from kb.records.questionnaires_log import Refused
from kb.values.questionnaires import CellWrite, ColumnMap, FileKind, Place, Questionnaire

__all__ = ["NO_ANSWERS", "Returned", "give_back", "hand_over", "read_as_told", "report_rows"]

#: The kinds of file that take no answers: a document of its own is made instead.
NO_ANSWERS = (FileKind.PDF, FileKind.TEXT)


@dataclass(frozen=True, slots=True)
class Returned:
    """What was written into the customer's file, what was refused, and what a person should know
    of the file as a whole."""

    places: tuple[Place, ...]
    refused: tuple[Refusal, ...] = ()
    notes: tuple[str, ...] = ()


def read_as_told(
    desk: Questionnaires, file: Path, maps: Sequence[ColumnMap] = (), person: str = ""
) -> Questionnaire:
    """The questions of a file; what a person said of files of its form counts.

    ``maps`` are what ``person`` says now, and are remembered for the form. Raises as
    ``read_questionnaire`` does.
    """
    found = read_questionnaire(file)
    held = {one.sheet: one for one in desk.maps(found.shape)}
    if maps:
        desk.remember(found.shape, maps, person)
        held |= {one.sheet: one for one in maps}
    return read_questionnaire(file, maps=tuple(held.values())) if held else found


def give_back(
    desk: Questionnaires, shown: Shown, target: Path, writes: Sequence[CellWrite]
) -> Returned:
    """Write a run's file with these answers to ``target``, and prove that nothing else changed.

    Raises ``WriteError`` where it would be otherwise; then there is no file.
    """
    with tempfile.TemporaryDirectory() as folder:
        # The stored file, not the one on disk: that may have changed since it was read.
        source = Path(folder) / Path(shown.run.name).name
        source.write_bytes(desk.file(shown.run.id))
        result = fill(source, target, writes, shown.run.kind, overwrite=True)
        difference = compare(source, target, result.written, shown.run.kind)
    if not difference.clean:
        target.unlink(missing_ok=True)
        raise WriteError(
            f"{target.name} was not kept: it would differ in {'; '.join(difference.unexpected)}"
        )
    return Returned(result.written, result.refused, result.notes)


def hand_over(
    desk: Questionnaires,
    shown: Shown,
    target: Path,
    writes: Sequence[CellWrite],
    by: str,
    named: str = "",
) -> Returned:
    """As ``give_back``, and note in the log that ``by`` gave it out as ``named`` (the target's own
    name if left out), with the cells that were refused."""
    found = give_back(desk, shown, target, writes)
    refused = [Refused(one.place, one.reason) for one in found.refused]
    desk.exported(
        shown.run.id,
        by,
        target=named or target.name,
        written=len(found.places),
        refused=refused,
        notes=found.notes,
    )
    return found


def report_rows(rows: Sequence[Row], lines: Sequence[dict[str, Any]]) -> list[ReportRow]:
    """The rows of a report for people; ``lines`` are those of ``report_lines`` for ``rows``."""
    made = []
    for row, line in zip(rows, lines, strict=True):
        cited = row.answer.citations if row.answer is not None else ()
        reasons = [line["reason"] or "", *line["notes"], *line["contradicts"]]
        told = [text for text in reasons if text]
        made.append(
            ReportRow(
                question=row.item.text,
                answer=line["answer"]
                or (f"(held back) {line['withheld']}" if line["withheld"] else ""),
                status=line["status"],
                verdict=line["verdict"] or "",
                reason="\n".join(told),
                ask=line["ask"],
                ref=row.item.ref,
                place=row.item.place,
                evidence=tuple(Evidence(c.document, c.quote, c.heading, c.page) for c in cited),
            )
        )
    return made
