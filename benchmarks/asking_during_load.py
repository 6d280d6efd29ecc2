"""How long a question takes while documents are loaded, beside the same when nothing else goes on.

Starts ``vouch serve`` on this machine with the bundled model over a sample of policies, asks from
one client for some seconds, then sends a load of ``--documents`` policies as a job and goes on
asking until it is done, then once more alone. Run with Vouch's interpreter.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx

from benchmarks.common import percentile

_RUN = "from api.cli.main import run; run()"
_QUESTION = "Is customer data encrypted at rest in site {n}, and who approves visitors of gate {n}?"
_SUBJECTS = ("Backups", "Laptops", "Visitors", "Passwords", "Incidents", "Suppliers", "Keys")


def policy(number: int, sections: int = 12) -> bytes:
    """A policy of some paragraphs that no other has word for word."""
    text = [f"# Policy {number}"]
    for section in range(sections):
        subject = _SUBJECTS[(number + section) % len(_SUBJECTS)]
        text.append(f"## {section + 1}. {subject} of site {number}")
        text.append(
            f"{subject} of site {number} are reviewed by team {section} every {number % 11 + 2} "
            f"months. Customer data of site {number} is encrypted at rest with AES-256, and gate "
            f"{section} is opened by two people. Exceptions are signed by the officer of site "
            f"{number} and end after {section + number % 30} days."
        )
    return "\n\n".join(text).encode()


def asked(client: httpx.Client, seconds: float, job: str = "", first: int = 0) -> list[float]:
    """How long each question took: for some seconds, or while ``job`` is not done."""
    took: list[float] = []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        question = _QUESTION.format(n=first + len(took))
        began = time.monotonic()
        client.post("/v1/ask", json={"question": question}).raise_for_status()
        took.append(time.monotonic() - began)
        if job and client.get(f"/v1/jobs/{job}").json()["state"] not in ("queued", "running"):
            break
    return took


def send(client: httpx.Client, first: int, count: int) -> str:
    """Begin a load; returns its job."""
    files = [("file", (f"{n:05}.md", policy(n))) for n in range(first, first + count)]
    response = client.post("/v1/documents", files=files, data={"wait": "false"})
    response.raise_for_status()
    return str(response.json()["id"])


def _figures(took: list[float]) -> dict[str, float]:
    return {
        "questions": len(took),
        "p50_ms": round(1000 * percentile(took, 0.5), 1),
        "p95_ms": round(1000 * percentile(took, 0.95), 1),
        "max_ms": round(1000 * max(took), 1),
    }


def measure(home: Path, documents: int, seconds: float) -> dict[str, Any]:
    """The figures, as JSON."""
    environment = {**os.environ, "VOUCH_HOME": str(home), "VOUCH_REQUESTS_PER_MINUTE": "0"}
    command = [sys.executable, "-P", "-c", _RUN, "serve", "--port", "0"]
    service = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        assert service.stderr is not None
        found = re.search(r"http://[\d.:]+\d", service.stderr.readline())
        assert found is not None
        headers = {"X-API-Key": (home / "service.key").read_text().strip()}
        with httpx.Client(base_url=found[0], headers=headers, timeout=300) as client:
            asked(client, 600, send(client, 0, 60))
            before = asked(client, seconds, first=1_000)
            began = time.monotonic()
            during = asked(client, 600, send(client, 60, documents), first=2_000)
            load = time.monotonic() - began
            after = asked(client, seconds, first=3_000)
            passages = client.get("/v1/ready").json()["passages"]
    finally:
        service.terminate()
        service.wait(60)
    return {
        "passages": passages,
        "load_seconds": round(load, 1),
        "alone_before": _figures(before),
        "during_load": _figures(during),
        "alone_after": _figures(after),
    }


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=15.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(Path(folder), options.documents, options.seconds)
    json.dump(figures, sys.stdout, indent=2)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
