"""A sample is like the whole, and the same each time."""

from collections import Counter

from evals.answers.sampling import stratified
from evals.answers.values import Asked
from kb.values import Question


def asked(number: int, kind: str) -> Asked:
    return Asked(f"{kind}-{number}", Question("?"), (kind,), "none", (), None)


WHOLE = [asked(n, kind) for kind, size in (("a", 60), ("b", 30), ("c", 10)) for n in range(size)]


def test_each_kind_keeps_its_share() -> None:
    counts = Counter(one.groups[0] for one in stratified(WHOLE, 20))

    assert counts == {"a": 12, "b": 6, "c": 2}


def test_it_is_the_same_sample_in_the_order_of_the_set_and_spread_over_it() -> None:
    found = stratified(WHOLE, 20)

    assert found == stratified(WHOLE, 20)
    assert [WHOLE.index(one) for one in found] == sorted(WHOLE.index(one) for one in found)
    numbers = [WHOLE.index(one) for one in found if one.groups[0] == "a"]
    assert min(numbers) < 15
    assert max(numbers) > 45


def test_a_sample_of_everything_is_everything() -> None:
    assert stratified(WHOLE, 100) == tuple(WHOLE)
    assert stratified(WHOLE, 1_000) == tuple(WHOLE)
    assert len(stratified(WHOLE, 1)) == 1
