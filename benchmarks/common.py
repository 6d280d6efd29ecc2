"""What the benchmarks share: the machine, child processes measured, figures summed up.

Standard library only: it runs in Vouch's environment and in that of the stock parts.
"""

import importlib.metadata
import json
import math
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[1]
CORPUS = REPOSITORY.parent / "shared" / "corpus"
WORK = REPOSITORY / ".bench"
#: The instruction sets that decide how fast a model runs.
_FLAGS = ("avx2", "avx512f", "avx512_vnni", "avx512_bf16", "amx_bf16")


@dataclass(frozen=True)
class Ran:
    """A child process that ended well."""

    seconds: float
    peak_mb: float
    output: str


def vouch_python() -> str:
    """The interpreter of the environment Vouch is installed in: the repository's ``.venv``."""
    return os.environ.get("BENCH_VOUCH_PYTHON") or str(REPOSITORY / ".venv" / "bin" / "python")


def run(command: Sequence[str], env: Mapping[str, str] | None = None) -> Ran:
    """Run a command; its wall time, and the most memory it held at once.

    Raises ``RuntimeError`` with the end of its stderr when it fails.
    """
    began = time.perf_counter()
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        child = subprocess.Popen(
            list(command),
            cwd=REPOSITORY,
            env={**os.environ, **(env or {})},
            stdout=output,
            stderr=errors,
        )
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        output.seek(0)
        if child.returncode:
            end = errors.read()[-2000:]
            raise RuntimeError(f"{' '.join(command)} ended with {child.returncode}: {end}")
        return Ran(seconds, usage.ru_maxrss / 1024, output.read())


def run_json(command: Sequence[str], env: Mapping[str, str] | None = None) -> dict[str, Any]:
    """As ``run``, for a command whose last line of output is a JSON object."""
    ran = run(command, env)
    found: dict[str, Any] = json.loads(ran.output.strip().splitlines()[-1])
    return found


def spread(values: Sequence[float], digits: int = 3) -> dict[str, float]:
    """Least, median and most."""
    return {
        "min": round(min(values), digits),
        "median": round(statistics.median(values), digits),
        "max": round(max(values), digits),
    }


def percentile(values: Sequence[float], share: float) -> float:
    """The value that ``share`` of the values do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * share) - 1)]


class PeakMemory:
    """Watches how much memory this process and its children hold together, many times a second.

    ``ru_maxrss`` will not do for children: it counts what the parent held when it forked them.
    """

    def __init__(self) -> None:
        self.megabytes = 0.0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "PeakMemory":
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(0.05):
            held = sum(_resident(pid) for pid in _family(os.getpid()))
            self.megabytes = max(self.megabytes, held)


def _family(pid: int) -> list[int]:
    """A process and all below it."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*"):
        for child in _read(str(task / "children")).split():
            found += _family(int(child))
    return found


def _resident(pid: int) -> float:
    pages = _read(f"/proc/{pid}/statm").split()
    return int(pages[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20 if len(pages) > 1 else 0.0


def processor_seconds() -> float:
    """What this process and its ended children have computed; other processes don't blur it."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    cpu = _read("/proc/cpuinfo")
    model = re.search(r"model name\s*:\s*(.+)", cpu)
    flags = re.search(r"flags\s*:\s*(.+)", cpu)
    held = set(flags[1].split()) if flags else set()
    memory = re.search(r"MemTotal:\s*(\d+)", _read("/proc/meminfo"))
    return {
        "processor": model[1] if model else platform.processor(),
        "cores": os.cpu_count(),
        "instructions": [flag for flag in _FLAGS if flag in held],
        "memory_gb": round(int(memory[1]) / 2**20, 1) if memory else None,
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "load_before": [round(value, 2) for value in os.getloadavg()],
    }


def versions(*packages: str) -> dict[str, str]:
    """The installed versions of packages in this environment."""
    return {name: importlib.metadata.version(name) for name in packages}


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except OSError:
        return ""


def tell(text: str) -> None:
    """A line for whoever watches."""
    print(text, file=sys.stderr, flush=True)
