"""Two texts side by side, the words that differ marked."""

import re
from difflib import SequenceMatcher

from ui.markup import esc, tag

_PIECES = re.compile(r"\s+|\w+|[^\w\s]")
_WORDS = re.compile(r"\w+")
#: Words compared one by one; longer texts are shown whole, unmarked.
_MOST = 2_000
#: Texts less alike than this share no sentence worth marking.
_ALIKE = 0.3


def pair(before: str | None, after: str | None, names: tuple[str, str]) -> str:
    """Both texts under their names; None stands for a text that is not there."""
    left, right = marked(before or "", after or "")
    return tag(
        "div",
        "v-pair",
        _side(names[0], left if before is not None else None),
        _side(names[1], right if after is not None else None),
    )


def marked(before: str, after: str) -> tuple[str, str]:
    """Both texts as HTML, what only one of them holds in ``del`` and ``ins``."""
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    if not before or not after or max(len(old), len(new)) > _MOST:
        return esc(before), esc(after)
    spoken = SequenceMatcher(a=_WORDS.findall(before), b=_WORDS.findall(after), autojunk=False)
    if spoken.ratio() < _ALIKE:
        return esc(before), esc(after)
    matcher = SequenceMatcher(a=old, b=new, autojunk=False)
    left, right = [], []
    for kind, i, j, k, m in matcher.get_opcodes():
        gone, come = "".join(old[i:j]), "".join(new[k:m])
        same = kind == "equal"
        left.append(esc(gone) if same or not gone else tag("del", "v-gone", esc(gone)))
        right.append(esc(come) if same or not come else tag("ins", "v-come", esc(come)))
    return "".join(left), "".join(right)


def _side(name: str, html: str | None) -> str:
    said = tag("p", "v-pair-none", "not there") if html is None else tag("p", "v-pair-text", html)
    return tag("div", "v-pair-side", tag("div", "v-pair-name", esc(name)), said)
