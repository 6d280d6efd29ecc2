"""Which collections may answer."""

from kb.values import Collection


def within(
    collections: tuple[Collection, ...], scope: tuple[Collection, ...]
) -> tuple[Collection, ...]:
    """Those of ``collections`` that ``scope`` names, all if it names none.

    Maybe none are left. That is not the same as all: a search that names no collection is one in
    every collection, so whoever gets none must not search.
    """
    return tuple(one for one in collections if one in scope) if scope else collections
