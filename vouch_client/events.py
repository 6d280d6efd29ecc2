"""Server-sent events, read line by line (WHATWG HTML, section 9.2, as far as a client needs)."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Event:
    """One event: its name and its JSON."""

    name: str
    data: Any


def read_events(lines: Iterable[str]) -> Iterator[Event]:
    """The events of a stream given as lines without their ends.

    Comments and unknown fields are skipped, and so is an event that the stream's end cut off.
    Raises ``ValueError`` when an event holds no JSON.
    """
    name, data = "message", list[str]()
    for line in lines:
        if not line:
            if data:
                yield Event(name, json.loads("\n".join(data)))
            name, data = "message", []
            continue
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if field == "event":
            name = value
        elif field == "data":
            data.append(value)
