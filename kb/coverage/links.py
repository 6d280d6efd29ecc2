"""Crosswalks as a graph: which control of which framework leads to which of another."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from kb.answering.crosswalks import CONTROLS, rows
from kb.answering.frameworks import Frameworks
from kb.coverage.passages import of_collections
from kb.coverage.report import Step
from kb.coverage.requirements import Standard
from kb.coverage.standards import Standards
from kb.records import Records
from kb.records.schema import crosswalk_rows, crosswalks, documents
from kb.text.identifiers import find_identifiers
from kb.values import Audience, Collection, Relation

_TURNED = {Relation.SUBSET: Relation.SUPERSET, Relation.SUPERSET: Relation.SUBSET}
#: A row that sets more than so many pairs side by side maps chapters, not controls.
_MOST_PAIRS = 80
_MOST_STEPS = 2


@dataclass(frozen=True)
class Links:
    """Every step from a control (framework, id), both ways; relation ``none`` left out."""

    steps: dict[tuple[str, str], list[Step]] = field(default_factory=dict)

    @classmethod
    def read(cls, records: Records, standards: Standards, audience: Audience) -> "Links":
        """From imported crosswalks and from the tables of documents."""
        links = cls()
        for step in (
            *_imported(records, audience),
            *_of_documents(records, standards, audience),
        ):
            links._add(step)
        return links

    def _add(self, step: Step) -> None:
        if step.relation is Relation.NONE:
            return
        back = Step(
            step.target_framework,
            step.target,
            step.framework,
            step.control,
            _TURNED.get(step.relation, step.relation),
            step.source,
        )
        for one in (step, back):
            held = self.steps.setdefault((one.framework, one.control), [])
            if one not in held:
                held.append(one)

    def between(self, source: str, target: str) -> list[Step]:
        """The single steps from one framework to another, in the order they were read."""
        return [
            step
            for (framework, _), held in self.steps.items()
            if framework == source
            for step in held
            if step.target_framework == target
        ]

    def ways(self, framework: str, control: str) -> Iterator[tuple[Step, ...]]:
        """The ways that lead to a control, at most two steps long, the short ones first.

        Each way starts at the other framework's control and ends at this one.
        """
        last = self.steps.get((framework, control), [])
        for step in last:
            yield (_turned(step),)
        for step in last:
            before = self.steps.get((step.target_framework, step.target), [])
            for first in before:
                if first.target_framework not in (framework, step.target_framework):
                    yield _turned(first), _turned(step)


def _turned(step: Step) -> Step:
    return Step(
        step.target_framework,
        step.target,
        step.framework,
        step.control,
        _TURNED.get(step.relation, step.relation),
        step.source,
    )


def _imported(records: Records, audience: Audience) -> list[Step]:
    query = (
        sa.select(
            crosswalk_rows,
            crosswalks.c.source.label("one"),
            crosswalks.c.target.label("two"),
            crosswalks.c.name,
            crosswalks.c.publisher,
        )
        .join(crosswalks, crosswalks.c.document_id == crosswalk_rows.c.document_id)
        .join(documents, documents.c.id == crosswalk_rows.c.document_id)
        .where(documents.c.state == "live")
        .where(documents.c.audience.in_([a.value for a in audience.sees()]))
        .order_by(crosswalks.c.id, crosswalk_rows.c.ordinal)
    )
    with records.read() as connection:
        return [
            Step(
                row["one"],
                row["source"],
                row["two"],
                row["target"],
                Relation(row["relation"]),
                f"{row['name']} ({row['publisher']})" if row["publisher"] else row["name"],
            )
            for row in connection.execute(query).mappings()
        ]


def _of_documents(records: Records, standards: Standards, audience: Audience) -> Iterator[Step]:
    registry = Frameworks.load()
    imported = _crosswalk_documents(records)
    named = _by_registry(standards.all)
    places = (Collection.REFERENCE, Collection.FRAMEWORK)
    for passage in of_collections(records, audience, places, lambda text: "\t" in text):
        if "\t" not in passage.text or passage.document_id in imported:
            continue
        for row in rows(passage, registry):
            sides = [_side(cell.controls, named) for cell in row.cells if cell.controls]
            if len(sides) > 1:
                yield from _pairs(sides, passage.title, row.relation)


def _crosswalk_documents(records: Records) -> frozenset[str]:
    with records.read() as connection:
        return frozenset(connection.execute(sa.select(crosswalks.c.document_id)).scalars())


def _by_registry(standards: Sequence[Standard]) -> dict[str, str]:
    """The framework that a number of some kind belongs to: the last edition of those known."""
    registry = Frameworks.load()
    found: dict[str, tuple[bool, str]] = {}
    for standard in standards:
        for one in standard.frameworks:
            for kind in registry.get(one).identifiers:
                worth = (standard.origin != "crosswalk", standard.id)
                if kind in CONTROLS and (kind not in found or worth > found[kind]):
                    found[kind] = worth
    return {kind: identity for kind, (_, identity) in found.items()}


def _side(controls: Iterable[str], named: dict[str, str]) -> list[tuple[str, str]]:
    """The controls of a cell with their frameworks; those of no framework known are left out."""
    found = []
    for control in sorted(controls):
        kinds = [f.kind for f in find_identifiers(control)]
        if kinds and kinds[0] in named:
            found.append((named[kinds[0]], control))
    return found


def _pairs(sides: Sequence[list[tuple[str, str]]], title: str, relation: str) -> Iterator[Step]:
    told = Relation(relation) if relation else Relation.RELATED
    for at, left in enumerate(sides):
        for right in sides[at + 1 :]:
            if len(left) * len(right) > _MOST_PAIRS:
                continue
            for one, control in left:
                for two, target in right:
                    if one != two:
                        yield Step(one, control, two, target, told, title)
