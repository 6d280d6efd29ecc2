"""Services that share a Postgres store and a Chroma server, as processes of their own."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from api.service.keys import KEY_FILE
from tests.servers.programs import end

_ROOT = Path(__file__).parents[2]


@dataclass
class Replica:
    """A service and how to speak to it."""

    process: "subprocess.Popen[bytes]"
    client: httpx.Client

    def kill(self) -> None:
        """End it as a power cut would."""
        end(self.process)


@contextmanager
def replica(home: Path, uploads: Path, **environment: str) -> Iterator[Replica]:
    """``vouch serve`` with a data folder of its own and the folder of uploads that all share."""
    home.mkdir()
    (home / "uploads").symlink_to(uploads)
    command = [sys.executable, "-P", "-c", "from api.cli.main import run; run()", "serve"]
    given = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(_ROOT),
        "VOUCH_HOME": str(home),
        "VOUCH_EMBEDDER": "hashing",
        **environment,
    }
    with (home / "log").open("w+b") as log:
        process = subprocess.Popen(
            [*command, "--port", "0"], env=given, stderr=subprocess.PIPE, stdout=log
        )
    try:
        assert process.stderr is not None
        said = process.stderr.readline().decode()
        address = re.search(r"http://[\d.]+:\d+", said)
        assert address is not None, said
        key = {"X-API-Key": (home / KEY_FILE).read_text().strip()}
        with httpx.Client(base_url=address[0], headers=key, timeout=60) as client:
            yield Replica(process, client)
    finally:
        end(process)
        assert process.stderr is not None
        process.stderr.close()
