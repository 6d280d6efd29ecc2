"""A questionnaire that came with a ticket, filled in as ``vouch fill`` does."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from api.service.storing import safe_name
from api.service.ticket_owners import shown_id
from kb.errors import UnreadableError, VouchError
from kb.records.tickets import Ticket

if TYPE_CHECKING:
    from api.jobs.runner import Control
    from api.service.core import Core
    from kb.questionnaires.desk import Questionnaires, Shown
    from kb.questionnaires.run import Run
    from kb.values.questionnaires import Questionnaire

#: Files that answers can be written into.
SUFFIXES = (".xlsx", ".xlsm", ".csv", ".docx", ".json")


@dataclass(frozen=True, slots=True)
class Filled:
    """A filled questionnaire: the file, its run, and the documents it quotes."""

    name: str
    data: bytes
    run: str
    answered: int
    total: int
    documents: tuple[str, ...]


def fillable(name: str) -> bool:
    """Whether a file may be a questionnaire that answers can be written into."""
    return Path(name).suffix.lower() in SUFFIXES


def fill_file(core: "Core", ticket: Ticket, name: str, data: bytes, control: "Control") -> Filled:
    """Answer a questionnaire into a copy of its file, with what the ticket's audience may see.

    Goes on where it stopped when it is run again. Raises ``VouchError`` with a sentence that says
    why where the file holds no questions or cannot be written.
    """
    from kb.questionnaires.desk import Questionnaires

    desk = Questionnaires(core.base)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / safe_name(name)
        source.write_bytes(data)
        run = _run(desk, ticket, _found(desk, source), data)
        for row in desk.answer(run.id, ticket.actor):
            control.progress(row.number, note=f"{name}: row {row.number}")
        shown = desk.show(run.id)
        target = source.with_name(f"{source.stem} (filled){source.suffix}")
        _fill(desk, shown, target, ticket.actor)
        from kb.questionnaires.run import Outcome

        blank = (Outcome.BLANK, Outcome.WAITING, Outcome.SKIPPED)
        answered = sum(row.outcome not in blank for row in shown.rows)
        return Filled(
            target.name, target.read_bytes(), run.id, answered, len(shown.rows), _cited(shown)
        )


def _found(desk: "Questionnaires", source: Path) -> "Questionnaire":
    from ingest.questionnaires.handling import read_as_told

    try:
        return read_as_told(desk, source)
    except UnreadableError as error:
        raise VouchError(f"{source.name}: {error}") from error


def _run(
    desk: "Questionnaires", ticket: Ticket, questionnaire: "Questionnaire", data: bytes
) -> "Run":
    from kb.questionnaires.run import Options

    options = Options(ticket.audience)
    customer = f"{ticket.tool} {shown_id(ticket)}"
    found = desk.unfinished(questionnaire.digest, customer, options)
    found = found or desk.finished(questionnaire.digest, customer, options)
    return found or desk.start(questionnaire, data, options, customer=customer, by=ticket.actor)


def _fill(desk: "Questionnaires", shown: "Shown", target: Path, by: str) -> None:
    from ingest.questionnaires.handling import hand_over
    from ingest.questionnaires.writing import WriteError
    from kb.questionnaires.reporting import leaving

    try:
        hand_over(desk, shown, target, leaving(shown.rows), by)
    except WriteError as error:
        raise VouchError(f"{shown.run.name} could not be filled: {error}") from error


def _cited(shown: "Shown") -> tuple[str, ...]:
    from api.tickets.wording import documents_of

    return tuple(documents_of([row.answer for row in shown.rows if row.answer is not None]))
