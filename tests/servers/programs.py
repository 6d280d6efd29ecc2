"""Starting a server's program, waiting until it answers, and ending it."""

import signal
import socket
import subprocess
import time
from collections.abc import Callable

PATIENCE = 60.0


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def wait_until(true: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
    """Return as soon as ``true`` says so; fail when it does not in time."""
    until = time.monotonic() + patience
    while not true():
        if time.monotonic() > until:
            raise AssertionError(f"{what}: not within {patience:.0f} s")
        time.sleep(0.02)


def end(process: "subprocess.Popen[bytes]", number: int = signal.SIGKILL) -> None:
    """End a process that was started here and wait for it."""
    if process.poll() is None:
        process.send_signal(number)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
