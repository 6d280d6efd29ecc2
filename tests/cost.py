"""That work ends, said without a clock on the wall."""

import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def bounded(cpu_seconds: float = 60.0) -> Iterator[None]:
    """Fails where what runs within takes more processor time of its thread than ``cpu_seconds``.

    No measurement of speed (``make bench`` has those): the inputs it is used with take a second or
    two, and minutes or more for code whose cost grows with the square of the length. Processor
    time of the one thread, and tens of times what is needed, so that a busy machine cannot fail it.
    """
    began = time.thread_time()
    yield
    spent = time.thread_time() - began
    assert spent < cpu_seconds, f"took {spent:.0f} s of processor time, {cpu_seconds:.0f} allowed"
