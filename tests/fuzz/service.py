"""A service with something of everything in it, to be sent made-up requests."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from fastapi import FastAPI

from api.service.roles import Role
from kb.values import Audience
from tests.noninterference.happened import Drawer
from tests.noninterference.worlds import build, key_of, world

#: Which ids a parameter takes.
_KINDS = {
    "document_id": "document",
    "chunk_id": "chunk",
    "entry_id": "entry",
    "job_id": "job",
    "ticket_id": "ticket",
    "file_id": "ticket-file",
    "record_id": "record",
    "questionnaire_id": "run",
    "conversation_id": "conversation",
}


@dataclass(frozen=True)
class Filled:
    """A service, who asks of it (by what they are called), and ids of what it holds."""

    app: FastAPI
    askers: Mapping[str, str]
    known: Mapping[str, Sequence[str]]


@contextmanager
def filled(home: Path) -> Iterator[Filled]:
    """A service over documents, entries, questionnaires, chats, tickets and jobs."""
    with world(home) as made:
        drawer = Drawer(Random(7), everything=True)
        build(made, drawer.steps(12), Audience.INTERNAL)
        app = next(iter(made.clients.values())).app
        assert isinstance(app, FastAPI)
        known = {name: made.ids.get(kind, []) for name, kind in _KINDS.items()}
        known |= {"number": ["1", "2"], "framework_id": ["iso27001-2022", "house-rules"]}
        askers = {
            "admin": key_of(Audience.INTERNAL, Role.ADMIN),
            "reader": key_of(Audience.PUBLIC, Role.READER),
            "nobody": "",
        }
        yield Filled(app, askers, known)
