"""Requests, and what they are made of: ids that exist, and one of nothing."""

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

#: An id of nothing, in the form of each kind.
ABSENT = {"document": "0123456789abcdef", "chunk": "0123456789abcdef.1.0"}
_NOTHING = "0123456789abcdef0123456789abcdef"


@dataclass(frozen=True)
class Call:
    """A request; ``lowered`` says that an asker who sees more may send it as for fewer."""

    method: str
    path: str
    query: Mapping[str, Any] = field(default_factory=dict)
    json: Any = None
    form: Mapping[str, Any] | None = None
    file: tuple[str, bytes] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.method} {self.path} {dict(self.query) or ''} {self.json or self.form or ''}"

    def options(self) -> dict[str, Any]:
        """As the client takes it."""
        given: dict[str, Any] = {"params": dict(self.query), "headers": dict(self.headers)}
        if self.json is not None:
            given["json"] = self.json
        if self.form is not None:
            given["data"] = dict(self.form)
        if self.file is not None:
            name, data = self.file
            given["files"] = {"file": (name, io.BytesIO(data))}
        return given


@dataclass(frozen=True)
class Ids:
    """Ids that exist, for whomever, by kind; ``some`` of them, and one of nothing."""

    known: Mapping[str, Sequence[str]]
    drawn: Random
    most: int = 5

    def some(self, kind: str) -> list[str]:
        """A few ids of a kind, any audience's."""
        held = list(self.known.get(kind, ()))
        return [
            *self.drawn.sample(held, min(len(held), self.most)),
            ABSENT.get(kind, _NOTHING),
        ]

    def one(self, kind: str) -> str:
        """One of them."""
        return self.drawn.choice(self.some(kind))


@dataclass(frozen=True)
class Left:
    """A route that is not compared, and why."""

    why: str


Asked = Callable[[Ids], Iterator[Call]]
Route = tuple[str, str]


def get(path: str, *queries: Mapping[str, Any], **kinds: str) -> Asked:
    """Each query, with every choice of ids for the parameters in the path."""

    def asked(ids: Ids) -> Iterator[Call]:
        for filled in _filled(path, kinds, ids):
            for query in queries or ({},):
                yield Call("GET", filled, query)

    return asked


def send(method: str, path: str, *bodies: Callable[[Ids], Any], **kinds: str) -> Asked:
    """Each body (JSON), with ids as in ``get``. With If-Match of any state."""

    def asked(ids: Ids) -> Iterator[Call]:
        for filled in _filled(path, kinds, ids):
            for body in bodies or (lambda _: None,):
                yield Call(method, filled, json=body(ids), headers={"If-Match": "*"})

    return asked


def _filled(path: str, kinds: Mapping[str, str], ids: Ids) -> Iterator[str]:
    """The path with ids in it, those of the last parameter one after the other."""
    if not kinds:
        yield path
        return
    *before, (name, kind) = kinds.items()
    for identity in ids.some(kind):
        given = {n: ids.one(k) for n, k in before} | {name: identity}
        yield path.format(**given)
