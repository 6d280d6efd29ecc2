"""What tools tell Vouch and what Vouch does in them, in one shape for all."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from starlette.datastructures import Headers

from kb.ticket_settings import ToolSettings

Json = dict[str, Any]
#: Longest text of a ticket that is read, in characters.
LONGEST = 50_000


@dataclass(frozen=True, slots=True)
class Event:
    """Something said in a ticket.

    ``ticket``: the tool's id of it. ``fact``: names what happened, the same in every message about
    it. ``kind``: ``opened`` or ``comment``. ``public``: whether the customer reads it. ``staff``:
    whether the author is one of ours; ``author`` is the tool's id. ``project``: what the project
    filter looks at.
    """

    ticket: str
    fact: str
    kind: str
    text: str
    subject: str = ""
    author: str = ""
    public: bool = True
    staff: bool = False
    project: str = ""
    delivery: str = ""

    def payload(self) -> Json:
        """The event as it is stored."""
        return asdict(self)


def event_of(payload: Mapping[str, Any]) -> Event:
    """The event that was stored."""
    return Event(**{name: payload[name] for name in Event.__dataclass_fields__})


@dataclass(frozen=True, slots=True)
class ToolFile:
    """A file of a ticket in the tool; ``ref`` is where the adapter gets it."""

    id: str
    name: str
    size: int
    ref: str


class Tool(Protocol):
    """A ticketing tool. What goes wrong on the way to it is a ``DeliveryError``."""

    name: str

    @property
    def settings(self) -> ToolSettings:
        """Its settings."""

    @property
    def holds_files_back(self) -> bool:
        """Whether a file can be attached so that the customer does not see it."""

    def check(self, headers: Headers, body: bytes, at: float) -> str:
        """The id of a delivery, if it has one outside its body; raises ``SignatureError``."""

    def read(self, payload: Json) -> Event | None:
        """What a delivery says; None where it is nothing to answer or obey."""

    def comment(self, ticket: str, text: str, *, public: bool) -> str:
        """Write a comment; returns its id. Only a ``public`` one is seen by the customer."""

    def find_comment(self, ticket: str, text: str, *, public: bool) -> str:
        """The id of a comment of ours that reads so, or ``""``."""

    def attach(self, ticket: str, name: str, data: bytes, note: str, *, public: bool) -> str:
        """Attach a file with a note beside it; returns its id."""

    def find_attached(self, ticket: str, name: str, note: str, *, public: bool) -> str:
        """The id of a file of ours that was attached so, or ``""``."""

    def files(self, ticket: str) -> list[ToolFile]:
        """The files others attached to a ticket."""

    def fetch(self, file: ToolFile, most: int) -> bytes:
        """The bytes of one, at most ``most``."""


def at(payload: Any, *path: str) -> Any:
    """What stands at a path of nested objects, or None; a delivery may lack anything."""
    for name in path:
        if not isinstance(payload, dict):
            return None
        payload = payload.get(name)
    return payload


def text_at(payload: Any, *path: str) -> str:
    """As ``at``, as text; ``""`` for anything but text and numbers."""
    found = at(payload, *path)
    if isinstance(found, bool) or not isinstance(found, str | int):
        return ""
    return str(found)[:LONGEST]


def same(one: str, other: str) -> bool:
    """Whether two texts are the same but for the spaces, which tools change."""
    return " ".join(one.split()) == " ".join(other.split())
