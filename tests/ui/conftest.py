"""The page beside a real service on loopback, over documents that try to break out."""

import socket
import threading
import time
from collections.abc import Iterator
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
from vouch_client import Client

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


class Running:
    """A service on loopback, which can be stopped and started again at the same address."""

    def __init__(self, base: KnowledgeBase, key_file: Path) -> None:
        self.base, self.key_file = base, key_file
        self._port, self._stop = 0, lambda: None
        self.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        app = create_app(self.base, Keys.local(self.key_file.read_text(encoding="utf-8").strip()))
        server = _Server(app)
        listener = socket.create_server(("127.0.0.1", self._port))
        self._port = listener.getsockname()[1]
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()

        def stop() -> None:
            server.should_exit = True
            thread.join()
            listener.close()

        self._stop = stop
        assert server.listening.wait(30)

    def await_suggestions(self) -> None:
        """Wait until it has made its suggestions, which it does in the background."""
        until = time.monotonic() + 60
        with Client(self.address, self.key_file.read_text(encoding="utf-8").strip()) as client:
            while client.request("GET", "/v1/suggestions", params={"audience": "internal"})[
                "making"
            ]:
                assert time.monotonic() < until
                time.sleep(0.2)

    def stop(self) -> None:
        """End it; a second time does nothing."""
        self._stop()
        self._stop = lambda: None


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Running]:
    settings = Settings(home=tmp_path / "home", embedder="hashing")
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "encryption.md").write_text(POLICY, encoding="utf-8")
    (documents / "backup.txt").write_text(BACKUPS, encoding="utf-8")
    with open_knowledge_base(settings) as base, base.writing("test"):
        Loader(base, Options(Collection.POLICY, Audience.INTERNAL)).load([documents])
        local_key(settings.home)
        running = Running(base, settings.home / "service.key")
        try:
            yield running
        finally:
            running.stop()
