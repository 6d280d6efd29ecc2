"""The frameworks that questions and documents name, and how each is written.

The list is data, ``kb/data/frameworks.yaml``. It steers which sentences are chosen and is never
quoted itself.
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml


@dataclass(frozen=True, slots=True)
class Framework:
    """One framework: its names, what sort of thing it is, and how its controls are numbered.

    ``identifiers``: kinds of ``kb.text.identifiers.Identifier``; ``clauses``: whether bare section
    numbers are its controls too; ``hints``: words that point to it beside another's identifier.
    """

    id: str
    name: str
    kind: str
    aliases: tuple[str, ...]
    issuer: str = ""
    hints: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    clauses: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """A framework named in a text, and where."""

    framework: Framework
    start: int
    end: int


@dataclass(frozen=True)
class Frameworks:
    """The registry, in the order of its file."""

    all: tuple[Framework, ...]

    @staticmethod
    @cache
    def load() -> "Frameworks":
        """The registry that ships with Vouch."""
        raw = resources.files("kb.data").joinpath("frameworks.yaml").read_text("utf-8")
        return Frameworks(
            tuple(
                Framework(
                    id=str(entry["id"]),
                    name=str(entry["name"]),
                    kind=str(entry["kind"]),
                    aliases=tuple(map(str, entry["aliases"])),
                    issuer=str(entry.get("issuer", "")),
                    hints=tuple(map(str, entry.get("hints", ()))),
                    identifiers=tuple(map(str, entry.get("identifiers", ()))),
                    clauses=bool(entry.get("clauses", False)),
                )
                for entry in yaml.safe_load(raw)["frameworks"]
            )
        )

    def named(self, text: str) -> list[Named]:
        """The frameworks that ``text`` names, in order, repeats kept."""
        owners, pattern = _names(self)
        return [
            Named(owners[_key(found.group())], found.start(), found.end())
            for found in pattern.finditer(text)
        ]

    def names(self, text: str) -> frozenset[str]:
        """The ids of the frameworks that ``text`` names."""
        return frozenset(found.framework.id for found in self.named(text))

    def hinted(self, text: str) -> frozenset[str]:
        """The ids of the frameworks that words of ``text`` hint at."""
        words = set(re.findall(r"\w+", text.lower()))
        return frozenset(f.id for f in self.all if any(h.lower() in words for h in f.hints))

    def numbering(self, kind: str) -> frozenset[str]:
        """The ids of the frameworks whose controls have identifiers of this kind."""
        return frozenset(f.id for f in self.all if kind in f.identifiers)

    def get(self, framework_id: str) -> Framework:
        """The framework of this id; raises ``KeyError`` for an unknown one."""
        return {f.id: f for f in self.all}[framework_id]


_PART = re.compile(r"[A-Za-z]+|\d+")
_GAP = r"[\s/_.\-]{0,2}"


def _key(text: str) -> str:
    return "".join(_PART.findall(text.lower()))


@cache
def _names(registry: Frameworks) -> tuple[dict[str, Framework], re.Pattern[str]]:
    owners = {_key(alias): f for f in registry.all for alias in f.aliases}
    aliases = sorted((a for f in registry.all for a in f.aliases), key=lambda a: (-len(a), a))
    ways = "|".join(_GAP.join(map(re.escape, _PART.findall(alias))) for alias in aliases)
    return owners, re.compile(rf"(?<![\w])(?:{ways})(?!\w)", re.IGNORECASE)
