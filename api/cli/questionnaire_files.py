"""Between questionnaires as files and the run that is stored of them."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.cli.output import tell, write_jsonl, wrong_use

if TYPE_CHECKING:
    from kb.questionnaires.desk import Questionnaires, Shown
    from kb.questionnaires.run import Row
    from kb.values.questionnaires import ColumnMap, Questionnaire

_REPORTS = (".jsonl", ".xlsx", ".md", ".html")


def read(
    desk: "Questionnaires", file: Path, maps: "Sequence[ColumnMap]", person: str
) -> "Questionnaire":
    """The questions of a file; what a person said of files of its form counts, and is kept."""
    from ingest.questionnaires.handling import read_as_told

    return read_as_told(desk, file, maps, person)


def parse_maps(texts: Sequence[str] | None) -> "list[ColumnMap]":
    """``SHEET:C=question,D=verdict`` or ``SHEET:skip``; ``SHEET:4-60:…`` names the rows too."""
    return [_parsed(text) for text in texts or ()]


def _parsed(text: str) -> "ColumnMap":
    import re

    from kb.values.questionnaires import ColumnMap, Role

    roles = ", ".join(role.value for role in Role)
    match = re.fullmatch(r"(?P<sheet>.*?):(?:(?P<first>\d+)-(?P<last>\d*):)?(?P<rest>[^:]+)", text)
    if match is None:
        raise wrong_use(f"--map {text}: write SHEET:C=question,D=verdict")
    rest = match["rest"].strip()
    if rest == "skip":
        return ColumnMap(match["sheet"], skip=True)
    columns: dict[str, Role] = {}
    for pair in rest.split(","):
        column, _, role = (part.strip() for part in pair.partition("="))
        if not re.fullmatch(r"[A-Za-z]{1,3}", column) or role not in [r.value for r in Role]:
            raise wrong_use(f"--map {text}: “{pair}” is not COLUMN=ROLE; roles: {roles}")
        columns[column.upper()] = Role(role)
    first, last = int(match["first"] or 0), int(match["last"] or 0)
    return ColumnMap(match["sheet"], columns, first=first, last=last)


def report_target(report: Path | None) -> None:
    """Exit for wrong use where no report can be written under that name."""
    if report is not None and report.suffix.lower() not in _REPORTS:
        raise wrong_use(f"--report {report}: name a file ending in {', '.join(_REPORTS)}")


def export(
    desk: "Questionnaires",
    identity: str,
    out: Path,
    report: Path | None,
    person: str,
    *,
    approved_only: bool = False,
) -> dict[str, Any]:
    """Write the customer's file from a stored run, prove that nothing else changed, and report.

    Formats that take no answers (PDF, text) get a document of their own under ``out``. Returns how
    many cells were written and what was refused.
    """
    from ingest.questionnaires.handling import NO_ANSWERS, hand_over
    from kb.questionnaires.reporting import leaving, report_lines

    shown = desk.show(identity)
    writes = leaving(shown.rows, approved_only=approved_only)
    if shown.run.kind in NO_ANSWERS:
        _document(shown, out)
        done: dict[str, Any] = {"written": len(writes), "refused": [], "notes": []}
        places = {write.place for write in writes}
        desk.exported(identity, person, target=str(out), written=len(writes))
    else:
        found = hand_over(desk, shown, out, writes, person, str(out))
        for refusal in found.refused:
            tell(f"vouch: {refusal.place} was left as it is: {refusal.reason}")
        refused = [{"place": str(one.place), "reason": one.reason} for one in found.refused]
        done = {"written": len(found.places), "refused": refused, "notes": list(found.notes)}
        places = set(found.places)
    if report is not None:
        lines = report_lines(shown.rows, places)
        if report.suffix.lower() == ".jsonl":
            write_jsonl(report, lines)
        else:
            _report(shown.rows, lines, report)
    return done


def _document(shown: "Shown", out: Path) -> None:
    if out.suffix.lower() not in _REPORTS[1:]:
        raise wrong_use(
            f"--out {out}: a {shown.run.kind.value} file takes no answers; name a document of its "
            f"own, ending in {', '.join(_REPORTS[1:])}"
        )
    from kb.questionnaires.reporting import report_lines

    _report(shown.rows, report_lines(shown.rows, ()), out)


def _report(rows: "Sequence[Row]", lines: Sequence[dict[str, Any]], target: Path) -> None:
    from ingest.questionnaires.handling import report_rows
    from ingest.questionnaires.writing import write_report

    write_report(target, report_rows(rows, lines), overwrite=True)
