"""`vouch serve` and other commands as processes of their own, that may be killed."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from api.service.keys import KEY_FILE

ROOT = Path(__file__).parents[2]
VOUCH = (sys.executable, "-P", "-c", "from api.cli.main import run; run()")
POLICY = """# Encryption Policy

## 1. At rest

All customer data is encrypted at rest with AES-256.

## 2. Backups

Backups are tested every quarter.
"""
QUESTION = {"question": "Is customer data encrypted at rest?"}


@dataclass(frozen=True)
class Place:
    """A data folder: ``home`` for the processes, ``seen`` for us, ``entering`` before a command."""

    home: Path
    seen: Path
    entering: Sequence[str] = ()
    settings: tuple[tuple[str, str], ...] = ()

    @property
    def environment(self) -> dict[str, str]:
        """What the processes see of the world."""
        return {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "VOUCH_HOME": str(self.home),
            "VOUCH_EMBEDDER": "hashing",
            **dict(self.settings),
        }

    def vouch(self, *words: str, seconds: float = 60) -> "subprocess.CompletedProcess[str]":
        """Run a command to its end."""
        return subprocess.run(
            [*self.entering, *VOUCH, *words],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )

    def check_sound(self) -> None:
        """Nothing is damaged: neither records, nor indexes, nor the audit log."""
        looked = self.vouch("doctor")
        assert looked.returncode == 0, looked.stdout + looked.stderr
        verified = self.vouch("audit", "verify")
        assert verified.returncode == 0, verified.stdout + verified.stderr
        assert " 0 findings" in verified.stdout


@contextmanager
def served(
    place: Place, command: Sequence[str] = VOUCH, log: Path | None = None
) -> Iterator[tuple["subprocess.Popen[bytes]", httpx.Client]]:
    """A running service and a client of it; killed at the end of the block if it still runs."""
    said = log or place.seen.parent / "service.log"
    said.parent.mkdir(parents=True, exist_ok=True)
    with said.open("w") as errors:
        process = subprocess.Popen(
            [*place.entering, *command, "serve", "--port", "0"],
            env=place.environment,
            stderr=errors,
        )
    try:
        address = until(lambda: _address(process, said), "it serves")
        key = (place.seen / KEY_FILE).read_text().strip()
        with httpx.Client(
            base_url=address[0], headers={"X-API-Key": key}, timeout=60, trust_env=False
        ) as client:
            yield process, client
    finally:
        process.kill()
        process.wait(20)


def _address(process: "subprocess.Popen[bytes]", said: Path) -> re.Match[str] | None:
    text = said.read_text()
    assert process.poll() is None, text
    return re.search(r"http://[\d.]+:\d+", text)


def until(look: Callable[[], Any], what: str, seconds: float = 40) -> Any:
    """What ``look`` returns once it is anything."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, f"waited for: {what}"
        time.sleep(0.01)
    return found


def upload(client: httpx.Client, name: str, text: str = POLICY, **form: str) -> httpx.Response:
    return client.post("/v1/documents", files={"file": (name, text.encode())}, data=form)


def job_of(client: httpx.Client, identity: str) -> dict[str, Any]:
    return dict(client.get(f"/v1/jobs/{identity}").json())


def check_refused(response: httpx.Response, *words: str) -> None:
    """It is a 503 that says what to do, and shows nothing of the inside."""
    assert response.status_code == 503, response.text
    assert response.headers["content-type"] == "application/problem+json"
    detail = response.json()["detail"]
    assert all(word in detail for word in words), detail
    assert "Traceback" not in response.text
