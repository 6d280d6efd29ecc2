"""Terms that exclude one another: "encrypted at rest" says nothing of "in transit".

The groups are data: ``kb/data/contrasts.yaml``.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources

import yaml


@dataclass(frozen=True)
class Contrasts:
    """Groups of members, each member a pattern over lower-case text."""

    groups: tuple[tuple[tuple[str, re.Pattern[str]], ...], ...]

    @classmethod
    def load(cls) -> "Contrasts":
        """The groups that ship with Vouch."""
        raw = resources.files("kb.data").joinpath("contrasts.yaml").read_text("utf-8")
        return cls.of(yaml.safe_load(raw)["contrasts"])

    @classmethod
    def of(cls, groups: Iterable[Iterable[str]]) -> "Contrasts":
        """From lists of members, each with its spellings joined by ``|``."""
        return cls(tuple(tuple((m.split("|")[0], _pattern(m)) for m in group) for group in groups))

    def clash(self, question: str, text: str, above: str = "") -> tuple[str, ...]:
        """The members that ``question`` names and ``text`` replaces by another of their group.

        A member named ``above`` the text (in its headings) counts as named, unless the text itself
        names another.
        """
        asked_text, said, over = question.lower(), text.lower(), above.lower()
        clashing = []
        for group in self.groups:
            asked = [(name, p) for name, p in group if p.search(asked_text)]
            if not asked:
                continue
            said_any = any(p.search(said) for _, p in group)
            place = said if said_any else over
            other = any(p.search(place) for name, p in group if name not in {n for n, _ in asked})
            clashing += [name for name, p in asked if other and not p.search(place)]
        return tuple(clashing)


def _pattern(member: str) -> re.Pattern[str]:
    spellings = [
        r"[\s-]+".join(re.escape(word) for word in spelling.split())
        for spelling in member.split("|")
    ]
    return re.compile(rf"\b(?:{'|'.join(spellings)})s?(?:['’]s?)?\b")
