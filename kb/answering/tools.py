"""What the specialists answer with, and the one way in which their answers leave.

A specialist is a module with ``answer(question, asked, tools) -> Answer | None``; None means that
the question is not for it. Whatever it says goes through ``grounded``, so that it is checked as
every other answer is.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from kb.answering.compose import citation, verified
from kb.answering.scope import within
from kb.answering.units import Unit, units
from kb.answering.vectors import UnitVectors
from kb.answering.verify import Claim
from kb.lexical.analysis import identifier_terms, terms
from kb.lexical.protocol import idf
from kb.passage_text import names_columns
from kb.records import Records
from kb.records.passages import live
from kb.records.sources import stored_text
from kb.retrieval import Retriever
from kb.text.contrasts import Contrasts
from kb.text.identifiers import find_identifiers
from kb.text.thesaurus import Thesaurus
from kb.values import (
    Answer,
    Audience,
    Citation,
    Collection,
    Conflict,
    Passage,
    Question,
    Reason,
    SearchFilter,
    Status,
)

_CLOSING = "\"'”’)"
KNOWLEDGE = (Collection.REFERENCE, Collection.FRAMEWORK)
EVERYWHERE = (Collection.POLICY, *KNOWLEDGE)


@dataclass(frozen=True)
class Tools:
    """The parts of the knowledge base that a specialist may ask."""

    records: Records
    retriever: Retriever
    thesaurus: Thesaurus
    contrasts: Contrasts
    vectors: UnitVectors
    today: Callable[[], date] = field(default=date.today)
    longest: int = 1_200
    #: The collections that may answer, if not all.
    scope: tuple[Collection, ...] = ()
    _texts: dict[tuple[str, int], str] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def search(
        self, text: str, k: int, audience: Audience, collections: tuple[Collection, ...]
    ) -> list[Passage]:
        """The ``k`` best live passages of these collections."""
        only = self.only(collections)
        return self.retriever.search(text, k, SearchFilter(audience, only)) if only else []

    def only(self, collections: tuple[Collection, ...]) -> tuple[Collection, ...]:
        """Those of ``collections`` that may answer; maybe none, which is not the same as all."""
        return within(collections, self.scope)

    def live(
        self, chunk_ids: Sequence[str], audience: Audience, collections: tuple[Collection, ...]
    ) -> list[Passage]:
        """The live passages among ``chunk_ids`` that this audience may see."""
        only = self.only(collections)
        if not only:
            return []
        with self.records.read() as connection:
            return live(
                connection,
                chunk_ids,
                SearchFilter(audience, only, product=self.retriever.product),
            )

    def stored(self, cited: Citation) -> str:
        """The text of the version that a citation names; empty if it is gone."""
        return self.text(cited.document_id, cited.version)

    def text(self, document_id: str, version: int) -> str:
        """The text of one version of a document; empty if it is gone. Read once a question."""
        key = document_id, version
        if key not in self._texts:
            with self.records.read() as connection:
                self._texts[key] = stored_text(connection, document_id, version) or ""
        return self._texts[key]

    def rarity(self, text: str, audience: Audience) -> dict[str, float]:
        """The idf of each term of ``text`` among what this audience may see."""
        own = sorted({*terms(text), *identifier_terms(text)})
        counts, total = self.retriever.lexical.frequencies(own, audience)
        return {term: idf(counts[term], total) for term in own}


def grounded(
    question: Question,
    found: Sequence[Claim],
    tools: Tools,
    *,
    confidence: float,
    note: str = "",
    conflicts: tuple[Conflict, ...] = (),
    separator: str = " ",
    more: int = 0,
    lead: str = "",
) -> Answer | None:
    """The answer that these claims make, in their order, each checked against the stored version.

    What does not fit into ``tools.longest`` is counted at the end: "(3 more)". ``more`` are
    further things that were left out before. ``lead`` is said in front and is Vouch's own word:
    how to read what follows, never a fact. None where no claim stands.
    """
    checked = verified(found, tools.stored)
    room = tools.longest - len(lead) - len(separator)
    text, kept = _fitting(checked, room, separator, more)
    if not kept:
        return None
    cited = tuple(claim.citation for claim in kept)
    expired = sorted({c.document for c in cited if c.expired})
    dated = f"Out of date: {', '.join(expired)}." if expired else ""
    return Answer(
        question=question,
        status=Status.GROUNDED,
        answer=f"{lead}{separator}{text}" if lead else text,
        confidence=round(confidence, 3),
        citations=cited,
        conflicts=conflicts,
        note=" ".join(part for part in (note, dated) if part),
        id=question.id,
    )


def _fitting(
    found: Sequence[Claim], longest: int, separator: str, more: int
) -> tuple[str, list[Claim]]:
    said: list[str] = []
    kept: list[Claim] = []
    used = 0
    room = longest - len(separator) - len("(999 more)")
    for claim in found:
        text = claim.text
        if separator == " " and text.rstrip(_CLOSING)[-1:] not in ".!?…:":
            text += "."
        needed = len(text) + (len(separator) if said else 0)
        if used + needed > room:
            if not kept:
                return text[: longest - 1].rstrip() + "…", [claim]
            break
        said.append(text)
        kept.append(claim)
        used += needed
    left = len(found) - len(kept) + more
    return separator.join([*said, *([f"({left} more)"] if left else [])]), kept


def abstained(
    question: Question, reason: Reason, note: str, nearest: Sequence[Unit], tools: Tools
) -> Answer:
    """A blank with its reason, and the closest units beside it."""
    return Answer(
        question=question,
        status=Status.ABSTAINED,
        reason=reason,
        nearest=tuple(citation(unit, tools.today()) for unit in nearest),
        note=note,
        id=question.id,
    )


def headed_units(passage: Passage) -> list[Unit]:
    """The units of ``passage``; rows know their columns where the header stands in the passage.

    The passage in which a table begins holds its header as its first row.
    """
    if names_columns(passage.context):
        return units(passage)
    found: list[Unit] = []
    columns: tuple[str, ...] = ()
    for unit in units(passage):
        cells = tuple(unit.text.split("\t"))
        if len(cells) < 2:
            columns = ()
        elif len(columns) != len(cells):
            columns = cells if is_header(cells) else ()
            if columns:
                continue
        found.append(replace(unit, columns=columns) if len(cells) > 1 else unit)
    return found


def is_header(cells: Sequence[str]) -> bool:
    """Whether the first row of a table names its columns: short, and no control or number in it."""
    for cell in cells:
        controls = [f for f in find_identifiers(cell) if f.kind not in ("standard", "report")]
        if controls or len(cell.split()) > 8 or cell.endswith(".") or cell.strip().isdigit():
            return False
    return any(cell.strip() for cell in cells)
