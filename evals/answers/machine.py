"""What a figure was measured on and with: enough to know whether two can be compared."""

import hashlib
import os
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any


def machine() -> dict[str, Any]:
    """The machine's size and the versions that a figure may depend on."""
    return {
        "system": platform.system(),
        "architecture": platform.machine(),
        "cores": _cores(),
        "memory_gb": _memory(),
        "python": platform.python_version(),
        "vouch": version("vouch-kb"),
        "numpy": version("numpy"),
    }


def fingerprint(value: object) -> str:
    """Twelve hexadecimal digits that stand for ``value`` as it prints."""
    return hashlib.sha256(repr(value).encode()).hexdigest()[:12]


def _cores() -> int:
    """Those this process may run on, where the system says so."""
    mine = getattr(os, "sched_getaffinity", None)
    return len(mine(0)) if mine else os.cpu_count() or 1


def _memory() -> float | None:
    """Gigabytes, as the kernel counts them; None where it does not say."""
    info = Path("/proc/meminfo")
    if not info.is_file():
        return None
    kilobytes = int(info.read_text(encoding="ascii").split()[1])
    return round(kilobytes / 1024**2, 1)
