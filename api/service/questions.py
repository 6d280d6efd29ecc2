"""From a request to a question, and from its answer to what is sent."""

from dataclasses import asdict, dataclass, replace

from sqlalchemy.engine import Connection

from api.service.access import CallerDep, CoreDep, lowered
from api.service.core import Core
from api.service.keys import Caller
from api.service.problems import FORBIDDEN, RefusedError
from api.service.requests import AskRequest
from api.service.responses import Answer as AnswerShape
from kb.contract import answer_json
from kb.knowledge_base import Then
from kb.records import conversations
from kb.records.related import related_controls
from kb.values import Answer, Audience, Question

#: Earlier questions of a conversation that a new one may lean on.
_HISTORY = 50


@dataclass(frozen=True, slots=True)
class Asking:
    """A question, and what is written with its answer's row."""

    question: Question
    then: Then | None = None


def asking(asked: AskRequest, core: CoreDep, caller: CallerDep) -> Asking:
    """What a request asks.

    Raises ``NotFoundError`` where there is no such conversation for the caller, ``RefusedError``
    where it is somebody else's.
    """
    sight = lowered(caller, asked.audience)
    question = Question(
        asked.question,
        asked.id,
        tuple(asked.history),
        sight,
        asked.product,
        tuple(dict.fromkeys(asked.collections)),
        asked.as_of,
    )
    if not asked.conversation:
        return Asking(question)
    return _continued(question, asked.conversation, core, caller)


def _continued(question: Question, identity: str, core: Core, caller: Caller) -> Asking:
    with core.base.records.read() as connection:
        held = conversations.get(connection, identity, caller.actor, question.audience)
        if held.actor != caller.actor:
            detail = "this conversation is somebody else's; start your own to go on from here"
            raise RefusedError(FORBIDDEN, detail)
        before = conversations.turns(connection, identity, question.audience)
    history = tuple(turn.question for turn in before if turn.question)[-_HISTORY:]

    def then(connection: Connection, record: str) -> None:
        conversations.append(connection, identity, question.text, record, question.audience)

    return Asking(replace(question, history=history), then)


def answer_shown(
    core: Core, answer: Answer, record: str, seconds: float, sight: Audience
) -> AnswerShape:
    """An answer as it is sent."""
    cited = {one.chunk_id for one in answer.citations if one.chunk_id}
    with core.base.records.read() as connection:
        related = related_controls(connection, cited, sight)
    more = {"record": record, "seconds": round(seconds, 3), "controls": list(map(asdict, related))}
    return AnswerShape.model_validate(answer_json(answer) | more)
