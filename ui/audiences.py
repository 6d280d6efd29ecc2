"""Audiences on the pages: a level, and any groups after a colon (``internal:board+legal``)."""

from itertools import combinations

from ui import words
from vouch_client.models import Me

#: From the least that may be seen to the most.
LEVELS = ("public", "nda", "internal")


def said(name: str) -> str:
    """An audience in words: ``Internal · board, legal``."""
    level, _, groups = name.partition(":")
    told = words.AUDIENCE.get(level, level)
    return f"{told} · {groups.replace('+', ', ')}" if groups else told


def level(name: str) -> str:
    """Its level alone."""
    return name.partition(":")[0]


def seen(me: Me) -> list[str]:
    """All that a visitor sees, from the least to the most: their own is the last."""
    own, _, groups = me.audience.partition(":")
    top = LEVELS.index(own) if own in LEVELS else 0
    names = sorted(groups.split("+")) if groups else []
    sets = [one for count in range(len(names) + 1) for one in combinations(names, count)]
    return [
        f"{level}:{'+'.join(one)}" if one else level for one in sets for level in LEVELS[: top + 1]
    ]
