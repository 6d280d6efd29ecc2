"""Who came first gets in first, and never more than there is room for."""

import threading

from kb.in_order import InOrder

_SECONDS = 20


def test_those_who_wait_get_in_in_their_order() -> None:
    room = InOrder(1)
    order: list[int] = []

    def enter(number: int) -> None:
        with room:
            order.append(number)

    threads = []
    with room:
        for number in range(5):
            threads.append(threading.Thread(target=enter, args=(number,)))
            threads[-1].start()
            while len(room._waiting) <= number:
                assert threads[-1].is_alive()
    for thread in threads:
        thread.join(_SECONDS)
    assert order == list(range(5))


def test_there_is_room_for_so_many() -> None:
    room = InOrder(3)
    inside, most = 0, 0
    lock = threading.Lock()

    def enter() -> None:
        nonlocal inside, most
        for _ in range(50):
            with room:
                with lock:
                    inside += 1
                    most = max(most, inside)
                with lock:
                    inside -= 1

    threads = [threading.Thread(target=enter) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(_SECONDS)
    assert 1 <= most <= 3
    assert not room._waiting


def test_an_error_within_leaves_room() -> None:
    room = InOrder(1)
    try:
        with room:
            raise ValueError
    except ValueError:
        pass
    with room:
        assert room._free == 0
    assert room._free == 1
