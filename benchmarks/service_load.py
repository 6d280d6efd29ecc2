"""How many questions the service answers, and how fast. Run with Vouch's interpreter.

Starts ``vouch serve`` on this machine over ObliQA's passages (``--corpus``; loaded once and kept
in ``--home``), whose sentences are embedded ahead as an idle service does it, and asks its
questions, each once, from 1, 8 and 32 clients at the same time. With ``--soak MINUTES`` it goes on
with two askers, while one client loads a document anew and removes it again, and watches the
service's memory.
"""

import argparse
import asyncio
import itertools
import json
import os
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from benchmarks import workload
from benchmarks.common import CORPUS, WORK, machine, percentile, tell, vouch_python
from kb.knowledge_base import open_knowledge_base
from kb.settings import Settings

_CLIENTS = (1, 8, 32)
_START_SECONDS = 180.0
_RUN = "from api.cli.main import run; run()"
_NOTE = "# A note\n\nBackups of note {number} are kept for {number} days.\n"


def _prepared(corpus: Path, home: Path, passages: int, questions: int) -> list[str]:
    """Load the passages into ``home`` if they are not there; returns the questions."""
    built = workload.build(corpus, home.with_name(home.name + "-files"), passages, questions)
    command = [vouch_python(), "-c", _RUN, "ingest", str(built.passages), "--no-split"]
    command += ["--collection", "policy"]
    environment = {**os.environ, "VOUCH_HOME": str(home)}
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    return [str(line["query"]) for line in workload.read_lines(built.questions)]


def _read_ahead(home: Path) -> dict[str, Any]:
    """What an idle service does after a load: how many sentences it embeds, and how long it takes.

    Nothing where it was done before.
    """
    began = time.perf_counter()
    with open_knowledge_base(Settings(home=home)) as base:
        made = base.reading_ahead(threading.Event()).catch_up()
    return {"sentences": made, "seconds": round(time.perf_counter() - began, 1)}


@contextmanager
def _served(home: Path, port: int) -> Iterator[tuple[str, int]]:
    """The service's address and process id, once it is warm."""
    # The benchmark asks as one caller what a rate limit is there to keep one caller from asking.
    environment = {**os.environ, "VOUCH_HOME": str(home), "VOUCH_REQUESTS_PER_MINUTE": "1000000"}
    command = [vouch_python(), "-c", _RUN, "serve", "--port", str(port)]
    child = subprocess.Popen(command, env=environment)
    try:
        address = f"http://127.0.0.1:{port}"
        until = time.monotonic() + _START_SECONDS
        while not _ready(address, home):
            if child.poll() is not None or time.monotonic() > until:
                raise RuntimeError("the service did not get ready")
            time.sleep(0.2)
        yield address, child.pid
    finally:
        child.send_signal(signal.SIGTERM)
        child.wait(30)


def _headers(home: Path) -> dict[str, str]:
    key = (home / "service.key").read_text(encoding="utf-8").strip()
    return {"Authorization": f"Bearer {key}"}


def _ready(address: str, home: Path) -> bool:
    try:
        found = httpx.get(f"{address}/v1/ready", headers=_headers(home), trust_env=False)
    except (httpx.HTTPError, FileNotFoundError):
        return False
    return found.status_code == 200


async def _asked(
    http: httpx.AsyncClient, questions: Iterator[str], seconds: list[float], errors: list[str]
) -> None:
    for question in questions:
        began = time.perf_counter()
        try:
            answer = await http.post("/v1/ask", json={"question": question})
        except httpx.HTTPError as error:
            errors.append(type(error).__name__)
            continue
        if answer.status_code == 200:
            seconds.append(time.perf_counter() - began)
        else:
            errors.append(str(answer.status_code))


async def _load(
    address: str, headers: dict[str, str], clients: int, questions: list[str]
) -> dict[str, Any]:
    """Every question once, from ``clients`` at the same time."""
    seconds: list[float] = []
    errors: list[str] = []
    shared = iter(questions)
    limits = httpx.Limits(max_connections=clients)
    began = time.perf_counter()
    async with httpx.AsyncClient(
        base_url=address, headers=headers, timeout=120, limits=limits, trust_env=False
    ) as http:
        await asyncio.gather(*(_asked(http, shared, seconds, errors) for _ in range(clients)))
    took = time.perf_counter() - began
    return {
        "questions": len(questions),
        "answers_a_second": round(len(seconds) / took, 1),
        **{f"p{p}_ms": round(1000 * percentile(seconds, p / 100)) for p in (50, 95, 99)},
        "errors": len(errors),
        "kinds_of_error": sorted(set(errors)),
    }


def _resident_mb(pid: int) -> float:
    pages = Path(f"/proc/{pid}/statm").read_text(encoding="utf-8").split()
    return int(pages[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


async def _soak(
    address: str, headers: dict[str, str], pid: int, minutes: float, questions: list[str]
) -> dict[str, Any]:
    """Two askers and one who loads and removes, for so long; memory every ten seconds."""
    ends = time.monotonic() + 60 * minutes
    seconds: list[float] = []
    errors: list[str] = []
    memory: list[float] = []
    rounds = 0

    def until_the_end() -> Iterator[str]:
        for question in itertools.cycle(questions):
            if time.monotonic() > ends:
                return
            yield question

    async def change(http: httpx.AsyncClient) -> None:
        nonlocal rounds
        while time.monotonic() < ends:
            rounds += 1
            note = _NOTE.format(number=rounds % 7 + 1).encode()
            made = await http.post("/v1/documents", files={"file": ("note.md", note)})
            if made.status_code >= 300:
                errors.append(f"load {made.status_code}")
            else:
                for identity in made.json()["document_ids"]:
                    gone = await http.delete(f"/v1/documents/{identity}")
                    if gone.status_code >= 300:
                        errors.append(f"remove {gone.status_code}")
            await asyncio.sleep(1)

    async def watch() -> None:
        while time.monotonic() < ends:
            memory.append(_resident_mb(pid))
            await asyncio.sleep(10)

    async with httpx.AsyncClient(
        base_url=address, headers=headers, timeout=120, trust_env=False
    ) as http:
        asking = until_the_end()
        await asyncio.gather(
            *(_asked(http, asking, seconds, errors) for _ in range(2)), change(http), watch()
        )
    half = len(memory) // 2
    return {
        "minutes": minutes,
        "answers": len(seconds),
        "loads_and_removals": rounds,
        "p99_ms": round(1000 * percentile(seconds, 0.99)),
        "errors": len(errors),
        "kinds_of_error": sorted(set(errors)),
        "memory_mb_first": round(memory[0]),
        "memory_mb_first_half": round(statistics.median(memory[:half] or memory)),
        "memory_mb_second_half": round(statistics.median(memory[half:])),
        "memory_mb_last": round(memory[-1]),
        "memory_mb_most": round(max(memory)),
    }


def measure(
    corpus: Path, home: Path, port: int, passages: int, questions: int, soak: float
) -> dict[str, Any]:
    """Figures by number of clients, and of the soak if one is wanted."""
    tell("service_load: loading the passages")
    asked = _prepared(corpus, home, passages, questions)
    tell("service_load: embedding the sentences ahead")
    found: dict[str, Any] = {"read_ahead": _read_ahead(home)}
    with _served(home, port) as (address, pid):
        headers = _headers(home)
        share = len(asked) // len(_CLIENTS)
        for at, clients in enumerate(_CLIENTS):
            tell(f"service_load: {clients} clients")
            own = asked[at * share : (at + 1) * share]
            found[f"{clients} clients"] = asyncio.run(_load(address, headers, clients, own))
        if soak:
            tell(f"service_load: soak of {soak} minutes")
            found["soak"] = asyncio.run(_soak(address, headers, pid, soak, asked))
    return found


def main() -> None:
    """Measure and print JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--home", type=Path, default=WORK / "service_load")
    parser.add_argument("--port", type=int, default=8399)
    parser.add_argument("--passages", type=int, default=13_012)
    parser.add_argument("--questions", type=int, default=600)
    parser.add_argument("--soak", type=float, default=0.0, metavar="MINUTES")
    options = parser.parse_args()
    found = measure(
        options.corpus,
        options.home.absolute(),
        options.port,
        options.passages,
        options.questions,
        options.soak,
    )
    print(json.dumps({"machine": machine(), **found}, indent=1))


if __name__ == "__main__":
    sys.exit(main())
