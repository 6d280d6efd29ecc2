"""What framework files say in structured form: catalogues of controls and crosswalks."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Control:
    """One requirement or control. ``parent`` is the id of the group it stands in, or ``""``."""

    id: str
    title: str
    text: str = ""
    parent: str = ""
    assessable: bool = True


@dataclass(frozen=True, slots=True)
class Catalog:
    """A framework's controls, in the order of its text."""

    id: str
    name: str
    controls: tuple[Control, ...]
    issuer: str = ""
    version: str = ""


class Relation(StrEnum):
    """How the source control stands to the target (NIST IR 8477's set relations)."""

    EQUAL = "equal"
    SUBSET = "subset"
    SUPERSET = "superset"
    RELATED = "related"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class CrosswalkRow:
    """One row of a mapping: a source control, a target control, and how they stand."""

    source: str
    target: str
    relation: Relation = Relation.RELATED
    note: str = ""


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """A mapping between two frameworks, each named by its catalogue's id."""

    id: str
    name: str
    source: str
    target: str
    rows: tuple[CrosswalkRow, ...]
    publisher: str = ""
