"""``vouch coverage``, ``conflicts`` and ``crosswalk``: reports over everything that is stored."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.output import (
    JsonFlag,
    check_target,
    counted,
    knowledge_base,
    progress,
    say,
    say_wrapped,
    short_path,
    tell,
    tell_if_empty,
    write_json,
    wrong_use,
)

if TYPE_CHECKING:
    from kb.coverage.report import Coverage, Report
    from kb.coverage.standards import Standards
    from kb.disagreements.report import Disagreement
    from kb.knowledge_base import KnowledgeBase

Export = Annotated[
    Path | None,
    typer.Option("--export", metavar="FILE", help="Write it to a file: .xlsx, .csv, .html or .md."),
]
_EXPORTS = ("xlsx", "csv", "html", "md")
_SHOWN = 2


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("coverage")(coverage)
    app.command("conflicts")(conflicts)
    app.command("crosswalk")(crosswalk)


def coverage(
    framework: Annotated[
        str | None,
        typer.Argument(
            metavar="FRAMEWORK", help='Its name or id, "ISO 27001"; without it, those there are.'
        ),
    ] = None,
    export: Export = None,
    soa: Annotated[
        Path | None,
        typer.Option(
            "--soa",
            metavar="FILE",
            help="Write a draft statement of applicability: .xlsx, .docx or .md.",
        ),
    ] = None,
    gaps: Annotated[
        bool, typer.Option("--gaps", help="Only controls without evidence that is in date.")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Hold each control of a framework against your documents.

    Only documents of the policy collection count. What is found is a draft for a person to
    confirm.

    Example: vouch coverage "ISO 27001" --export coverage.html --soa soa.xlsx
    """
    from kb.coverage.contract import report_json
    from kb.coverage.standards import Standards

    _check(export, _EXPORTS)
    _check(soa, ("xlsx", "docx", "md"))
    with knowledge_base() as base:
        tell_if_empty(base)
        base.check_model()
        known = Standards.read(base.records, base.settings.top)
        if framework is None:
            if export is not None or soa is not None:
                raise wrong_use("name the framework to write a report of")
            _list(known, as_json=as_json)
            return
        report = _survey(base, known, framework)
    _write_coverage(report, export, soa, gaps=gaps)
    if as_json:
        write_json(report_json(report, _shown(report, gaps=gaps)))
    elif export is None and soa is None:
        _say_coverage(report, gaps=gaps)


def _survey(base: "KnowledgeBase", known: "Standards", framework: str) -> "Report":
    from kb.coverage.survey import Surveyor

    standard = known.find(framework)
    if standard.origin != "catalogue":
        tell(
            f"{standard.name}: no catalogue is loaded, so only the "
            f"{counted(len(standard.requirements), 'control')} that a {_ORIGINS[standard.origin]} "
            "names are looked for"
        )
    with progress() as shown:
        shown.stage(f"Controls of {standard.id}", len(standard.requirements))
        return Surveyor(base.records, base.embedder, base.model).survey(
            known, standard, base.settings.top, shown.advance
        )


_ORIGINS = {"crosswalk": "crosswalk", "documents": "document"}


def _check(path: Path | None, allowed: tuple[str, ...]) -> None:
    """Exit for wrong use unless such a file can be written: before the work, not after."""
    from kb.coverage.files import suffix_of

    if path is not None:
        suffix_of(path, allowed)
        check_target(path)


def _list(known: "Standards", *, as_json: bool) -> None:
    rows = [
        {"id": s.id, "name": s.name, "controls": len(s.requirements), "from": s.origin}
        for s in known.all
    ]
    if as_json:
        write_json(rows)
        return
    for row in rows:
        say(f"{row['id']:<34}  {row['controls']:>5}  {row['from']:<10}  {row['name']}")
    tell(counted(len(rows), "framework"))


def _write_coverage(report: "Report", export: Path | None, soa: Path | None, *, gaps: bool) -> None:
    from kb.coverage.export import applicability_bytes, report_bytes
    from kb.coverage.files import write

    if export is not None:
        write(export, report_bytes(report, export.suffix.lower().lstrip("."), gaps=gaps))
        tell(f"wrote {short_path(str(export))}")
    if soa is not None:
        write(soa, applicability_bytes(report, soa.suffix.lower().lstrip(".")))
        tell(f"wrote {short_path(str(soa))}: a draft; a person has to confirm every row")


def _say_coverage(report: "Report", *, gaps: bool) -> None:
    from kb.coverage.tables import found_by

    for control in _shown(report, gaps=gaps):
        note = f" ({control.note})" if control.note else ""
        say_wrapped(f"{control.state.value:<12}{control.requirement.label[:100]}{note}", "", "    ")
        for evidence in control.evidence[:_SHOWN]:
            quote = " ".join(evidence.citation.quote.split())
            told = "" if evidence.standing.value == "done" else f" ({evidence.standing.value})"
            say_wrapped(
                f"{evidence.citation.document}, {found_by(evidence)}{told}: {quote}",
                "    ",
                "      ",
            )
    counts = ", ".join(f"{count} {state.value}" for state, count in report.counts.items())
    tell(f"{report.standard.name}: {counts}. A draft: a person has to confirm it.")


def _shown(report: "Report", *, gaps: bool) -> "list[Coverage]":
    from kb.coverage.report import State

    open_ = (State.GAP, State.OUT_OF_DATE)
    return [c for c in report.controls if not gaps or c.state in open_]


def conflicts(
    export: Export = None,
    topic: Annotated[
        str, typer.Option("--topic", metavar="WORDS", help="Only what these words are about.")
    ] = "",
    every: Annotated[
        bool, typer.Option("--all", help="Those that an edition, a date or a scope explains, too.")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Find documents that disagree on the same thing.

    Policies are held against policies, reference documents against one another. The surest come
    first; a person has to judge each.

    Example: vouch conflicts --topic "backup retention"
    """
    from kb.coverage.files import write
    from kb.disagreements.contract import disagreement_json
    from kb.disagreements.export import survey_bytes
    from kb.disagreements.survey import Examiner

    _check(export, _EXPORTS)
    with knowledge_base() as base:
        tell_if_empty(base)
        base.check_model()
        with progress() as shown:
            found = Examiner(base.records, base.embedder, base.contrasts).survey(
                base.settings.top,
                topic=topic,
                started=lambda total: shown.stage("Statements", total),
                done=shown.advance,
            )
    open_ = [d for d in found.found if every or d.why is None]
    if export is not None:
        write(export, survey_bytes(found, open_, export.suffix.lower().lstrip(".")))
        tell(f"wrote {short_path(str(export))}")
    if as_json:
        write_json([disagreement_json(d) for d in open_])
    elif export is None:
        for one in open_:
            _say_disagreement(one)
    explained = sum(d.why is not None for d in found.found)
    hidden = "" if every or not explained else f"; {explained} explained ones with --all"
    tell(f"{counted(len(open_), 'conflict')} in {counted(found.statements, 'statement')}{hidden}")


def _say_disagreement(one: "Disagreement") -> None:
    reason = f": {one.why.value}" if one.why is not None else ""
    detail = f" ({one.detail})" if one.detail else ""
    say_wrapped(f"{one.topic} [{one.kind.value}, {one.confidence:.2f}]{reason}{detail}", "", "  ")
    for side in one.sides:
        quote = " ".join(side.citation.quote.split())
        say_wrapped(f"{side.value} - {side.citation.document}: {quote}", "  ", "    ")


def crosswalk(
    source: Annotated[str, typer.Argument(metavar="FROM", help="A framework's name or id.")],
    target: Annotated[str, typer.Argument(metavar="TO", help="Another framework's.")],
    as_json: JsonFlag = False,
) -> None:
    """List the rows that map one framework to another.

    Rows read the other way round are turned. Nothing is inferred.

    Example: vouch crosswalk "SOC 2" "ISO 27001"
    """
    from kb.coverage.links import Links
    from kb.coverage.standards import Standards, natural

    with knowledge_base() as base:
        known = Standards.read(base.records, base.settings.top)
        left, right = known.find(source), known.find(target)
        steps = Links.read(base.records, known, base.settings.top).between(left.id, right.id)
    steps = sorted(steps, key=lambda s: (natural(s.control), natural(s.target), s.source))
    if as_json:
        write_json(
            [
                {
                    "from": s.control,
                    "to": s.target,
                    "relation": s.relation.value,
                    "source": s.source,
                }
                for s in steps
            ]
        )
        return
    for step in steps:
        say(f"{step.control:<16}  {step.relation.value:<8}  {step.target:<16}  {step.source}")
    tell(f"{counted(len(steps), 'row')} from {left.id} to {right.id}")
