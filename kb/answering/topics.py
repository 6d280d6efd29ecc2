"""Questions that only a person may answer: prices, contract terms, legal opinions, promised dates.

The list is data, ``kb/data/topics.yaml``; a ``topics.yaml`` in the data folder takes its place.
"""

import re
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import yaml

from kb.errors import SettingsError

#: The owner's list in the data folder.
FILE = "topics.yaml"


@dataclass(frozen=True)
class Topic:
    """What it is called, whom to ask, and the words and patterns by which it is known."""

    id: str
    ask: str
    phrases: tuple[re.Pattern[str], ...] = ()
    words: tuple[str, ...] = ()

    def mark(self, question: str) -> str | None:
        """The first words of ``question`` by which it is of this topic, or None."""
        for pattern in (*map(pattern_of, self.words), *self.phrases):
            if found := pattern.search(question):
                return found.group()
        return None


@dataclass(frozen=True)
class Topics:
    """The topics, in the order of the file; the first that matches counts."""

    topics: tuple[Topic, ...]

    @classmethod
    def load(cls, home: Path | None = None) -> "Topics":
        """The owner's list, if there is one in the data folder, else the one that ships.

        Raises ``SettingsError`` naming what is wrong with the owner's.
        """
        own = None if home is None else home / FILE
        if own is not None and own.is_file():
            try:
                text = own.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError) as error:
                raise SettingsError(f"{own} cannot be read: {error}") from error
            return cls._parsed(text, str(own))
        shipped = resources.files("kb.data").joinpath(FILE).read_text("utf-8")
        return cls._parsed(shipped, FILE)

    @classmethod
    def _parsed(cls, text: str, name: str) -> "Topics":
        try:
            return cls(tuple(_topic(entry) for entry in yaml.safe_load(text)["topics"]))
        except (yaml.YAMLError, KeyError, TypeError, re.error) as error:
            raise SettingsError(f"{name} is not a list of topics: {error}") from error

    def match(self, question: str) -> Topic | None:
        """The topic of ``question``, or None."""
        return next((one for one in self.topics if one.mark(question) is not None), None)


def pattern_of(words: str) -> re.Pattern[str]:
    """Finds ``words`` whole and in this order, whatever their case; ``*`` at the end of a word is
    any ending."""
    parts = [re.escape(one).replace(r"\*", r"\w{0,30}") for one in words.split()]
    return re.compile(r"(?<!\w)" + r"\s{1,5}".join(parts) + r"(?!\w)", re.IGNORECASE)


def _topic(entry: dict[str, object]) -> Topic:
    phrases, words = entry.get("phrases"), entry.get("words")
    if phrases is None and words is None:
        raise KeyError("phrases")
    return Topic(
        str(entry["id"]),
        str(entry["ask"]),
        tuple(re.compile(one, re.IGNORECASE) for one in _texts(phrases)),
        tuple(_texts(words)),
    )


def _texts(found: object) -> list[str]:
    if found is None:
        return []
    if not isinstance(found, list):
        raise TypeError("words and phrases are lists")
    return [str(one) for one in found]
