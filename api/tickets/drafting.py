"""From what a customer said to a draft that agents see: answers, and questionnaires filled in."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import structlog

from api.tickets.addresses import RefusedAddressError
from api.tickets.asking import ask_each
from api.tickets.events import Event, Tool
from api.tickets.filling import Filled, fill_file, fillable
from api.tickets.reading import before, is_automatic, questions
from api.tickets.web import DeliveryError
from api.tickets.wording import Asked, answer_text, documents_of, note_text
from kb.errors import VouchError
from kb.records import audit, ticket_outbox, tickets
from kb.records.tickets import Stored, Ticket

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from api.jobs.runner import Control
    from api.service.core import Core

#: Most files of one ticket that are filled in at a time.
_MOST_FILES = 5
log = structlog.get_logger()


@dataclass(frozen=True)
class Drafted:
    """What a draft is made of. ``seen`` are the ids of the tool's files that were looked at."""

    asked: tuple[Asked, ...] = ()
    filled: tuple[Filled, ...] = ()
    remarks: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to say."""
        return not self.asked and not self.filled and not self.remarks


def draft(
    core: "Core", tool: Tool, ticket: Ticket, stored: Stored, event: Event, control: "Control"
) -> None:
    """Answer an event and queue the draft, unless there is nothing to answer."""
    if is_automatic(event.subject if event.kind == "opened" else "", event.text):
        made = Drafted()
    else:
        asked = questions(event.text, event.subject if event.kind == "opened" else "")
        history = [*ticket.content.get("asked", ()), *filter(None, [before(event.text)])]
        answers = ask_each(core, ticket, asked, control, history)
        made = replace(_files(core, tool, ticket, control), asked=tuple(answers))
    with core.base.records.write() as connection:
        queue(connection, tool, ticket.id, stored, made)


def queue(
    connection: "Connection", tool: Tool, ticket_id: str, stored: Stored, made: Drafted
) -> None:
    """Store a draft and queue it, if this event was not dealt with meanwhile."""
    ticket = tickets.get(connection, ticket_id, lock=True)
    if not tickets.finish(connection, stored) or ticket.state == "stopped":
        return
    content = dict(ticket.content)
    content["files"] = sorted({*content.get("files", ()), *made.seen})
    if made.empty:
        state = "quiet" if ticket.state == "received" else ticket.state
        tickets.save(connection, ticket.id, state, content)
        return
    number = int(content.get("drafts", 0)) + 1
    questions_asked = [one.question for one in made.asked]
    content |= {
        "drafts": number,
        "asked": [*content.get("asked", ()), *questions_asked][-20:],
        "last": questions_asked or content.get("last", []),
    }
    _queue_note(connection, tool, ticket, number, made)
    tickets.save(connection, ticket.id, "drafted", content)


def _queue_note(
    connection: "Connection", tool: Tool, ticket: Ticket, number: int, made: Drafted
) -> None:
    files: list[dict[str, Any]] = []
    for one in made.filled:
        stem, dot, suffix = one.name.rpartition(".")
        name = f"{stem} {number}{dot}{suffix}"
        kept = tickets.put_file(connection, ticket.id, "filled", name, one.data, one.documents)
        files.append({"id": kept.id, "name": name, "documents": list(one.documents)})
    remarks = list(made.remarks)
    if files and not tool.holds_files_back:
        remarks.append(
            "Here a file cannot be held back from the customer, so it is attached only when you "
            f"approve; until then it is at /v1/tickets/{ticket.id} of Vouch's service."
        )
    text = answer_text(made.asked)
    documents = documents_of([one.answer for one in made.asked])
    note = note_text(number, text, [str(file["name"]) for file in files], remarks)
    key = f"{ticket.id}:draft:{number}"
    content = {
        "number": number,
        "text": text,
        "note": note,
        "files": files,
        "documents": documents,
        "records": [one.record for one in made.asked],
    }
    ticket_outbox.put(connection, key, ticket.id, "draft", content)
    audit.append(
        connection,
        "ticket.draft",
        {"ticket": ticket.id, "draft": number, "records": content["records"]},
        actor=ticket.actor,
    )
    if tool.holds_files_back:
        for order, file in enumerate(files, 1):
            told = {**file, "note": f"Filled for draft {number}, not sent: {file['name']}"}
            ticket_outbox.put(connection, f"{key}:file:{order}", ticket.id, "draft-file", told)


def _files(core: "Core", tool: Tool, ticket: Ticket, control: "Control") -> Drafted:
    """The questionnaires among the files that were not looked at before, filled in."""
    most = core.base.settings.upload_bytes
    with core.base.records.read() as connection:
        own = {one.name for one in tickets.files(connection, ticket.id)}
    known = {*ticket.content.get("files", ())}
    try:
        listed = tool.files(ticket.external_id)
    except DeliveryError as error:
        if error.again:
            raise
        return Drafted(remarks=(f"Its files could not be read: {error}.",))
    fresh = [f for f in listed if f.id not in known and f.name not in own]
    filled: list[Filled] = []
    remarks: list[str] = []
    wanted = [file for file in fresh if fillable(file.name)]
    for file in wanted[:_MOST_FILES]:
        if file.size > most:
            remarks.append(f"{file.name} is larger than {most:,} bytes and was not read.")
            continue
        try:
            data = tool.fetch(file, most)
        except (DeliveryError, RefusedAddressError) as error:
            if isinstance(error, DeliveryError) and error.again:
                raise
            remarks.append(f"{file.name} could not be fetched: {error}.")
            continue
        done = fill_or_say(core, ticket, file.name, data, control, remarks)
        filled += [done] if done is not None else []
    if len(wanted) > _MOST_FILES:
        left = ", ".join(file.name for file in wanted[_MOST_FILES:])
        remarks.append(f"More files than are read at a time; not read: {left}.")
    seen = tuple(file.id for file in fresh)
    return Drafted(filled=tuple(filled), remarks=tuple(remarks), seen=seen)


def fill_or_say(
    core: "Core",
    ticket: Ticket,
    name: str,
    data: bytes,
    control: "Control",
    remarks: list[str],
) -> Filled | None:
    """A filled questionnaire with a remark on how far it went, or None with one that says why."""
    try:
        done = fill_file(core, ticket, name, data, control)
    except VouchError as error:
        log.warning("a ticket's file was not filled", ticket=ticket.id, problem=str(error))
        remarks.append(f"{name} was not filled: {error}.".replace("..", "."))
        return None
    remarks.append(f"{name}: {done.answered} of {done.total} questions are answered.")
    return done
