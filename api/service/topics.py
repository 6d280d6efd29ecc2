"""``/v1/topics``: questions that only a person may answer, and whom to ask."""

import re
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from api.service.access import CallerDep, CoreDep, requires
from api.service.core import Core
from api.service.matching import MatchHeader, check, needed
from api.service.roles import Role
from api.service.written import Line, Request, Sentence
from kb.answering.topic_file import as_written
from kb.answering.topics import Topic
from kb.errors import SettingsError
from kb.records import audit

router = APIRouter(prefix="/topics", tags=["service"])
_READER, _WRITER = [requires(Role.CONTRIBUTOR)], [requires(Role.ADMIN)]

#: What may go on without end, and what it may be: one kind of character, never a group or any.
_ENDLESS = re.compile(r"[*+]|\{\d*,\}")
_ONE_KIND = re.compile(r"(?:\\[wsd]|(?<!\\)\])\Z")
_MOST_ENDLESS = 3
_THING = "the list of topics"


def _pattern(text: str) -> str:
    """Checks a pattern: it compiles, and cannot keep a question waiting."""
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"this is no regular expression: {error}") from error
    bare = re.sub(r"\\[^wsd]", "x", text)
    endless = list(_ENDLESS.finditer(bare))
    if len(endless) > _MOST_ENDLESS or any(
        not _ONE_KIND.search(bare[: one.start()]) for one in endless
    ):
        raise ValueError(
            "this could take very long on some questions: say how often at most, such as "
            r".{0,60} or (?:\w+ ){0,3}, in the place of * or +"
        )
    return text


def _words(text: str) -> str:
    if not re.search(r"\w", text):
        raise ValueError("name at least one word")
    return " ".join(text.split())


def _name(text: str) -> str:
    if not text.strip():
        raise ValueError("this may not be empty")
    return text.strip()


Name = Annotated[Line, AfterValidator(_name)]
Marks = Annotated[Line, AfterValidator(_words)]
Pattern = Annotated[str, Field(max_length=400, min_length=1), AfterValidator(_pattern)]

_TOPIC: dict[str, Any] = {
    "id": "price",
    "ask": "Sales",
    "words": ["discount*", "price list"],
    "phrases": [r"\bhow much (?:does|would) .{0,60}\bcost"],
}


class TopicLine(Request):
    """A topic: what it is called, whom to ask, and what marks a question of it."""

    model_config = ConfigDict(json_schema_extra={"examples": [_TOPIC]})

    id: Name = Field(description="What it is called; it is said in the answer.")
    ask: Name = Field(description="Whom to ask: a person, a team, an address.")
    words: list[Marks] = Field(
        [], max_length=100, description="Words that mark it, whole; `*` is any ending of a word."
    )
    phrases: list[Pattern] = Field(
        [], max_length=50, description="Regular expressions that mark it, case ignored."
    )

    @model_validator(mode="after")
    def _marked(self) -> "TopicLine":
        if not self.words and not self.phrases:
            raise ValueError("name words or phrases that mark the topic")
        return self


class NewTopics(Request):
    """The whole list, in the order in which topics are tried."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"topics": [_TOPIC]}]})

    topics: list[TopicLine] = Field(max_length=200)

    @model_validator(mode="after")
    def _once(self) -> "NewTopics":
        names = [one.id.casefold() for one in self.topics]
        if len(set(names)) < len(names):
            raise ValueError("two topics have the same id")
        return self


class ShownTopic(BaseModel):
    """A topic as it is in force."""

    id: str
    ask: str
    words: list[str]
    phrases: list[str]


class TopicList(BaseModel):
    """The topics in force, in the order in which they are tried."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"etag": "3f0c9a51d2b84e67aa10", "own": True, "topics": [_TOPIC]}]
        }
    )

    etag: str = Field(description="For `If-Match`.")
    own: bool = Field(description="Whether it is this service's own list, not the one that ships.")
    topics: list[ShownTopic]


class TopicQuestion(Request):
    """A question to try."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"question": "Do you offer discounts?"}]}
    )

    question: Annotated[Sentence, Field(min_length=1)]


class TopicFound(BaseModel):
    """The topic of a question, if a person is to answer it."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"id": "price", "ask": "Sales", "mark": "discounts"}]}
    )

    id: str | None = Field(description="null: the documents are asked.")
    ask: str | None
    mark: str | None = Field(description="The words of the question that mark it.")


@router.get("", dependencies=_READER)
def list_topics(core: CoreDep) -> TopicList:
    """What only a person may answer, and whom to ask."""
    return _shown(core)


@router.put("", dependencies=_WRITER)
def save_topics(
    wanted: NewTopics, core: CoreDep, caller: CallerDep, if_match: MatchHeader = None
) -> TopicList:
    """Put this list in the place of the one in force. It counts from the next question on.

    412: somebody else changed it in the meantime.
    """
    held = core.base.topic_file
    header = needed(if_match, _THING)
    made = [
        Topic(
            one.id,
            one.ask,
            tuple(re.compile(text, re.IGNORECASE) for text in one.phrases),
            tuple(one.words),
        )
        for one in wanted.topics
    ]
    with core.base.records.write() as connection:
        note = {"change": "saved", "before": _before(core), "after": list(map(as_written, made))}
        audit.append(connection, "settings.topics", note, actor=caller.actor)
        held.replace(made, lambda: check(header, held.tag(), _THING))
    return _shown(core)


@router.delete("", dependencies=_WRITER)
def restore_topics(core: CoreDep, caller: CallerDep, if_match: MatchHeader = None) -> TopicList:
    """Go back to the list that ships with Vouch; the audit log keeps the one before."""
    held = core.base.topic_file
    header = needed(if_match, _THING)
    with core.base.records.write() as connection:
        note = {"change": "restored", "before": _before(core)}
        audit.append(connection, "settings.topics", note, actor=caller.actor)
        held.restore(lambda: check(header, held.tag(), _THING))
    return _shown(core)


@router.post("/try", dependencies=_READER)
def try_topics(asked: TopicQuestion, core: CoreDep) -> TopicFound:
    """Which topic a question is of; nothing is asked, and nothing is kept."""
    found = core.base.topics.match(asked.question)
    if found is None:
        return TopicFound(id=None, ask=None, mark=None)
    return TopicFound(id=found.id, ask=found.ask, mark=found.mark(asked.question))


def _shown(core: Core) -> TopicList:
    held = core.base.topic_file
    lines = [ShownTopic.model_validate(as_written(one)) for one in held.topics().topics]
    return TopicList(etag=held.tag(), own=held.own, topics=lines)


def _before(core: Core) -> list[dict[str, object]] | None:
    """The list in force; None where nobody can read it, which is a reason to replace it."""
    try:
        return [as_written(one) for one in core.base.topics.topics]
    except SettingsError:
        return None
