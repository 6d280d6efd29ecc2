"""Asks the knowledge base what a ticket asks, as the ticket's audience."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from api.tickets.reading import questions
from api.tickets.wording import Asked
from kb.records.tickets import Ticket
from kb.values import Question

if TYPE_CHECKING:
    from api.jobs.runner import Control
    from api.service.core import Core

#: Earlier questions of a ticket that a later one may lean on.
_HISTORY = 5


def ask_each(
    core: "Core",
    ticket: Ticket,
    asked: Sequence[str],
    control: "Control",
    history: Sequence[str] = (),
) -> list[Asked]:
    """The answers, in order; every one has its row in the audit log before it is used."""
    found = []
    for number, text in enumerate(asked):
        control.progress(number, len(asked), "answering")
        question = Question(text, "", tuple(history[-_HISTORY:]), ticket.audience)
        answer, record = core.base.ask(question, actor=ticket.actor)
        found.append(Asked(text, answer, record))
    return found


def again(before: Sequence[str], more: str) -> list[str]:
    """The questions of "redo with …": new ones, or the earlier ones with what was added."""
    fresh = questions(more)
    if fresh or not before:
        return fresh or ([more] if more else [])
    if not more:
        return list(before)
    return [f"{one.rstrip(' ?.!')}, {more.rstrip(' ?.!')}?" for one in before]
