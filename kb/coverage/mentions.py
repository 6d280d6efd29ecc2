"""Where the organisation's own documents name a control by its number."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from kb.answering.frameworks import Frameworks
from kb.answering.units import Unit
from kb.coverage.material import Material
from kb.coverage.requirements import Standard
from kb.text.identifiers import ancestors, expand_range, find_identifiers

_EDITION = re.compile(r"\b\d{4,5}:(?P<year>(?:19|20)\d\d)\b|\bCSF\s+v?(?P<version>\d\.\d)\b", re.I)


class Closeness(IntEnum):
    """How a document names a control; lower is closer."""

    EXACT = 0
    RANGE = 1
    WIDER = 2
    NARROWER = 3


@dataclass(frozen=True, slots=True)
class Mention:
    """A sentence or row that names a control, itself or one around or inside it (``named``)."""

    control: str
    named: str
    unit: Unit
    closeness: Closeness


@dataclass(frozen=True)
class Numbering:
    """How a standard's controls are written, for finding them in text."""

    standard: Standard
    ids: dict[str, str]
    kinds: frozenset[str]
    editions: frozenset[str]

    @classmethod
    def of(cls, standard: Standard) -> "Numbering":
        """``ids`` by canonical spelling; a number that is no known form is taken as it stands."""
        ids: dict[str, str] = {}
        kinds: set[str] = set()
        for requirement in standard.requirements:
            found = find_identifiers(requirement.id)
            whole = [f for f in found if f.start == 0 and f.end == len(requirement.id)]
            ids.setdefault(whole[0].canonical if whole else requirement.id, requirement.id)
            kinds.update(f.kind for f in whole)
        years = re.findall(r"(?:19|20)\d\d|\d\.\d", f"{standard.id} {standard.version}")
        return cls(standard, ids, frozenset(kinds), frozenset(years))


def mentions(numbering: Numbering, material: Material) -> Iterator[Mention]:
    """Every mention of the standard's controls, in the order of the passages."""
    own = _own_references(material)
    for unit in material.numbered:
        if unit.text.endswith("?"):
            continue
        for named, closeness, control in _in_unit(unit, numbering, own):
            yield Mention(control, named, unit, closeness)


def _own_references(material: Material) -> frozenset[str]:
    """The numbers of the organisation's own documents: "IR-01" may be a policy of theirs."""
    named = {p.reference for p in material.passages if p.reference}
    return frozenset(f.canonical for text in named for f in find_identifiers(text))


def _in_unit(
    unit: Unit, numbering: Numbering, own: frozenset[str]
) -> list[tuple[str, Closeness, str]]:
    found: dict[str, tuple[str, Closeness]] = {}
    for text, column in _parts(unit):
        if not re.search(r"\d", text) or not _of_edition(f"{column} {text}", numbering):
            continue
        for named, closeness, control in _in_text(text, column, numbering, own):
            if control not in found or closeness < found[control][1]:
                found[control] = (named, closeness)
    return [(named, closeness, control) for control, (named, closeness) in found.items()]


def _parts(unit: Unit) -> Sequence[tuple[str, str]]:
    """The cells of a row with their columns; a sentence as it is."""
    if not unit.is_row:
        return [(unit.text, "")]
    cells = unit.text.split("\t")
    columns = unit.columns or ("",) * len(cells)
    return list(zip(cells, columns, strict=False))


def _of_edition(text: str, numbering: Numbering) -> bool:
    """Whether the text names no other edition than the standard's."""
    named = {found["year"] or found["version"] for found in _EDITION.finditer(text)}
    return not named or not numbering.editions or bool(named & numbering.editions)


def _in_text(
    text: str, column: str, numbering: Numbering, own: frozenset[str]
) -> Iterator[tuple[str, Closeness, str]]:
    registry = Frameworks.load()
    owners = registry.names(column) or registry.names(text)
    frameworks = numbering.standard.frameworks
    if column and owners and frameworks and not owners & frameworks:
        return
    annex = "annex" in column.lower()
    named: dict[str, Closeness] = {}
    for found in find_identifiers(text):
        canonical = found.canonical
        if found.kind == "section":
            # A bare number is a clause of theirs only where the framework is named beside it.
            if not owners & frameworks:
                continue
            canonical = f"A.{canonical}" if annex else canonical
        if canonical not in own:
            named[canonical] = Closeness.EXACT
    for one in expand_range(text):
        spelled = f"A.{one}" if annex and one[:1].isdigit() else one
        if not one[:1].isdigit() or owners & frameworks:
            named.setdefault(spelled, Closeness.RANGE)
    yield from _matched(named, numbering)


def _matched(
    named: dict[str, Closeness], numbering: Numbering
) -> Iterator[tuple[str, Closeness, str]]:
    groups = frozenset(named)
    for one, closeness in named.items():
        if one in numbering.ids:
            yield one, closeness, numbering.ids[one]
            continue
        inside = [a for a in ancestors(one) if a in numbering.ids]
        if inside and _like(one, numbering):
            yield one, Closeness.NARROWER, numbering.ids[inside[0]]
    if not groups:
        return
    for canonical, control in numbering.ids.items():
        around = [a for a in ancestors(canonical) if a in groups]
        if around and canonical not in groups and around[0] not in numbering.ids:
            yield around[0], Closeness.WIDER, control


def _like(one: str, numbering: Numbering) -> bool:
    found = find_identifiers(one)
    return bool(found) and found[0].kind in numbering.kinds
