"""``/v1/conversations``: chats that are kept, shared, and taken along as text."""

from collections.abc import Callable
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from sqlalchemy.engine import Connection

from api.service import exported
from api.service.access import CallerDep, CoreDep, SightDep, lowered, requires
from api.service.conversation_models import (
    ConversationChange,
    ConversationLine,
    ConversationList,
    NewConversation,
    ShownConversation,
    ShownTurn,
)
from api.service.exported import Exchange
from api.service.keys import Caller
from api.service.paging import Limit, Offset
from api.service.problems import FORBIDDEN, RefusedError
from api.service.responses import Answer
from api.service.roles import Role
from kb.questionnaires.codec import answer_from
from kb.records import audit, feedback
from kb.records import conversations as stored
from kb.records.conversations import Conversation, Turn

router = APIRouter(
    prefix="/conversations", tags=["conversations"], dependencies=[requires(Role.READER)]
)
_FORMS: dict[str, tuple[Callable[[str, list[Exchange]], str], str, str]] = {
    "text": (exported.as_text, "text/plain", "txt"),
    "markdown": (exported.as_markdown, "text/markdown", "md"),
    "ticket": (exported.as_ticket, "text/plain", "txt"),
}
_FILES = {
    200: {
        "content": {"text/plain": {"schema": {"type": "string"}, "example": "Is data encrypted?"}}
    }
}


@router.post("", status_code=201)
def start_conversation(made: NewConversation, core: CoreDep, caller: CallerDep) -> ConversationLine:
    """Begin a conversation; then ask with its id."""
    sight = lowered(caller, made.audience)
    scope = made.scope.model_dump(mode="json", exclude_defaults=True)
    with core.base.records.write() as connection:
        held = stored.create(connection, caller.actor, made.title.strip(), sight, scope)
    return _line(held, caller)


@router.get("")
def list_conversations(
    core: CoreDep,
    caller: CallerDep,
    sight: SightDep,
    text: Annotated[
        str, Query(max_length=200, description="Whose title or questions hold this.")
    ] = "",
    limit: Limit = 50,
    offset: Offset = 0,
) -> ConversationList:
    """The caller's conversations, and those that others share, the last used first."""
    with core.base.records.read() as connection:
        wanted = text.strip()
        total, found = stored.listing(connection, caller.actor, sight, wanted, limit, offset)
    page = [_line(held, caller) for held in found]
    return ConversationList(total=total, limit=limit, offset=offset, conversations=page)


@router.get("/{conversation_id}")
def show_conversation(
    conversation_id: str, core: CoreDep, caller: CallerDep, sight: SightDep
) -> ShownConversation:
    """A conversation with its turns.

    An answer that was given for more than the caller may see now, or quotes what the caller may
    not see any more, is left out with its question.
    """
    with core.base.records.read() as connection:
        held = stored.get(connection, conversation_id, caller.actor, sight)
        found = stored.turns(connection, conversation_id, sight)
        rated = feedback.of(connection, caller.actor, [turn.record for turn in found])
        shown = [
            _turn(connection, number, turn, rated.get(turn.record))
            for number, turn in enumerate(found, 1)
        ]
    return ShownConversation(**_line(held, caller).model_dump(), turns=shown)


@router.patch("/{conversation_id}")
def change_conversation(
    conversation_id: str, change: ConversationChange, core: CoreDep, caller: CallerDep
) -> ConversationLine:
    """Name a conversation, or share it with those who may see all of it, or with nobody."""
    with core.base.records.write() as connection:
        held = _own(connection, conversation_id, caller)
        stored.change(connection, held.id, title=change.title, shared=change.shared)
        if change.shared not in (None, held.shared):
            note = {"id": held.id, "shared": change.shared}
            audit.append(connection, "conversation.share", note, actor=caller.actor)
        return _line(stored.get(connection, held.id, caller.actor, caller.audience), caller)


@router.delete("/{conversation_id}", status_code=204)
def delete_conversation(conversation_id: str, core: CoreDep, caller: CallerDep) -> None:
    """Delete a conversation; the audit log keeps what was answered."""
    with core.base.records.write() as connection:
        held = _own(connection, conversation_id, caller)
        stored.delete(connection, held.id)
        audit.append(connection, "conversation.delete", {"id": held.id}, actor=caller.actor)


@router.get("/{conversation_id}/export", response_class=Response, responses=_FILES)  # type: ignore[arg-type]
def export_conversation(
    conversation_id: str,
    core: CoreDep,
    caller: CallerDep,
    sight: SightDep,
    form: Annotated[
        Literal["text", "markdown", "ticket"],
        Query(description="`ticket`: short, to be pasted into a ticket's comment."),
    ] = "text",
) -> Response:
    """A conversation as a file: questions, answers and sources, as far as the caller may see."""
    write, media_type, suffix = _FORMS[form]
    with core.base.records.read() as connection:
        held = stored.get(connection, conversation_id, caller.actor, sight)
        exchanges = [
            exchange
            for turn in stored.turns(connection, conversation_id, sight)
            if (exchange := _exchange(connection, turn)) is not None
        ]
    with core.base.records.write() as connection:
        note = {"id": held.id, "form": form, "records": [one.record for one in exchanges]}
        audit.append(connection, "conversation.export", note, actor=caller.actor)
    name = f'attachment; filename="conversation-{held.id[:8]}.{suffix}"'
    headers = {"Content-Disposition": name}
    return Response(write(held.title, exchanges), 200, headers, f"{media_type}; charset=utf-8")


def _own(connection: Connection, identity: str, caller: Caller) -> Conversation:
    held = stored.get(connection, identity, caller.actor, caller.audience)
    if held.actor != caller.actor:
        detail = "this conversation is somebody else's; only they can change or delete it"
        raise RefusedError(FORBIDDEN, detail)
    return held


def _line(held: Conversation, caller: Caller) -> ConversationLine:
    return ConversationLine(
        id=held.id,
        title=held.title,
        audience=held.audience,
        scope=dict(held.scope),
        shared=held.shared,
        mine=held.actor == caller.actor,
        owner=held.actor,
        created_at=held.created_at,
        changed_at=held.changed_at,
    )


def _given(connection: Connection, record: str) -> dict[str, object] | None:
    """The answer as it was given, or None where it was erased."""
    row = audit.read(connection, record)
    answer = None if row is None else row["payload"].get("answer")
    return answer if isinstance(answer, dict) else None


def _turn(connection: Connection, number: int, turn: Turn, helpful: bool | None) -> ShownTurn:
    answer = _given(connection, turn.record)
    more = {"record": turn.record, "seconds": 0.0}
    return ShownTurn(
        number=number,
        question=turn.question,
        record=turn.record,
        at=turn.at,
        answer=None if answer is None else Answer.model_validate(answer | more),
        helpful=helpful,
    )


def _exchange(connection: Connection, turn: Turn) -> Exchange | None:
    answer = _given(connection, turn.record)
    if answer is None:
        return None
    return Exchange(turn.question, answer_from(answer), turn.record, turn.at)
