"""How long answers take with and without documents above the asker: figures, not a test."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from statistics import median

from kb.values import Audience
from tests.noninterference.calls import Call
from tests.noninterference.happened import Drawer
from tests.noninterference.words import QUESTIONS
from tests.noninterference.worlds import TOP, World, build, key_of, world

_TIMES = 200


def timing(documents: int = 40) -> Iterator[str]:
    """A line for each thing measured."""
    steps = Drawer(Random(1)).steps(documents)
    with (
        tempfile.TemporaryDirectory() as folder,
        world(Path(folder) / "with") as more,
        world(Path(folder) / "without") as less,
    ):
        build(more, steps, TOP)
        build(less, steps, Audience.PUBLIC)
        hidden = Call("GET", f"/v1/documents/{_hidden(more)}")
        absent = Call("GET", "/v1/documents/0123456789abcdef")
        yield _told(
            "a document above the asker and none", _both((more, [hidden]), (more, [absent]))
        )
        yield _told("ask with and without what is above", _both((more, _asks()), (less, _asks())))


def _told(what: str, found: tuple[float, float]) -> str:
    one, other = found
    return f"{what}: {one:.2f} and {other:.2f} ms, median of {_TIMES}; ratio {one / other:.2f}"


def _asks() -> list[Call]:
    return [Call("POST", "/v1/ask", json={"question": text}) for text in QUESTIONS]


def _hidden(of: World) -> str:
    client = of.clients[key_of(Audience.PUBLIC)]
    return next(
        one for one in of.ids["document"] if client.get(f"/v1/documents/{one}").status_code == 404
    )


def _both(one: tuple[World, list[Call]], other: tuple[World, list[Call]]) -> tuple[float, float]:
    """The medians of two, in milliseconds; taken in turn, so that both have the same machine."""
    taken: tuple[list[float], list[float]] = ([], [])
    for at in range(_TIMES):
        for (of, calls), mine in zip((one, other), taken, strict=True):
            call, client = calls[at % len(calls)], of.clients[key_of(Audience.PUBLIC)]
            began = time.perf_counter()
            client.request(call.method, call.path, **call.options())
            mine.append(1_000 * (time.perf_counter() - began))
    return median(taken[0]), median(taken[1])
