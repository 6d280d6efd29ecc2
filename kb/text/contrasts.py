"""Terms that exclude one another: "encrypted at rest" says nothing of "in transit".

The groups are data: ``kb/data/contrasts.yaml``.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources

import yaml

_Member = tuple[str, re.Pattern[str]]
#: Questions whose groups are kept: one question is compared with many texts.
_KEPT = 256


@dataclass(frozen=True)
class Contrasts:
    """Groups of members, each member a pattern over lower-case text."""

    groups: tuple[tuple[_Member, ...], ...]

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
        said, over = text.lower(), above.lower()
        clashing: list[str] = []
        for asked, others in self._named(question):
            if any(p.search(said) for _, p in (*asked, *others)):
                place = said
            else:
                place = over
            if any(p.search(place) for _, p in others):
                clashing += [name for name, p in asked if not p.search(place)]
        return tuple(clashing)

    @cached_property
    def _named(
        self,
    ) -> Callable[[str], tuple[tuple[tuple[_Member, ...], tuple[_Member, ...]], ...]]:
        """Of each group that a question names: the members it names, and the others."""

        def named(question: str) -> tuple[tuple[tuple[_Member, ...], tuple[_Member, ...]], ...]:
            text = question.lower()
            found = []
            for group in self.groups:
                names = {name for name, p in group if p.search(text)}
                if names:
                    asked = tuple(one for one in group if one[1].search(text))
                    others = tuple(one for one in group if one[0] not in names)
                    found.append((asked, others))
            return tuple(found)

        return lru_cache(maxsize=_KEPT)(named)


def _pattern(member: str) -> re.Pattern[str]:
    spellings = [
        r"[\s-]+".join(re.escape(word) for word in spelling.split())
        for spelling in member.split("|")
    ]
    return re.compile(rf"\b(?:{'|'.join(spellings)})s?(?:['’]s?)?\b")
