"""The page beside a real service on loopback, over documents that try to break out."""

import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI

from api.service.app import create_app
from api.service.keys import Keys, local_key
from ingest.intake import Options
from ingest.load import Loader
from kb.knowledge_base import KnowledgeBase, open_knowledge_base
from kb.settings import Settings
from kb.values import Audience, Collection

HOSTILE = '<img src=x onerror="alert(1)"> <script>alert(2)</script> [here](https://evil.example)'
POLICY = """# Encryption Policy

## 1. At rest

All customer data is encrypted at rest with AES-256.

"""
BACKUPS = f"""Backup Policy

Backups are stored in a vault {HOSTILE} and tested.
"""


class _Server(uvicorn.Server):
    """A server that says when it listens."""

    def __init__(self, app: FastAPI) -> None:
        super().__init__(uvicorn.Config(app, log_level="critical"))
        self.listening = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()


@dataclass
class Running:
    """A service on loopback; ``stop`` ends it."""

    address: str
    key_file: Path
    base: KnowledgeBase
    stop: Callable[[], None]


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Running]:
    settings = Settings(home=tmp_path / "home", embedder="hashing")
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "encryption.md").write_text(POLICY, encoding="utf-8")
    (documents / "backup.txt").write_text(BACKUPS, encoding="utf-8")
    with open_knowledge_base(settings) as base, base.writing("test"):
        Loader(base, Options(Collection.POLICY, Audience.INTERNAL)).load([documents])
        app = create_app(base, Keys.local(local_key(settings.home)))
        server = _Server(app)
        listener = socket.create_server(("127.0.0.1", 0))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()

        def stop() -> None:
            server.should_exit = True
            thread.join()
            listener.close()

        try:
            assert server.listening.wait(30)
            app.state.core.stop()
            address = f"http://127.0.0.1:{listener.getsockname()[1]}"
            yield Running(address, settings.home / "service.key", base, stop)
        finally:
            stop()
