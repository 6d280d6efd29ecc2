"""Frameworks whose controls are known only from what documents say of them.

A table that maps "CC6.1 | Logical access security | A.5.15" tells a control's number and subject.
"""

import itertools
import re
from collections.abc import Iterable

from kb.answering.crosswalks import CONTROLS
from kb.answering.frameworks import Framework, Frameworks
from kb.answering.tools import headed_units
from kb.answering.units import Unit
from kb.coverage.passages import of_collections
from kb.coverage.requirements import Requirement, Standard
from kb.records import Records
from kb.text.identifiers import ancestors, expand_range, find_identifiers, signs_of
from kb.values import Audience, Collection, Passage

#: Fewer controls than this are a few remarks, and no list.
_FEWEST = 3
_LONGEST = 300
#: ``CC3`` holds CC3.1 and more; ``AC-3`` and ``Art.32`` are controls themselves.
_SERIES = re.compile(r"[A-Z]+\d+")


def standards_told(records: Records, audience: Audience, taken: frozenset[str]) -> list[Standard]:
    """What reference documents tell of frameworks other than those ``taken``, by id."""
    registry = Frameworks.load()
    open_ = [f for f in registry.all if set(f.identifiers) & CONTROLS and f.id not in taken]
    if not open_:
        return []
    places = (Collection.REFERENCE, Collection.FRAMEWORK)
    passages = of_collections(records, audience, places, signs_of(CONTROLS).search)
    named = [(p, found) for p in passages if (found := _controls(p.text + _headed(p)))]
    made = []
    for framework in open_:
        kinds = frozenset(framework.identifiers) & CONTROLS
        own = [p for p, found in named if found & kinds]
        standard = _told(framework, kinds, own)
        if len(standard.requirements) >= _FEWEST:
            made.append(standard)
    return made


def _headed(passage: Passage) -> str:
    return "\n" + "\n".join(passage.heading)


def _controls(text: str) -> frozenset[str]:
    return frozenset(f.kind for f in find_identifiers(text) if f.kind in CONTROLS)


def _told(framework: Framework, kinds: frozenset[str], passages: Iterable[Passage]) -> Standard:
    titles: dict[str, str] = {}
    texts: dict[str, str] = {}
    for passage in passages:
        heading = passage.heading[-1] if passage.heading else ""
        if (own := _ids(heading, kinds)) and len(own) == 1:
            titles.setdefault(own[0], _without(heading, own[0]))
            texts.setdefault(own[0], passage.text[:_LONGEST])
        for unit in headed_units(passage):
            _take(unit, kinds, titles, texts)
    return _standard(framework, titles, texts)


def _take(unit: Unit, kinds: frozenset[str], titles: dict[str, str], texts: dict[str, str]) -> None:
    """Note every control that a unit names, its title and what is said of it alone."""
    named = _ids(unit.text, kinds)
    for one in named:
        titles.setdefault(one, "")
    if not unit.is_row:
        if len(named) == 1 and len(unit.text) < _LONGEST:
            texts.setdefault(named[0], unit.text)
        return
    cells = unit.text.split("\t")
    for cell, following in itertools.pairwise(cells):
        own = _ids(cell, kinds)
        if len(own) == 1 and not find_identifiers(following) and re.search("[a-z]{3}", following):
            titles[own[0]] = titles.get(own[0]) or following.strip()[:_LONGEST]
    subject = next((c for c in cells if re.search("[a-z]{3}", c) and not find_identifiers(c)), "")
    for one in named:
        # What it is mapped to tells its subject, if not its title.
        texts.setdefault(one, subject[:_LONGEST])


def _ids(text: str, kinds: frozenset[str]) -> list[str]:
    found = [f.canonical for f in find_identifiers(text) if f.kind in kinds]
    families = {_letters(one) for one in found}
    found += [one for one in expand_range(text) if _letters(one) in families]
    return list(dict.fromkeys(found))


def _letters(control: str) -> str:
    return re.split(r"\d", control, maxsplit=1)[0]


def _without(heading: str, control: str) -> str:
    return re.sub(rf"^\W*{re.escape(control)}\W*", "", heading).strip()


def _standard(framework: Framework, titles: dict[str, str], texts: dict[str, str]) -> Standard:
    groups = {above for one in titles for above in ancestors(one)}
    # A series of which no criterion is known stands for them: it is no criterion of a family "CC".
    groups |= (series := {one for one in titles if _SERIES.fullmatch(one)} - groups)
    leaves = sorted((one for one in titles if one in series or one not in groups), key=_order)
    requirements = []
    for one in leaves:
        above = (one,) if one in series else ancestors(one)
        family = above[0] if above else (re.match(r"[A-Za-z]+|\d+", one) or [one])[0]
        requirements.append(Requirement(one, titles[one], texts.get(one, ""), family))
    families = tuple((g, titles.get(g, "")) for g in sorted(groups, key=_order))
    return Standard(
        framework.id,
        framework.name,
        tuple(requirements),
        families,
        frozenset((framework.id,)),
        origin="documents",
    )


def _order(control: str) -> tuple[tuple[int, str], ...]:
    parts = re.findall(r"\d+|\D+", control)
    return tuple((int(p), "") if p.isdigit() else (-1, p) for p in parts)
