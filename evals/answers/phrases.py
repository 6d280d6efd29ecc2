"""Where a required phrase stands in an answer."""

import re
from collections.abc import Sequence

from evals.cases import mentions

_SPACE = re.compile(r"\s+")
_PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-"})


def folded(text: str) -> str:
    """``text`` with its case, white space and typographic signs evened out."""
    return _SPACE.sub(" ", text.translate(_PLAIN)).strip().casefold()


def one_of(text: str, group: Sequence[str]) -> bool:
    """Whether one of the alternatives stands in ``text`` as whole words."""
    return any(mentions(text, phrase) for phrase in group)


def holds(text: str, phrases: Sequence[str]) -> list[str]:
    """Those of ``phrases`` that stand in ``text``, as parts of words too: for documents' words."""
    flat = folded(text)
    return [phrase for phrase in phrases if folded(phrase) in flat]


def out_of_order(text: str, groups: Sequence[Sequence[str]]) -> tuple[str, ...] | None:
    """The first group that does not follow the one before it; None where all are in order."""
    rest = folded(text)
    for group in groups:
        ends = [end for phrase in group if (end := _end(rest, phrase)) is not None]
        if not ends:
            return tuple(group)
        rest = rest[min(ends) :]
    return None


def _end(text: str, phrase: str) -> int | None:
    """Where ``phrase`` first ends in ``text``; by the rule of ``evals.cases.mentions``."""
    pattern = rf"(?<!\w)(?<!\d[.,]){re.escape(folded(phrase))}(?!\w)(?![.,]\d)"
    found = re.search(pattern, text)
    return None if found is None else found.end()
