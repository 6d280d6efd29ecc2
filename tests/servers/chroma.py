"""A Chroma server of its own for a test run."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.servers.programs import end, free_port, wait_until


@dataclass
class ChromaServer:
    """A server on loopback; ``stop`` and ``start`` it as a test needs."""

    folder: Path
    port: int
    _process: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        program = Path(sys.executable).with_name("chroma")
        where = ["--path", str(self.folder), "--host", "127.0.0.1", "--port", str(self.port)]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [str(program), "run", *where], stdout=log, stderr=log, cwd=self.folder
            )
        wait_until(self._answers, "Chroma answers")

    def stop(self) -> None:
        """Stop it at once."""
        assert self._process is not None
        end(self._process)

    def _answers(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, (self.folder / "log").read_text()[-500:]
        try:
            return httpx.get(f"{self.url}/api/v2/heartbeat", trust_env=False).status_code == 200
        except httpx.HTTPError:
            return False


@contextmanager
def running() -> Iterator[ChromaServer]:
    """A new server."""
    folder = Path(tempfile.mkdtemp(prefix="vouch-chroma-"))
    server = ChromaServer(folder, free_port())
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
