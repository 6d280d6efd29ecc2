"""Terms of the field that can stand for each other, so that a question finds other words' answers.

The terms are data: ``kb/data/thesaurus.yaml``, whose head says how it is organised.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib import resources
from typing import Any

from kb.errors import SettingsError
from kb.text.spelling import Spelling, words_of

__all__ = ["Expansion", "ExpansionKind", "Thesaurus"]

_KEPT = 4_096  # texts whose expansions are kept: one question is expanded many times
_END = ""  # the entry of a trie node under which its term stands; no word is empty


class ExpansionKind(StrEnum):
    """How the alternatives stand to what was matched.

    ``SYNONYM`` and ``SPELLING`` may replace it; ``NARROWER`` are parts or kinds of it, ``BROADER``
    what it is a part or kind of, ``RELATED`` what stands beside it. The last three lead one way
    only and deserve less weight.
    """

    SYNONYM = "synonym"
    SPELLING = "spelling"
    NARROWER = "narrower"
    BROADER = "broader"
    RELATED = "related"


@dataclass(frozen=True, slots=True)
class Expansion:
    """Words of a question, as written there, and other words for them, in lower case."""

    matched: str
    alternatives: tuple[str, ...]
    kind: ExpansionKind


_Alternatives = tuple[ExpansionKind, tuple[str, ...]]


class Thesaurus:
    """Finds terms in text by longest match over words, and gives their alternatives."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        """``data`` is the file's content; raises ``SettingsError`` where it breaks its rules."""
        self.spelling = Spelling(data.get("spelling") or {})
        self._trie: dict[str, Any] = {}
        self._groups: dict[str, tuple[str, ...]] = {}
        self._group_of: dict[str, str] = {}
        self._one_way: dict[str, list[_Alternatives]] = {}
        self._alternatives: dict[str, tuple[_Alternatives, ...]] = {}  # filled as terms are met
        for group in data["groups"]:
            self._add_group(str(group["id"]), [str(term) for term in group["terms"]])
        self._expanded = lru_cache(maxsize=_KEPT)(self._expand)
        for link in data.get("one_way") or ():
            self._add_link(str(link["from"]), str(link["kind"]), [str(to) for to in link["to"]])

    @classmethod
    def load(cls, text: str | None = None) -> "Thesaurus":
        """The thesaurus that comes with the package, or the one in ``text`` (YAML)."""
        import yaml

        if text is None:
            file = resources.files("kb").joinpath("data/thesaurus.yaml")
            text = file.read_text(encoding="utf-8")
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        return cls(yaml.load(text, Loader=loader))  # noqa: S506 - a safe loader

    def expand(self, text: str | Sequence[str]) -> list[Expansion]:
        """Other words for the terms in a text or a sequence of words, in the text's order.

        Of terms that overlap, the longest that starts first counts. A term gives its synonyms
        first, then what it leads to one way; words in no term give their other spelling.
        """
        return list(self._expanded(text if isinstance(text, str) else " ".join(text)))

    def _expand(self, text: str) -> tuple[Expansion, ...]:
        words = words_of(text)
        keys = [self.spelling.key(word) for word, _, _ in words]
        found: list[Expansion] = []
        at = 0
        while at < len(words):
            length, term = self._longest(keys, at)
            if term:
                matched = text[words[at][1] : words[at + length - 1][2]]
                found += self._of_term(matched, term)
            elif other := self.spelling.other(words[at][0]):
                matched = text[words[at][1] : words[at][2]]
                found.append(Expansion(matched, (other,), ExpansionKind.SPELLING))
            at += max(length, 1)
        return tuple(found)

    def synonyms(self, term: str) -> tuple[str, ...]:
        """The terms of the group ``term`` is in, itself included; empty where it is in none."""
        return self._groups.get(self._group_of.get(self._key(term), ""), ())

    def _longest(self, keys: Sequence[str], at: int) -> tuple[int, str]:
        """How many words the longest term from ``at`` on has, and its key; (0, "") for none."""
        node, length, term = self._trie, 0, ""
        for ahead in range(at, len(keys)):
            if keys[ahead] not in node:
                break
            node = node[keys[ahead]]
            if _END in node:
                length, term = ahead - at + 1, node[_END]
        return length, term

    def _of_term(self, matched: str, key: str) -> Iterator[Expansion]:
        if key not in self._alternatives:
            self._alternatives[key] = tuple(self._work_out(key))
        respelt = self.spelling.variants(" ".join(word for word, _, _ in words_of(matched)))[1:]
        synonym, *others = self._alternatives[key]
        if alternatives := tuple(dict.fromkeys((*respelt, *synonym[1]))):
            yield Expansion(matched, alternatives, synonym[0])
        for kind, terms in others:
            yield Expansion(matched, terms, kind)

    def _work_out(self, key: str) -> Iterator[_Alternatives]:
        """What a term leads to, its synonyms first, each alternative in both spellings."""
        group = self._group_of[key]
        for kind, terms in (
            (ExpansionKind.SYNONYM, self._groups[group]),
            *self._one_way.get(group, ()),
        ):
            others = (term for term in terms if self._key(term) != key)
            forms = (form for term in others for form in self.spelling.variants(term))
            yield kind, tuple(dict.fromkeys(forms))

    def _key(self, term: str) -> str:
        return " ".join(self.spelling.key(word) for word, _, _ in words_of(term))

    def _add_group(self, group: str, terms: list[str]) -> None:
        if group in self._groups:
            raise SettingsError(f"thesaurus: two groups have the id {group!r}")
        self._groups[group] = tuple(terms)
        for term in terms:
            key = self._key(term)
            if self._group_of.setdefault(key, group) != group:
                raise SettingsError(
                    f"thesaurus: {term!r} is in the groups {self._group_of[key]!r} and {group!r};"
                    " keep it in one, and link the other under one_way"
                )
            node = self._trie
            for word in key.split():
                node = node.setdefault(word, {})
            node[_END] = key

    def _add_link(self, source: str, kind: str, targets: list[str]) -> None:
        for term in (source, *targets):
            if self._key(term) not in self._group_of:
                raise SettingsError(f"thesaurus: one_way names {term!r}, which is in no group")
        group = self._group_of[self._key(source)]
        inside = [term for term in targets if self._group_of[self._key(term)] == group]
        if inside or kind not in ("narrower", "broader", "related"):
            what = f"{inside[0]!r}, a synonym" if inside else f"the unknown kind {kind!r}"
            raise SettingsError(f"thesaurus: one_way leads from {source!r} to {what}")
        self._one_way.setdefault(group, []).append((ExpansionKind(kind), tuple(targets)))
