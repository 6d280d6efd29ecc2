"""``POST /v1/ask/stream``: an answer as it comes, as server-sent events.

Source of the format: WHATWG HTML, section 9.2. What is sent before the answer's row stands in the
audit log is how far it is and which passages were found, never a word of the answer.
"""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import asdict, dataclass, field
from typing import Annotated, Any

import structlog
from anyio import CancelScope, to_thread
from fastapi import APIRouter, Depends, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent

from api.service.access import CallerDep, CoreDep, MetricsDep, requires
from api.service.core import Core
from api.service.problems import INTERNAL, kind_of, problem_body, request_id
from api.service.questions import Asking, answer_shown, asking
from api.service.responses import Answer as AnswerShape
from api.service.roles import Role
from api.service.sentences import cited_sentences
from kb.answering.progress import Stage, Step
from kb.errors import VouchError
from kb.values import Answer, Passage

router = APIRouter(tags=["answers"], dependencies=[requires(Role.READER)])
log = structlog.get_logger()

#: Titles told while passages are read, and seconds between two words on how much is written.
_NEAREST, _SAY_SECONDS = 5, 0.5
_SAID = {
    Stage.SEARCHING: "Looking through the documents",
    Stage.READING: "Reading what was found",
    Stage.CHECKING: "Checking every quote, word for word",
    Stage.WRITING: "Putting it into words",
}
_EXAMPLE = """event: progress
data: {"stage":"searching","message":"Looking through the documents","passages":0,"written":0}

event: passages
data: {"passages":[{"document":"Encryption Policy","document_id":"90d75915495e3046"}]}

event: sentence
data: {"text":"All customer data is encrypted at rest.","start":0,"end":39,"citations":[1]}

event: answer
data: {"id":"","question":"Is customer data encrypted at rest?","status":"grounded"}

"""


class _GoneError(Exception):
    """Whoever asked does not listen any more."""


@dataclass
class Work:
    """One question on its way, in a thread of its own; ``events`` is its other end."""

    core: Core
    asking: Asking
    actor: str
    began: float = field(default_factory=time.monotonic)
    _left: threading.Event = field(default_factory=threading.Event)
    _queue: "asyncio.Queue[ServerSentEvent | None]" = field(default_factory=asyncio.Queue)
    _task: "asyncio.Task[tuple[Answer, str]] | None" = None
    _said: float = float("-inf")
    _found: int = 0

    def start(self) -> None:
        """Begin to answer."""
        self._loop = asyncio.get_running_loop()
        self._task = asyncio.create_task(to_thread.run_sync(self._answer))

    async def steps(self) -> AsyncIterator[ServerSentEvent]:
        """How far it is, until the answer is there."""
        while (event := await self._queue.get()) is not None:
            yield event

    async def answer(self) -> tuple[Answer, str]:
        """The answer and its row; raises what stopped it."""
        assert self._task is not None
        return await self._task

    async def end(self) -> None:
        """Let the thread come to its next step, where it stops if nobody listens any more."""
        self._left.set()
        if self._task is not None:
            with CancelScope(shield=True):
                await asyncio.wait([self._task])
            if not self._task.cancelled():
                self._task.exception()  # it was told, or nobody is there to be told

    def _answer(self) -> tuple[Answer, str]:
        wanted = self.asking
        try:
            return self.core.base.ask(
                wanted.question, actor=self.actor, tell=self._tell, then=wanted.then
            )
        finally:
            self._put(None)

    def _tell(self, step: Step) -> None:
        if self._left.is_set():
            raise _GoneError
        if step.stage is Stage.READING:
            self._found += len(step.passages)
            self._put(_event("passages", {"passages": list(_nearest(step.passages))}))
        if step.written and time.monotonic() - self._said < _SAY_SECONDS:
            return
        self._said = time.monotonic()
        said = {"stage": step.stage, "message": _SAID[step.stage], "passages": self._found}
        self._put(_event("progress", said | {"written": step.written}))

    def _put(self, event: ServerSentEvent | None) -> None:
        self._loop.call_soon_threadsafe(self._queue.put_nowait, event)


async def _work(
    wanted: Annotated[Asking, Depends(asking)], core: CoreDep, caller: CallerDep
) -> AsyncIterator[Work]:
    """The work for a request, which is over when the request is: no thread outlives it."""
    work = Work(core, wanted, caller.actor)
    work.start()
    try:
        yield work
    finally:
        await work.end()


@router.post(
    "/ask/stream",
    response_class=EventSourceResponse,
    responses={200: {"content": {"text/event-stream": {"example": _EXAMPLE}}}},
)
async def ask_stream(
    request: Request, work: Annotated[Work, Depends(_work)], metrics: MetricsDep
) -> AsyncIterator[ServerSentEvent]:
    """The answer of `POST /v1/ask`, step by step.

    `progress` and `passages` come while it is made; then each checked `sentence` with the numbers
    of its citations, and the whole `answer`; or an `error`, a problem as any other.
    """
    async for step in work.steps():
        yield step
    try:
        answer, record = await work.answer()
    except _GoneError:
        return
    except VouchError as error:
        yield _event("error", problem_body(kind_of(error), str(error), request_id(request)))
        return
    except Exception:
        # A stream that has begun cannot end as a problem; the log has the whole of it.
        identity = request_id(request)
        log.exception("a question could not be answered", request_id=identity)
        detail = f"an error that was not foreseen; the service's log has it as request {identity}"
        yield _event("error", problem_body(INTERNAL, detail, identity))
        return
    metrics.answered(answer.status)
    shown = await to_thread.run_sync(_shown, work, answer, record)
    for event in _told(answer, shown):
        yield event


def _shown(work: Work, answer: Answer, record: str) -> AnswerShape:
    seconds = time.monotonic() - work.began
    return answer_shown(work.core, answer, record, seconds, work.asking.question.audience)


def _told(answer: Answer, shown: AnswerShape) -> Iterator[ServerSentEvent]:
    for sentence in cited_sentences(answer):
        yield _event("sentence", asdict(sentence))
    yield ServerSentEvent(event="answer", raw_data=shown.model_dump_json())


def _event(name: str, data: dict[str, Any]) -> ServerSentEvent:
    return ServerSentEvent(event=name, data=data)


def _nearest(found: tuple[Passage, ...]) -> Iterator[dict[str, Any]]:
    """The documents of the nearest passages, each once."""
    seen: set[str] = set()
    for passage in found:
        if passage.document_id not in seen and len(seen) < _NEAREST:
            seen.add(passage.document_id)
            yield {
                "document": passage.title,
                "document_id": passage.document_id,
                "version": passage.version,
                "collection": passage.collection,
                "heading": list(passage.heading),
                "page": passage.page,
                "chunk_id": passage.chunk_id,
            }
