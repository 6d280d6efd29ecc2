"""What the doubles of ticketing tools share: a server on a loopback port, and faults on demand."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse


@dataclass
class Fault:
    """A request that goes wrong. ``done``: it was carried out, and only the reply got lost."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    done: bool = False
    method: str = ""


@dataclass
class Double:
    """A tool's state: what it was asked, and how it is to fail next."""

    app: FastAPI = field(default_factory=FastAPI)
    requests: list[tuple[str, str]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    url: str = ""
    lock: threading.RLock = field(default_factory=threading.RLock)

    def __post_init__(self) -> None:
        self.app.middleware("http")(self._faulty)
        self.routes()

    def routes(self) -> None:
        """Add the tool's addresses to the app."""
        raise NotImplementedError

    async def _faulty(self, request: Request, call_next: Any) -> Response:
        with self.lock:
            self.requests.append((request.method, request.url.path))
            fault = self._next(request.method)
        if fault is None:
            found: Response = await call_next(request)
            return found
        if fault.done:
            await call_next(request)
        return JSONResponse({"error": "fault"}, fault.status, fault.headers)

    def _next(self, method: str) -> Fault | None:
        for number, fault in enumerate(self.faults):
            if fault.method in ("", method):
                return self.faults.pop(number)
        return None


@contextmanager
def served(double: Double) -> Iterator[str]:
    """The double on a free loopback port until the end of the block; gives its address."""
    config = uvicorn.Config(
        double.app, host="127.0.0.1", port=0, log_level="error", lifespan="off", ws="none"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 30
    while not server.started:
        assert thread.is_alive(), "the double did not start"
        assert time.monotonic() < until, "the double did not start"
        time.sleep(0.005)
    port = server.servers[0].sockets[0].getsockname()[1]
    double.url = f"http://127.0.0.1:{port}"
    try:
        yield double.url
    finally:
        server.should_exit = True
        thread.join()
