"""The frameworks a coverage report can be made for, wherever their controls are known from."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from kb.answering.frameworks import Frameworks
from kb.coverage.requirements import Requirement, Standard
from kb.coverage.told import standards_told
from kb.errors import NotFoundError
from kb.records import Records
from kb.records.schema import catalogs, controls, crosswalk_rows, crosswalks, documents
from kb.values import Audience

_WITHDRAWN = re.compile(r"^\W*withdrawn\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b|\b\d\.\d\b")


@dataclass(frozen=True)
class Standards:
    """Every framework known, catalogues first; ``find`` picks one by any of its names."""

    all: tuple[Standard, ...]

    @classmethod
    def read(cls, records: Records, audience: Audience) -> "Standards":
        """From catalogues, crosswalks and documents that this audience may see."""
        with records.read() as connection:
            found = _catalogues(connection, audience)
            found += _from_crosswalks(connection, audience, {s.id for s in found})
        taken = frozenset(f for s in found for f in s.frameworks)
        found += standards_told(records, audience, taken)
        return cls(tuple(found))

    def find(self, wanted: str) -> Standard:
        """The framework of this id or name; of several editions the latest, unless one is named.

        Raises ``NotFoundError``, naming those there are.
        """
        key = _key(wanted)
        same = [s for s in self.all if key in (_key(s.id), _key(s.name))]
        if not same:
            named = Frameworks.load().names(wanted)
            years = set(_YEAR.findall(wanted))
            same = [
                s
                for s in self.all
                if named & s.frameworks and years <= set(_YEAR.findall(f"{s.id} {s.name}"))
            ]
        if not same and len(key) > 2:
            same = [s for s in self.all if key in _key(s.id) or key in _key(s.name)]
        if not same:
            names = ", ".join(s.id for s in self.all) or "none"
            raise NotFoundError(
                f'no controls of "{wanted}" are known. Frameworks there are: {names}. Load a '
                "catalogue or a list of controls with: vouch ingest FILE --collection framework"
            )
        rich = max(len(s.requirements) for s in same)
        return max(
            same,
            key=lambda s: (s.origin == "catalogue", 2 * len(s.requirements) > rich, natural(s.id)),
        )


def natural(text: str) -> tuple[tuple[int, str], ...]:
    """A key that sorts A.5.9 before A.5.10."""
    parts = re.findall(r"\d+|\D+", text)
    return tuple((int(p), "") if p.isdigit() else (-1, p) for p in parts)


def _key(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def _seen(connection: Connection, audience: Audience) -> set[str]:
    query = sa.select(documents.c.id).where(
        documents.c.state == "live", documents.c.audience.in_([a.value for a in audience.sees()])
    )
    return set(connection.execute(query).scalars())


def _catalogues(connection: Connection, audience: Audience) -> list[Standard]:
    seen = _seen(connection, audience)
    heads = connection.execute(sa.select(catalogs).order_by(catalogs.c.id)).mappings().all()
    found: dict[str, Standard] = {}
    for head in heads:
        if head["document_id"] not in seen:
            continue
        query = (
            sa.select(controls)
            .where(controls.c.document_id == head["document_id"])
            .order_by(controls.c.ordinal)
        )
        rows = connection.execute(query).mappings().all()
        made = _catalogue(dict(head), [dict(row) for row in rows])
        held = found.get(made.id)
        if held is None or len(made.requirements) > len(held.requirements):
            found[made.id] = made
    return [s for s in found.values() if s.requirements]


def _catalogue(head: dict[str, str], rows: Sequence[dict[str, object]]) -> Standard:
    groups = {str(r["id"]): r for r in rows if not r["assessable"]}
    parents = {str(r["id"]): str(r["parent"]) for r in rows}
    made = []
    for row in rows:
        if not row["assessable"] or _WITHDRAWN.match(str(row["text"])):
            continue
        family, steps = str(row["parent"]), 0
        while family not in groups and parents.get(family) and steps < len(rows):
            family, steps = parents[family], steps + 1
        above = groups.get(family, {})
        topic = str(above.get("title") or "")
        title, text = str(row["title"]), str(row["text"])
        made.append(Requirement(str(row["id"]), title, text, family, topic))
    families = tuple((g, str(r["title"]) or str(r["text"])[:80]) for g, r in groups.items())
    name = str(head["name"])
    ids = Frameworks.load().names(f"{name} {head['id'].replace('-', ' ')}")
    return Standard(head["id"], name, tuple(made), families, ids, str(head["version"]))


def _from_crosswalks(connection: Connection, audience: Audience, known: set[str]) -> list[Standard]:
    """Frameworks that only a crosswalk names: its numbers, without titles."""
    seen = _seen(connection, audience)
    found: dict[str, dict[str, None]] = {}
    for head in connection.execute(sa.select(crosswalks)).mappings():
        if head["document_id"] not in seen:
            continue
        for side in ("source", "target"):
            if head[side] in known:
                continue
            query = sa.select(crosswalk_rows.c[side]).where(
                crosswalk_rows.c.document_id == head["document_id"]
            )
            found.setdefault(head[side], {}).update(
                dict.fromkeys(connection.execute(query).scalars())
            )
    return [
        Standard(
            one,
            one,
            tuple(
                Requirement(i, "", "", re.split(r"[-.\s(]", i)[0]) for i in sorted(ids, key=natural)
            ),
            frameworks=Frameworks.load().names(one.replace("-", " ")),
            origin="crosswalk",
        )
        for one, ids in sorted(found.items())
    ]


def with_titles(standard: Standard, told: Standard | None) -> Standard:
    """``standard`` with the titles that documents give where it has none of its own."""
    if told is None:
        return standard
    titles = {r.id: r for r in told.requirements}
    return replace(
        standard,
        requirements=tuple(
            r if r.title or r.text else replace(titles.get(r.id, r), family=r.family)
            for r in standard.requirements
        ),
    )
