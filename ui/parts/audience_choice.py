"""Choosing one of the audiences that a visitor sees."""

from collections.abc import Sequence
from typing import Any

from ui import audiences, words


def draw(where: Any, named: str, levels: Sequence[str], key: str | None = None) -> str:
    """Side by side where they are few; who is of groups has a list. The first is the default.

    ``where``: a column, or ``streamlit`` itself.
    """
    told = words.AUDIENCE_HELP
    if len(levels) > len(audiences.LEVELS):
        chosen = where.selectbox(named, levels, format_func=audiences.said, help=told, key=key)
    else:
        chosen = where.segmented_control(
            named,
            levels,
            default=levels[0],
            required=True,
            format_func=audiences.said,
            help=told,
            key=key,
        )
    return str(chosen)
