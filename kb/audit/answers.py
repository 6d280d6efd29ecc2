"""What the audit log keeps of an answer: all that is needed to show it again, and to ask again."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from sqlalchemy.engine import Connection

from kb.answering.generated_trace import Trace
from kb.audit.leaves import canonical
from kb.audit.scope import scope_json
from kb.contract import answer_json
from kb.records import audit
from kb.values import Answer

if TYPE_CHECKING:
    from kb.settings import Settings

Json = dict[str, Any]
#: The settings that an answer depends on; none of them is secret.
SETTINGS = (
    "embedder", "vector_search", "exact_limit", "lexical_weight", "candidates",
    "evidence_threshold", "answer_characters", "llm", "llm_max_tokens",
)  # fmt: skip
#: Most passages named as considered, the first found first.
_PASSAGES = 100


@dataclass(frozen=True, slots=True)
class Given:
    """An answer and what it was made from.

    ``change``: the last change of the documents that it knows; ``passages``: the ids of those that
    a search found for it; ``more``: what only some answers have.
    """

    answer: Answer
    change: int
    history: Sequence[str] = ()
    traces: Sequence[Trace] = ()
    passages: Iterable[str] = ()
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Maker:
    """What makes answers: the embedding model, the version of Vouch, and the settings."""

    model: str
    code: str
    settings: Mapping[str, Any]

    def as_json(self) -> Json:
        """As the log keeps it; ``settings_hash`` is one word for all of ``settings``."""
        return {
            "model": self.model,
            "code": self.code,
            "settings": dict(self.settings),
            "settings_hash": hashlib.sha256(canonical(self.settings)).hexdigest()[:16],
        }


def maker(settings: "Settings", model: str) -> Maker:
    """What makes answers with these settings; the owner's list of topics is one of them."""
    held = {name: getattr(settings, name) for name in SETTINGS}
    topics = settings.home / "topics.yaml"
    if topics.is_file():
        held["topics"] = hashlib.sha256(topics.read_bytes()).hexdigest()[:16]
    return Maker(model, code_version(), held)


@cache
def code_version() -> str:
    """The version of Vouch that is running."""
    try:
        return version("vouch-kb")
    except PackageNotFoundError:
        return "unknown"


def log_answer(connection: Connection, given: Given, made_by: Maker, actor: str) -> str:
    """Write the row of an answer and return its id. No answer leaves without one."""
    answer = given.answer
    disputed = [v.citation for conflict in answer.conflicts for v in conflict.values]
    cited = {c.document_id for c in (*answer.citations, *answer.nearest, *disputed)}
    payload: Json = {
        "answer": answer_json(answer),
        "audience": answer.question.audience.value,
        "history": list(given.history),
        "change": given.change,
        **made_by.as_json(),
        "passages": list(given.passages)[:_PASSAGES],
        **scope_json(answer.question),
        **given.more,
    }
    if given.traces:
        payload["trace"] = [trace.as_json() for trace in given.traces]
    return audit.append(connection, "answer", payload, sources=cited, actor=actor)
