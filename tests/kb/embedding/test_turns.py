"""The question asked first goes before the next batch of a load; a load is not put off for ever."""

import threading
from contextlib import ExitStack

import pytest

from kb.embedding import turns
from kb.embedding.turns import Turns, question

_SECONDS = 20


def queue(held: Turns, calls: list[str]) -> list[str]:
    """In which order calls, all waiting at once, get their turn; a question's name begins so."""
    order: list[str] = []

    def call(name: str) -> None:
        with ExitStack() as stack:
            if name.startswith("question"):
                stack.enter_context(question())
            with held.turn():
                order.append(name)

    threads = []
    with held.turn():
        for name in calls:
            thread = threading.Thread(target=call, args=(name,))
            thread.start()
            threads.append(thread)
            while len(held._waiting) < len(threads):
                assert thread.is_alive()
    for thread in threads:
        thread.join(_SECONDS)
        assert not thread.is_alive()
    return order


def test_questions_go_first_in_the_order_they_were_asked() -> None:
    calls = ["load 1", "question 1", "load 2", "question 2"]
    assert queue(Turns(), calls) == ["question 1", "question 2", "load 1", "load 2"]


def test_a_question_under_way_goes_before_a_later_one() -> None:
    held = Turns()
    order: list[str] = []
    begun, go_on = threading.Event(), threading.Event()

    def earlier() -> None:
        with question():
            begun.set()
            assert go_on.wait(_SECONDS)
            with held.turn():
                order.append("earlier")

    def later() -> None:
        with question(), held.turn():
            order.append("later")

    threads = [threading.Thread(target=earlier), threading.Thread(target=later)]
    with held.turn():
        threads[0].start()
        assert begun.wait(_SECONDS)
        threads[1].start()
        while not held._waiting:
            assert threads[1].is_alive()
        go_on.set()
        while len(held._waiting) < len(threads):
            assert threads[0].is_alive()
    for thread in threads:
        thread.join(_SECONDS)
    assert order == ["earlier", "later"]


def test_nobody_waits_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "_PATIENCE", 2)
    calls = ["load", "question 1", "question 2", "question 3", "question 4"]
    assert queue(Turns(), calls) == ["question 1", "question 2", "load", "question 3", "question 4"]


def test_one_at_a_time() -> None:
    held = Turns()
    inside, most = 0, 0

    def call() -> None:
        nonlocal inside, most
        for _ in range(50):
            with held.turn():
                inside += 1
                most = max(most, inside)
                inside -= 1

    threads = [threading.Thread(target=call) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(_SECONDS)
    assert most == 1
