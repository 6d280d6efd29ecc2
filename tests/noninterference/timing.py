"""How long answers take with and without documents above the asker: figures, not a test."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from statistics import median

from kb.values import Audience
from tests.noninterference.happened import Drawer
from tests.noninterference.requests import Call
from tests.noninterference.words import QUESTIONS
from tests.noninterference.worlds import World, build, key_of, world

_TIMES = 200


def timing(documents: int = 40) -> Iterator[str]:
    """A line for each thing measured."""
    steps = Drawer(Random(1)).steps(documents)
    with tempfile.TemporaryDirectory() as folder, world(Path(folder) / "with") as more:
        build(more, steps, Audience.INTERNAL)
        hidden = _hidden(more)
        there = _took(more, [Call("GET", f"/v1/documents/{hidden}")])
        absent = _took(more, [Call("GET", "/v1/documents/0123456789abcdef")])
        asked = _took(more, _asks())
    yield f"a document above the asker: {there:.2f} ms; one that is not there: {absent:.2f} ms; "
    yield f"ratio {there / absent:.2f}"
    with tempfile.TemporaryDirectory() as folder, world(Path(folder) / "without") as less:
        build(less, steps, Audience.PUBLIC)
        plain = _took(less, _asks())
    yield f"ask with documents above: {asked:.2f} ms; without: {plain:.2f} ms; "
    yield f"ratio {asked / plain:.2f}"


def _asks() -> list[Call]:
    return [Call("POST", "/v1/ask", json={"question": text}) for text in QUESTIONS]


def _hidden(of: World) -> str:
    client = of.clients[key_of(Audience.PUBLIC)]
    return next(
        one for one in of.ids["document"] if client.get(f"/v1/documents/{one}").status_code == 404
    )


def _took(of: World, calls: list[Call]) -> float:
    """The median, in milliseconds."""
    client, taken = of.clients[key_of(Audience.PUBLIC)], []
    for at in range(_TIMES):
        call = calls[at % len(calls)]
        began = time.perf_counter()
        client.request(call.method, call.path, **call.options())
        taken.append(1_000 * (time.perf_counter() - began))
    return median(taken)
