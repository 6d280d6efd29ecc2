"""What the commands on questionnaires share: the rows meant, and how they are named."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.output import knowledge_base, wrong_use

if TYPE_CHECKING:
    from kb.questionnaires.desk import Questionnaires, Shown
    from kb.questionnaires.run import Row

Identity = Annotated[
    str, typer.Argument(metavar="ID", help="The run; its first characters are enough.")
]
Rows = Annotated[
    list[str] | None,
    typer.Option("--row", metavar="N", help="A row's number or reference; may be repeated."),
]
Everything = Annotated[
    bool, typer.Option("--all", help="Every row but those that need a look of their own.")
]
Section = Annotated[
    str | None, typer.Option("--section", metavar="TEXT", help="Rows of this sheet or section.")
]
Status = Annotated[
    str | None,
    typer.Option("--status", metavar="NAME", help="Rows approved, grounded, edited or blank."),
]


@contextmanager
def opened() -> "Iterator[Questionnaires]":
    """The desk of questionnaires of the data folder, closed at the end of the block."""
    from kb.questionnaires.desk import Questionnaires

    with knowledge_base() as base:
        yield Questionnaires(base)


def chosen(
    shown: "Shown",
    rows: Sequence[str] | None,
    section: str | None = None,
    status: str | None = None,
    *,
    everything: bool = False,
) -> list[int]:
    """The numbers of the rows meant; wrong use where none is."""
    found: list[int] = []
    for name in rows or ():
        same = [r.number for r in shown.rows if name in (str(r.number), r.item.ref, r.item.id)]
        if len(same) != 1 and not (name.isdigit() and int(name) in same):
            raise wrong_use(f"--row {name}: {'several rows have' if same else 'no row has'} it")
        found.append(int(name) if name.isdigit() and int(name) in same else same[0])
    if section or status or everything:
        found += [r.number for r in shown.rows if _within(r, section, status, shown)]
    if not found:
        raise wrong_use("no row is meant: use --row, --section, --status or --all")
    return list(dict.fromkeys(found))


def _within(row: "Row", section: str | None, status: str | None, shown: "Shown") -> bool:
    from kb.questionnaires.summary import outcome_of

    titles = " ".join((row.item.place.sheet, *row.item.section)).casefold()
    outcome = outcome_of(row, shown.summary.skipped).value
    return (not section or section.casefold() in titles) and (not status or status == outcome)
