"""Chunks, the passages that a search returns, and what a search may be narrowed to."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from itertools import combinations
from typing import Any, ClassVar


class Collection(StrEnum):
    """What a document can prove; only ``policy`` proves what the organisation does."""

    POLICY = "policy"
    FRAMEWORK = "framework"
    REFERENCE = "reference"
    ANSWERS = "answers"


_LEVELS = ("public", "nda", "internal")
_GROUP = "[a-z0-9](?:[a-z0-9-]{0,22}[a-z0-9])?"
#: Groups that one document or one asker may have: what an asker sees is listed whole (``sees``).
MOST_GROUPS = 6
#: How an audience is written: a level, then any groups in alphabetical order.
AUDIENCE_FORM = rf"^(public|nda|internal)(:{_GROUP}(\+{_GROUP}){{0,{MOST_GROUPS - 1}}})?$"


class Audience(str):
    """Who may see a document, and what an asker may see: a level, and any groups.

    Levels are ``public`` < ``nda`` < ``internal``. ``internal:board+legal`` on a document: only
    askers of that level who are of both groups see it. On an asker: what is for everybody of that
    level, for either group, or for both. Raises ``ValueError`` for any other text.
    """

    PUBLIC: ClassVar["Audience"]
    NDA: ClassVar["Audience"]
    INTERNAL: ClassVar["Audience"]
    __slots__ = ()

    def __new__(cls, value: str) -> "Audience":
        """Groups may come in any order."""
        if (known := _PLAIN.get(value)) is not None:
            return known
        level, colon, rest = value.partition(":")
        groups = sorted(set(rest.split("+"))) if colon else []
        written = f"{level}:{'+'.join(groups)}" if colon else level
        if not re.fullmatch(AUDIENCE_FORM, written):
            raise ValueError(f"{value!r} is no audience; {HOW_AUDIENCE}")
        return super().__new__(cls, written)

    @property
    def value(self) -> str:
        """It as plain text."""
        return str.__str__(self)

    @property
    def slug(self) -> str:
        """It as a name of a file or of a Chroma collection: ``internal.board_legal``."""
        return self.value.replace(":", ".").replace("+", "_")

    @classmethod
    def of_slug(cls, slug: str) -> "Audience":
        """The audience that has this ``slug``."""
        return cls(slug.replace(".", ":").replace("_", "+"))

    @property
    def base(self) -> "Audience":
        """Its level alone."""
        return Audience(self.partition(":")[0])

    @property
    def groups(self) -> frozenset[str]:
        """The names of its groups."""
        rest = self.partition(":")[2]
        return frozenset(rest.split("+")) if rest else frozenset()

    @property
    def level(self) -> int:
        """0 for public, 2 for internal."""
        return _LEVELS.index(self.partition(":")[0])

    def covers(self, other: "Audience") -> bool:
        """Whether whoever sees as this sees all that ``other`` does."""
        return other.level <= self.level and other.groups <= self.groups

    def sees(self) -> tuple["Audience", ...]:
        """Every audience it covers, the lowest first: those whose documents it may see."""
        return _sees(self)

    def joined(self, other: "Audience") -> "Audience":
        """The lowest that covers both."""
        return self.base_of(max(self.level, other.level), self.groups | other.groups)

    def shared(self, other: "Audience") -> "Audience":
        """The highest that both cover."""
        return self.base_of(min(self.level, other.level), self.groups & other.groups)

    @staticmethod
    def base_of(level: int, groups: Iterable[str] = ()) -> "Audience":
        """The audience of a level (0 to 2) and these groups."""
        named = "+".join(sorted(groups))
        return Audience(f"{_LEVELS[level]}:{named}" if named else _LEVELS[level])

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        """Read from text that is checked against the form; written as text."""
        from pydantic_core import core_schema

        text = core_schema.str_schema(max_length=200)
        return core_schema.no_info_after_validator_function(
            cls, text, serialization=core_schema.to_string_ser_schema()
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> dict[str, Any]:
        """Text of the form above."""
        return {"type": "string", "pattern": AUDIENCE_FORM, "title": "Audience"}


#: The levels by name: most audiences are one of these.
_PLAIN: dict[str, Audience] = {}


@lru_cache(1_000)
def _sees(audience: Audience) -> tuple[Audience, ...]:
    names = sorted(audience.groups)
    subsets = [s for count in range(len(names) + 1) for s in combinations(names, count)]
    return tuple(
        Audience.base_of(level, subset) for subset in subsets for level in range(audience.level + 1)
    )


HOW_AUDIENCE = (
    "use public, nda or internal, and after a colon the groups, joined by +, as in internal:legal "
    f"(a to z, 0 to 9 and hyphens; at most {MOST_GROUPS} groups)"
)
Audience.PUBLIC = Audience("public")
Audience.NDA = Audience("nda")
Audience.INTERNAL = Audience("internal")
_PLAIN |= {one.value: one for one in (Audience.PUBLIC, Audience.NDA, Audience.INTERNAL)}
#: The levels, without groups.
AUDIENCES: tuple[Audience, ...] = (Audience.PUBLIC, Audience.NDA, Audience.INTERNAL)
COLLECTIONS: tuple[Collection, ...] = tuple(Collection)


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch of one section of a document.

    ``text`` is the document's text from ``start`` to ``end``, character for character. ``context``
    is what a reader would know from above (a list's lead-in, a table's column names); it is
    indexed with the text but never quoted.
    """

    text: str
    start: int
    end: int
    ordinal: int
    heading: tuple[str, ...] = ()
    page: int | None = None
    context: str = ""


@dataclass(frozen=True, slots=True)
class SearchFilter:
    """What a search is narrowed to. Empty tuples mean no restriction.

    ``audience`` is the asker's; passages above it do not exist for this search. ``in_date`` keeps
    only documents that are not out of date on that day, ``product`` leaves out those that are about
    another one.
    """

    audience: Audience = Audience.INTERNAL
    collections: tuple[Collection, ...] = ()
    documents: tuple[str, ...] = ()
    in_date: date | None = None
    product: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A live chunk that a search found, with its document and its score (0 to 1, higher is better).

    ``lexical`` and ``dense`` are the two parts of the score before weighting, each 0 to 1.
    """

    chunk_id: str
    document_id: str
    version: int
    title: str
    collection: Collection
    audience: Audience
    text: str
    start: int
    end: int
    heading: tuple[str, ...]
    page: int | None
    context: str
    score: float
    lexical: float = 0.0
    dense: float = 0.0
    external_id: str = ""
    source: str = ""
    reference: str = ""
    truncated: bool = False
    effective: date | None = None
    review_by: date | None = None
    valid_until: date | None = None
