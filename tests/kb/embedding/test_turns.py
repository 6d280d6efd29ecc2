"""A short call goes before the next batch of a long one; a long one is not put off for ever."""

import threading

from kb.embedding import turns
from kb.embedding.turns import Turns

_SECONDS = 20


def queue(held: Turns, sizes: list[int]) -> list[int]:
    """In which order calls of these sizes, all waiting at once, get their turn."""
    order: list[int] = []

    def call(size: int) -> None:
        with held.turn(size):
            order.append(size)

    threads = []
    with held.turn(0):
        for size in sizes:
            thread = threading.Thread(target=call, args=(size,))
            thread.start()
            threads.append(thread)
            while len(held._waiting) < len(threads):
                assert thread.is_alive()
    for thread in threads:
        thread.join(_SECONDS)
        assert not thread.is_alive()
    return order


def test_the_shorter_call_goes_first() -> None:
    assert queue(Turns(), [512, 40, 512, 1]) == [1, 40, 512, 512]


def test_nobody_waits_for_ever() -> None:
    held = Turns()
    held._waiting.append((512, 1))
    held._count = 1
    for _ in range(turns._PATIENCE):
        held._count += 1
        held._waiting.append((1, held._count))
        assert held._next() == (1, 2)
    held._waiting = held._waiting[:1]
    held._count += 10
    held._waiting.append((1, held._count))
    assert held._next() == (512, 1)


def test_one_at_a_time() -> None:
    held = Turns()
    inside, most = 0, 0

    def call() -> None:
        nonlocal inside, most
        for _ in range(50):
            with held.turn(1):
                inside += 1
                most = max(most, inside)
                inside -= 1

    threads = [threading.Thread(target=call) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(_SECONDS)
    assert most == 1
