"""Asking one question of a handful of documents, with the real model and no files."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from ingest.intake import Prepared
from kb.answering.answerer import Answerer
from kb.answering.scoring import Scorer
from kb.answering.topics import Topics
from kb.answering.vectors import UnitVectors
from kb.derived import Hit
from kb.embedding.protocol import Embedder, Vectors
from kb.lexical.fields import TERMS, document_fields
from kb.practices.match import Practices
from kb.records import Records, open_records
from kb.records.documents import put
from kb.records.passages import live
from kb.retrieval import Retriever
from kb.text.contrasts import Contrasts
from kb.text.thesaurus import Thesaurus
from kb.values import Answer, Audience, Passage, Question, SearchFilter
from tests.kb.answering.passages import TODAY
from tests.kb.storing import prepared


class Few:
    """Both indexes over a few passages: cosines of all of them, and how many hold a word."""

    name = "few"

    def __init__(self, passages: Sequence[Passage], vectors: dict[str, Vectors]) -> None:
        self._passages = passages
        self._vectors = vectors

    def search(self, asked: object, k: int, only: SearchFilter) -> list[Hit]:
        """The nearest by cosine; nothing by word."""
        if not isinstance(asked, np.ndarray):
            return []
        seen = [p.chunk_id for p in self._passages if p.audience in only.audience.sees()]
        cosines = self.similarities(asked, seen)
        return sorted((Hit(i, c) for i, c in cosines.items()), key=lambda h: -h.score)[:k]

    def similarities(self, vector: Vectors, chunk_ids: Sequence[str]) -> dict[str, float]:
        """See ``VectorIndex``."""
        return {i: float(self._vectors[i] @ vector) for i in chunk_ids if i in self._vectors}

    def frequencies(self, terms: Sequence[str], audience: Audience) -> tuple[dict[str, int], int]:
        """See ``LexicalIndex``."""
        held = [set(document_fields(p)[TERMS]) for p in self._passages
                if p.audience in audience.sees()]  # fmt: skip
        return {term: sum(term in one for one in held) for term in terms}, len(held)


class Desk:
    """Where questions are put to documents; what one case stores, no other case sees."""

    def __init__(self, embedder: Embedder) -> None:
        self.records: Records = open_records("sqlite://")
        self.embedder = embedder
        self._thesaurus = Thesaurus.load()
        self._contrasts = Contrasts.load()
        self._practices = Practices.bundled(embedder)
        self._vectors = UnitVectors(embedder)

    def ask(
        self,
        question: str,
        *documents: Prepared | str,
        audience: Audience = Audience.INTERNAL,
        history: tuple[str, ...] = (),
        today: date = TODAY,
    ) -> Answer:
        """The answer from these documents alone; a text is a policy of one paragraph."""
        made = [
            one if isinstance(one, Prepared) else prepared(one, one, title="Security policy")
            for one in documents
        ]
        passages, vectors = self._stored(made)
        few = Few(passages, vectors)
        retriever = Retriever(self.records, self.embedder, few, few, self._thesaurus)
        answerer = Answerer(
            self.records,
            retriever,
            self._thesaurus,
            self._contrasts,
            Topics.load(),
            Scorer(retriever, self._thesaurus, self._contrasts, self._practices, self._vectors),
            today=lambda: today,
        )
        return answerer.answer(Question(question, history=history, audience=audience))

    def _stored(self, made: Sequence[Prepared]) -> tuple[list[Passage], dict[str, Vectors]]:
        by_chunk: dict[str, Vectors] = {}
        with self.records.write() as connection:
            for one in made:
                intake = one.intake
                vectors = self.embedder.embed([one.texts[key] for key in intake.embedding_keys])
                _, identity = put(connection, intake, {}, "none")
                for chunk, vector in zip(intake.chunks, vectors, strict=True):
                    by_chunk[f"{identity}.1.{chunk.ordinal}"] = vector
        with self.records.read() as connection:
            return live(connection, list(by_chunk), SearchFilter()), by_chunk
