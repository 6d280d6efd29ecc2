"""What agents tell Vouch in comments: stop, redo, approve."""

import re
from dataclasses import dataclass
from enum import StrEnum

from api.tickets.events import Event
from kb.ticket_settings import ToolSettings


class Verb(StrEnum):
    """The commands."""

    STOP = "stop"
    REDO = "redo"
    APPROVE = "approve"


@dataclass(frozen=True, slots=True)
class Command:
    """A command; ``more`` is what follows "redo with", ``number`` the draft that is approved."""

    verb: Verb
    more: str = ""
    number: int | None = None


_CALLED = re.compile(r"^\s*(?:@?vouch\b|\[~accountid:[\w:.-]+\])[\s,:]*", re.IGNORECASE)
_STOP = re.compile(r"stop[.!]?", re.IGNORECASE)
_APPROVE = re.compile(r"approve(?: (?:draft )?#?(?P<number>\d{1,4}))?[.!]?", re.IGNORECASE)
_REDO = re.compile(r"redo(?:\s+with\b|\s*:)?[\s:]*(?P<more>.*)", re.IGNORECASE | re.DOTALL)


def parse(text: str) -> Command | None:
    """The command a comment consists of; None for any other comment.

    "Stop" and "approve" stand alone, so that a sentence that begins with them does nothing.
    """
    told = _CALLED.sub("", text).strip()
    if _STOP.fullmatch(told):
        return Command(Verb.STOP)
    if approved := _APPROVE.fullmatch(told):
        number = approved["number"]
        return Command(Verb.APPROVE, number=int(number) if number else None)
    redo = _REDO.fullmatch(told)
    if redo and re.match(r"redo(?:\s+with\b|\s*:|\s*$)", told, re.IGNORECASE):
        return Command(Verb.REDO, redo["more"].strip())
    return None


def may_command(event: Event, settings: ToolSettings) -> bool:
    """Whether the author may stop and redo: a named agent, or any writer of an internal comment,
    which customers cannot write."""
    named = event.author in (*settings.agents, *settings.approvers)
    return bool(event.author) and (named or (event.staff and not event.public))


def may_approve(event: Event, settings: ToolSettings) -> bool:
    """Whether the author may let an answer go to the customer: only who is named for it."""
    return bool(event.author) and event.author in settings.approvers
