"""The words by which questions are compared: ``vocabulary.yaml``, beside this file."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml

from kb.lexical.analysis import all_stems

#: One token of a question: a word, a number, or a token of ours, which begins with a low line.
TOKEN = re.compile(
    r"_[\w:.()-]+|\b[^\W\d_]{1,2}\d[^\W_]*|[^\W\d_]+(?:['’][^\W\d_]+)?|\d+(?:[.,]\d+)*"
)


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The stem of one word in lower case; a number, and a token of ours, as it is."""
    if word.startswith("_") or not word[0].isalpha():
        return word
    stems = all_stems(word)
    return stems[0] if stems else word


def term_groups() -> list[tuple[str, ...]]:
    """The groups of terms in the compliance thesaurus that ships with Vouch."""
    text = resources.files("kb.data").joinpath("thesaurus.yaml").read_text("utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    data = yaml.load(text, Loader=loader)  # noqa: S506 - a safe loader
    return [tuple(map(str, group["terms"])) for group in data["groups"]]


@dataclass(frozen=True)
class Vocabulary:
    """See the head of the file. Words are stems, except in ``phrases`` and ``light``.

    ``same`` leads from stems, and from whole words after a ``=``, since "response" and
    "responsible" share a stem.
    """

    same: Mapping[str, str]
    phrases: Mapping[tuple[str, ...], tuple[str, ...]]
    beside: tuple[tuple[frozenset[str], frozenset[str], str], ...]
    light: frozenset[str]
    stronger: frozenset[str]
    parties: frozenset[str]
    not_terms: tuple[str, ...]

    @classmethod
    def load(cls) -> "Vocabulary":
        """The one that ships with Vouch."""
        text = resources.files("kb.library").joinpath("vocabulary.yaml").read_text("utf-8")
        data: dict[str, Any] = yaml.safe_load(text)
        same: dict[str, str] = {}
        for group in data["same"]:
            for word in group:
                same[f"={word}"] = stem(group[0])
                same.setdefault(stem(word), stem(group[0]))

        def meant(words: Iterable[str]) -> frozenset[str]:
            return frozenset(_meant(same, word) for word in words)

        phrases = {
            tuple(TOKEN.findall(phrase)): tuple(TOKEN.findall(means))
            for means, *spelled in data["phrases"]
            for phrase in spelled
        }
        return cls(
            same=same,
            phrases=phrases,
            beside=tuple(
                (meant(rule["with"]), meant(rule["words"]), rule["means"])
                for rule in data["beside"]
            ),
            light=frozenset(data["light"].split()),
            stronger=meant(data["stronger"]),
            parties=meant(data["parties"]),
            not_terms=tuple(data["not_terms"]),
        )

    def meaning(self, word: str) -> str:
        """What stands for a word in lower case, or nothing where it says nothing."""
        meant = _meant(self.same, word)
        return "" if word in self.light and meant == stem(word) else meant

    def spoken(self, tokens: Sequence[str]) -> list[str]:
        """``tokens`` with each phrase replaced by what it means, the longest first."""
        longest = max(map(len, self.phrases))
        said: list[str] = []
        at = 0
        while at < len(tokens):
            for length in range(min(longest, len(tokens) - at), 1, -1):
                means = self.phrases.get(tuple(tokens[at : at + length]))
                if means is not None:
                    said.extend(means)
                    at += length
                    break
            else:
                said.extend(self.phrases.get((tokens[at],), (tokens[at],)))
                at += 1
        return said


def _meant(same: Mapping[str, str], word: str) -> str:
    found = stem(word)
    return same.get(f"={word}") or same.get(found, found)
