"""All disagreements of a knowledge base, the unexplained and surest first."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from kb.answering.compose import citation
from kb.coverage.passages import of_collections
from kb.disagreements.explaining import Edition, editions, why
from kb.disagreements.pairing import Pair, pairs, rarity
from kb.disagreements.report import Disagreement, Side, Survey
from kb.disagreements.statements import Statement, statements
from kb.embedding.protocol import Embedder
from kb.lexical.analysis import terms
from kb.records import Records
from kb.records.schema import catalogs, crosswalks
from kb.text.contrasts import Contrasts
from kb.values import Audience, Collection, Passage

#: From which confidence on a disagreement is reported: policies say much in like words.
LEAST = {Collection.POLICY: 0.55, Collection.REFERENCE: 0.42}
_BATCH = 256
_TOPIC_WORDS = 9
#: A further source joins a disagreement while it comes this close to its first pair.
_JOINS = 0.85


@dataclass(frozen=True)
class Examiner:
    """What the report needs of the knowledge base."""

    records: Records
    embedder: Embedder
    contrasts: Contrasts
    today: Callable[[], date] = date.today

    def survey(
        self,
        audience: Audience,
        collections: Sequence[Collection] = (Collection.POLICY, Collection.REFERENCE),
        topic: str = "",
        least: float | None = None,
        started: Callable[[int], None] = lambda _: None,
        done: Callable[[int], None] = lambda _: None,
    ) -> Survey:
        """Compare every statement with every other of its collection.

        What the organisation says is held against itself, and so is what others write: a guide
        that differs from a policy contradicts nobody. ``started`` is told how many statements
        there are, ``done`` how many more have been read. ``topic`` keeps what shares its words;
        ``least`` stands in for the least confidence of every collection.
        """
        found: list[Disagreement] = []
        passages, count = 0, 0
        known = editions(self.records, audience)
        for collection in collections:
            own = self._passages(audience, collection)
            held = list(statements(own, self.contrasts))
            started(len(held))
            passages, count = passages + len(own), count + len(held)
            bar = LEAST.get(collection, 0.55) if least is None else least
            found += self._among(held, known, bar, done)
        kept = [d for d in found if _about(d, topic)]
        policies = Collection.POLICY.value
        kept.sort(
            key=lambda d: (
                d.why is not None,
                d.sides[0].citation.collection != policies,
                -d.confidence,
                d.topic,
                d.sides[0].citation.chunk_id,
            )
        )
        return Survey(tuple(kept), self.today(), len(known), passages, count)

    def _passages(self, audience: Audience, collection: Collection) -> list[Passage]:
        import sqlalchemy as sa

        with self.records.read() as connection:
            lists = {
                identity
                for table in (catalogs, crosswalks)
                for identity in connection.execute(sa.select(table.c.document_id)).scalars()
            }
        found = of_collections(self.records, audience, (collection,))
        return [p for p in found if p.document_id not in lists]

    def _among(
        self,
        held: Sequence[Statement],
        known: dict[str, Edition],
        least: float,
        done: Callable[[int], None],
    ) -> list[Disagreement]:
        if not held:
            return []
        texts = [_embedded(s) for s in held]
        distinct = sorted(set(texts), key=lambda t: (len(t), t))
        parts = []
        for at in range(0, len(distinct), _BATCH):
            parts.append(self.embedder.embed(distinct[at : at + _BATCH]))
            done(len(parts[-1]))
        place = {text: row for row, text in enumerate(distinct)}
        vectors = np.vstack(parts)[[place[text] for text in texts]]
        found = [
            pair
            for pair in pairs(held, vectors, rarity(held))
            if pair.confidence >= least or (pair.against >= 0.5 and _alike(pair) >= least)
        ]
        return self._each_once(found, known)

    def _each_once(self, found: Sequence[Pair], known: dict[str, Edition]) -> list[Disagreement]:
        """One disagreement for all pairs of the same two values and subject, the surest of them."""
        ordered = sorted(found, key=_order)
        taken: dict[tuple[object, ...], int] = {}
        kept: list[Disagreement] = []
        for pair in ordered:
            marks = [_mark(pair.one, pair), _mark(pair.two, pair)]
            place = next((taken[mark] for mark in marks if mark in taken), len(kept))
            if place == len(kept):
                kept.append(self._told(pair, known))
            elif pair.confidence >= _JOINS * kept[place].confidence:
                kept[place] = self._joined(kept[place], pair)
            else:
                continue
            for mark in marks:
                taken.setdefault(mark, place)
        return kept

    def _told(self, pair: Pair, known: dict[str, Edition]) -> Disagreement:
        reason, detail = why(pair, known, self.today())
        sides = (self._side(pair.one), self._side(pair.two))
        confidence = _alike(pair) if reason is not None else pair.confidence
        return Disagreement(_topic(pair), pair.kind, sides, round(confidence, 3), reason, detail)

    def _side(self, statement: Statement) -> Side:
        value = statement.value
        said = ("no" if statement.negated else "yes") if value is None else value.text
        return Side(" ".join(said.split()), citation(statement.unit, self.today()))

    def _joined(self, held: Disagreement, pair: Pair) -> Disagreement:
        """``held`` with a further source, at most one side a document."""
        from dataclasses import replace

        documents = {side.citation.document_id for side in held.sides}
        more = [
            self._side(s)
            for s in (pair.one, pair.two)
            if s.unit.passage.document_id not in documents
        ]
        if held.why is not None:
            return held
        return replace(held, sides=(*held.sides, *more))


def _alike(pair: Pair) -> float:
    return min(1.0, 0.5 * pair.cosine + 0.5 * pair.words)


def _order(pair: Pair) -> tuple[float, str, int, str, int]:
    one, two = pair.one.unit, pair.two.unit
    return (
        -pair.confidence,
        one.passage.chunk_id,
        one.start,
        two.passage.chunk_id,
        two.start,
    )


def _mark(statement: Statement, pair: Pair) -> tuple[object, ...]:
    """A statement of a disagreement: further sources that differ from it join it."""
    unit = statement.unit
    return pair.kind, unit.passage.document_id, unit.start, pair.against >= 0.5


def _embedded(statement: Statement) -> str:
    passage = statement.unit.passage
    heading = passage.heading[-1] if passage.heading else passage.title
    return re.sub(r"^[\d.]+\s+", "", f"{heading}: {statement.said}").replace("\t", " | ")[:400]


def _topic(pair: Pair) -> str:
    """The words that both have in common, in the order of the first; else its heading."""
    both = pair.one.inside & (pair.two.inside | pair.two.above)
    words = re.findall(r"[\w’'-]+", pair.one.said)
    kept = [w for w in words if (t := terms(w)) and t[0] in both]
    heading = pair.one.unit.passage.heading[-1:] or (pair.one.unit.passage.title,)
    return " ".join(dict.fromkeys(kept[:_TOPIC_WORDS])) or re.sub(r"^[\d.]+\s+", "", heading[0])


def _about(found: Disagreement, topic: str) -> bool:
    wanted = set(terms(topic))
    said = " ".join((found.topic, *(s.citation.quote for s in found.sides)))
    return wanted <= set(terms(said))
