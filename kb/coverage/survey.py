"""The coverage report: every control of a framework held against the organisation's documents."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from kb.answering.compose import citation
from kb.answering.units import Unit
from kb.coverage.links import Links
from kb.coverage.material import Material
from kb.coverage.meaning import Near, find, likelihood
from kb.coverage.mentions import Closeness, Mention, Numbering, mentions
from kb.coverage.passages import count_documents
from kb.coverage.report import Coverage, Evidence, Report, Standing, Step, Way
from kb.coverage.requirements import Standard
from kb.coverage.standards import Standards
from kb.coverage.standing import standing
from kb.coverage.states import state_of
from kb.embedding.protocol import Embedder
from kb.records import Records
from kb.values import Audience, Collection, Relation

#: From which likelihood on a sentence found by meaning is evidence, and a hint of some.
STRONG, HINT = 0.30, 0.18
_MENTIONS, _BY_WAY, _NEAR, _MOST = 4, 2, 3, 6
_EXACT = {Closeness.EXACT: 0.95, Closeness.RANGE: 0.85}
_WIDE = {Closeness.WIDER: 0.4, Closeness.NARROWER: 0.5}


@dataclass(frozen=True)
class Surveyor:
    """What a survey needs of the knowledge base."""

    records: Records
    embedder: Embedder
    model: str
    today: Callable[[], date] = date.today

    def survey(
        self,
        standards: Standards,
        standard: Standard,
        audience: Audience,
        done: Callable[[int], None] = lambda _: None,
    ) -> Report:
        """Look for evidence of every control of ``standard``, one of ``standards``."""
        material = Material.read(self.records, self.model, audience)
        links = Links.read(self.records, standards, audience)
        named = _Named.of(standards, standard, links, material)
        found = []
        for requirement, near in zip(
            standard.requirements,
            find(standard.requirements, material, self.embedder, done),
            strict=True,
        ):
            evidence = [
                *self._mentioned(named.direct.get(requirement.id, [])),
                *self._by_way(requirement.id, standard, links, named),
                *self._by_meaning(near),
            ]
            evidence = _each_once(evidence)
            state, note = state_of(evidence)
            if not (evidence or requirement.words):
                note = "only its number is known, so only mentions of it were looked for"
            closest = citation(near[0].unit, self.today()) if near and not evidence else None
            found.append(Coverage(requirement, state, tuple(evidence[:_MOST]), note, closest))
        return Report(
            standard,
            tuple(found),
            self.today(),
            count_documents(self.records, Collection.POLICY, audience),
            len(material.passages),
        )

    def _mentioned(self, found: Sequence[Mention]) -> list[Evidence]:
        best = sorted(found, key=_order)[:_MENTIONS]
        return [self._mention(mention) for mention in best]

    def _mention(self, mention: Mention) -> Evidence:
        said = standing(mention.unit)
        close = mention.closeness in _EXACT
        note = "" if close else f"names {mention.named}, not the control itself"
        confidence = _EXACT.get(mention.closeness) or _WIDE[mention.closeness]
        return self._evidence(
            Way.MENTION, mention.unit, said, confidence, close and said is Standing.DONE, (), note
        )

    def _by_way(
        self, control: str, standard: Standard, links: Links, named: "_Named"
    ) -> list[Evidence]:
        """What names a control that a crosswalk sets beside this one; the shortest ways first."""
        found: list[Evidence] = []
        for way in links.ways(standard.id, control):
            start = way[0]
            held = sorted(named.elsewhere.get((start.framework, start.control), []), key=_order)
            for mention in held[:1]:
                if len(found) < _BY_WAY and mention.closeness in _EXACT:
                    found.append(self._linked(mention, way))
        return found

    def _linked(self, mention: Mention, way: tuple[Step, ...]) -> Evidence:
        said = standing(mention.unit)
        wide = len(way) == 1 and way[0].relation in (Relation.EQUAL, Relation.SUPERSET)
        note = "by way of a third framework; no direct mapping" if len(way) > 1 else ""
        confidence = 0.8 if wide else 0.5 if len(way) == 1 else 0.3
        strong = wide and said is Standing.DONE
        return self._evidence(Way.CROSSWALK, mention.unit, said, confidence, strong, way, note)

    def _by_meaning(self, near: Sequence[Near]) -> list[Evidence]:
        found = []
        for one in near[:_NEAR]:
            likely = likelihood(one)
            if likely < HINT:
                continue
            said = standing(one.unit)
            strong = likely >= STRONG and said is Standing.DONE
            found.append(self._evidence(Way.MEANING, one.unit, said, likely, strong, (), ""))
        return found

    def _evidence(
        self,
        way: Way,
        unit: Unit,
        said: Standing,
        confidence: float,
        strong: bool,
        via: tuple[Step, ...],
        note: str,
    ) -> Evidence:
        cited = citation(unit, self.today())
        return Evidence(way, cited, said, round(confidence, 3), strong, via, note)


@dataclass(frozen=True)
class _Named:
    """Mentions of the surveyed framework's controls, and of those that crosswalks start from."""

    direct: dict[str, list[Mention]]
    elsewhere: dict[tuple[str, str], list[Mention]]

    @classmethod
    def of(
        cls, standards: Standards, standard: Standard, links: Links, material: Material
    ) -> "_Named":
        direct: dict[str, list[Mention]] = defaultdict(list)
        for mention in mentions(Numbering.of(standard), material):
            direct[mention.control].append(mention)
        elsewhere: dict[tuple[str, str], list[Mention]] = defaultdict(list)
        linked = {framework for framework, _ in links.steps}
        for other in standards.all:
            if other.id == standard.id or other.id not in linked:
                continue
            if other.frameworks & standard.frameworks and _older(other, standard):
                continue
            for mention in mentions(Numbering.of(other), material):
                elsewhere[other.id, mention.control].append(mention)
        return cls(dict(direct), dict(elsewhere))


def _older(other: Standard, standard: Standard) -> bool:
    """Numbers that name no edition are taken for the surveyed one, not for another of the same."""
    return not {r.id for r in other.requirements}.isdisjoint(r.id for r in standard.requirements)


def _order(mention: Mention) -> tuple[int, bool, str, int]:
    """The closest first; a row with a status, then what stands alone."""
    unit = mention.unit
    return mention.closeness, not unit.is_row, unit.passage.chunk_id, unit.start


def _each_once(found: Sequence[Evidence]) -> list[Evidence]:
    """Each place quoted once, by the first way it was found; what is out of date last."""
    kept: dict[tuple[str, int], Evidence] = {}
    for one in found:
        kept.setdefault((one.citation.document_id, one.citation.start), one)
    return sorted(kept.values(), key=lambda e: (e.citation.expired, not e.strong))
