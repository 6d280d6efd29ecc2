"""A smaller set of cases that is like the whole."""

from collections import defaultdict
from collections.abc import Sequence

from evals.answers.values import Asked


def stratified(asked: Sequence[Asked], size: int) -> tuple[Asked, ...]:
    """At most ``size`` cases, of each first group and right verdict its share, in their order.

    The same cases for the same set; all where there are no more.
    """
    if size >= len(asked):
        return tuple(asked)
    strata: dict[tuple[str, str], list[Asked]] = defaultdict(list)
    for one in asked:
        strata[(one.groups[0] if one.groups else "", one.right)].append(one)
    # Each case gets the share of its stratum that comes before it; the smallest shares are taken.
    places = {
        one.id: ((n + 0.5) / len(members), key)
        for key, members in strata.items()
        for n, one in enumerate(_spread(members))
    }
    taken = set(sorted(places, key=lambda identity: (places[identity], identity))[:size])
    return tuple(one for one in asked if one.id in taken)


def _spread(members: list[Asked]) -> list[Asked]:
    """The members in an order whose every beginning is spread over the whole list."""
    order: list[Asked] = []
    step = 1 << (len(members) - 1).bit_length()
    seen: set[int] = set()
    while step:
        for at in range(0, len(members), step):
            if at not in seen:
                seen.add(at)
                order.append(members[at])
        step //= 2
    return order
