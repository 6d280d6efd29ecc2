"""JSON data from a process we do not trust, taken apart with every type checked.

Everything here raises ``ValueError`` for data of another shape.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

__all__ = ["Fields", "as_flag", "as_list", "as_pair", "as_text", "as_texts"]

_T = TypeVar("_T")


class Fields:
    """The fields of one JSON object: each is taken once, and none may be left over."""

    def __init__(self, data: object, what: str) -> None:
        if not isinstance(data, Mapping):
            raise ValueError(f"{what}: an object is needed, not {type(data).__name__}")
        self._left, self._what = dict(data), what

    def __contains__(self, name: str) -> bool:
        return name in self._left

    def take(self, name: str, *default: object) -> object:
        """The field as it is, or ``default`` where it is absent."""
        if name not in self._left and not default:
            raise ValueError(f"{self._what}: {name} is missing")
        return self._left.pop(name, *default)

    def text(self, name: str, *default: str) -> str:
        """A field that holds a text."""
        return as_text(self.take(name, *default))

    def number(self, name: str, *default: int) -> int:
        """A field that holds a whole number."""
        value = self.take(name, *default)
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValueError(f"{self._what}: {name} is not a whole number")
        return value

    def flag(self, name: str, *default: bool) -> bool:
        """A field that holds true or false."""
        return as_flag(self.take(name, *default))

    def day(self, name: str) -> date | None:
        """A field that holds an ISO date, or nothing."""
        return date.fromisoformat(self.text(name)) if name in self else None

    def items(self, name: str) -> list[Any]:
        """A field that holds a list; an empty one where it is absent."""
        return as_list(self.take(name, []))

    def done(self, value: _T) -> _T:
        """``value``, once no field is left."""
        if self._left:
            raise ValueError(f"{self._what}: unknown fields {sorted(map(str, self._left))}")
        return value


def as_text(value: object) -> str:
    """``value``, if it is a text."""
    if not isinstance(value, str):
        raise ValueError(f"a text is needed, not {type(value).__name__}")
    return value


def as_flag(value: object) -> bool:
    """``value``, if it is true or false."""
    if not isinstance(value, bool):
        raise ValueError(f"true or false is needed, not {type(value).__name__}")
    return value


def as_list(value: object, length: int | None = None) -> list[Any]:
    """``value``, if it is a list, of ``length`` items where given."""
    if not isinstance(value, list) or (length is not None and len(value) != length):
        raise ValueError("a list is needed" + (f" of {length}" if length is not None else ""))
    return value


def as_texts(value: object) -> tuple[str, ...]:
    """``value`` as a tuple, if it is a list of texts."""
    return tuple(as_text(item) for item in as_list(value))


def as_pair(value: object) -> tuple[str, str]:
    """``value`` as a tuple, if it is a list of two texts."""
    first, second = as_texts(as_list(value, 2))
    return first, second
