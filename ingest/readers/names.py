"""A readable title from a file's name."""

import re
from pathlib import Path

_EMPTY_NAMES = frozenset({"index", "_index", "readme", "default", "main"})


def readable_name(path: Path) -> str:
    """``access-control_policy.md`` as ``Access control policy``; ``index.md`` as its folder."""
    stem = path.stem
    if stem.casefold() in _EMPTY_NAMES and path.resolve().parent.name:
        stem = path.resolve().parent.name
    words = re.sub(r"[\s_+-]+", " ", stem).strip() or path.name
    return words[0].upper() + words[1:]
