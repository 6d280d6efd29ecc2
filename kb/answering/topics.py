"""Questions that only a person may answer: prices, contract terms, legal opinions, promised dates.

The list is data, ``kb/data/topics.yaml``; a ``topics.yaml`` in the data folder takes its place.
"""

import re
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import yaml

from kb.errors import SettingsError


@dataclass(frozen=True)
class Topic:
    """What it is called, whom to ask, and the patterns by which it is known."""

    id: str
    ask: str
    phrases: tuple[re.Pattern[str], ...]


@dataclass(frozen=True)
class Topics:
    """The topics, in the order of the file; the first that matches counts."""

    topics: tuple[Topic, ...]

    @classmethod
    def load(cls, home: Path | None = None) -> "Topics":
        """The owner's list, if there is one in the data folder, else the one that ships.

        Raises ``SettingsError`` naming what is wrong with the owner's.
        """
        own = None if home is None else home / "topics.yaml"
        if own is not None and own.is_file():
            try:
                text = own.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError) as error:
                raise SettingsError(f"{own} cannot be read: {error}") from error
            return cls._parsed(text, str(own))
        shipped = resources.files("kb.data").joinpath("topics.yaml").read_text("utf-8")
        return cls._parsed(shipped, "topics.yaml")

    @classmethod
    def _parsed(cls, text: str, name: str) -> "Topics":
        try:
            return cls(
                tuple(
                    Topic(
                        str(entry["id"]),
                        str(entry["ask"]),
                        tuple(re.compile(str(p), re.IGNORECASE) for p in entry["phrases"]),
                    )
                    for entry in yaml.safe_load(text)["topics"]
                )
            )
        except (yaml.YAMLError, KeyError, TypeError, re.error) as error:
            raise SettingsError(f"{name} is not a list of topics: {error}") from error

    def match(self, question: str) -> Topic | None:
        """The topic of ``question``, or None."""
        for topic in self.topics:
            if any(phrase.search(question) for phrase in topic.phrases):
                return topic
        return None
