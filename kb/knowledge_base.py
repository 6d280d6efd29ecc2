"""The composition root of the knowledge base: every part built from the settings, once."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

import sqlalchemy as sa

from kb.answering.answerer import Answerer
from kb.answering.by_sentences import stored_words
from kb.answering.generated import Generator
from kb.answering.generated_trace import Trace
from kb.answering.scoring import Scorer
from kb.answering.topics import Topics
from kb.answering.vectors import UnitVectors
from kb.contract import answer_json
from kb.derived import catch_up, lag, rebuild
from kb.embedding.choice import make_embedder
from kb.embedding.protocol import Embedder
from kb.errors import DerivedIndexError, StoreBusyError
from kb.lexical.tantivy_index import TantivyLexicalIndex
from kb.library.library import Library
from kb.locking import writer_lock
from kb.models.choice import make_chat_model, price_of
from kb.models.protocol import ChatModel
from kb.practices.match import Practices
from kb.records import Records, audit, open_records
from kb.records.changes import last_change
from kb.records.passages import count_live
from kb.records.schema import store
from kb.retrieval import Fusion, Retriever
from kb.settings import Settings
from kb.text.contrasts import Contrasts
from kb.text.thesaurus import Thesaurus
from kb.values import Answer, Passage, Question, SearchFilter
from kb.vectors.chroma import ChromaVectorIndex
from kb.vectors.exact import ExactVectorIndex
from kb.vectors.protocol import VectorIndex


@dataclass
class KnowledgeBase:
    """Records, the indexes that follow them, and the search over both.

    Reading needs no lock. Writing is done inside ``writing``; afterwards ``follow`` brings the
    indexes to the new state.
    """

    settings: Settings
    records: Records
    embedder: Embedder
    _writer: bool = field(default=False, init=False)

    @cached_property
    def lexical(self) -> TantivyLexicalIndex:
        """The word index."""
        return TantivyLexicalIndex(self.settings.home / "index" / "lexical")

    @cached_property
    def chroma(self) -> ChromaVectorIndex:
        """The vector index in Chroma; imported at its first use."""
        return ChromaVectorIndex(self.settings.home / "index" / "chroma", self.settings.chroma_url)

    @cached_property
    def exact(self) -> ExactVectorIndex:
        """All vectors in memory, read at the first search."""
        return ExactVectorIndex()

    @cached_property
    def thesaurus(self) -> Thesaurus:
        """The compliance thesaurus."""
        return Thesaurus.load()

    @cached_property
    def contrasts(self) -> Contrasts:
        """Terms that exclude one another."""
        return Contrasts.load()

    @cached_property
    def topics(self) -> Topics:
        """What only a person may answer."""
        return Topics.load(self.settings.home)

    @cached_property
    def practices(self) -> Practices:
        """What is commonly asked, and how it is commonly stated."""
        return Practices.bundled(self.embedder)

    @cached_property
    def unit_vectors(self) -> UnitVectors:
        """The vectors of sentences, kept from one question to the next."""
        return UnitVectors(self.embedder)

    @cached_property
    def library(self) -> Library:
        """The approved answers."""
        return Library(self.records, self.embedder, self.thesaurus, self.contrasts)

    @property
    def model(self) -> str:
        """The fingerprint of the embedding model in use, as text."""
        return str(self.embedder.fingerprint)

    def stored_model(self) -> str | None:
        """The fingerprint of the model that made the stored vectors; None for an empty store."""
        with self.records.read() as connection:
            query = sa.select(store.c.value).where(store.c.key == "model")
            return connection.execute(query).scalar()

    def set_stored_model(self) -> None:
        """Note that from now on the vectors of the present model are the ones in force."""
        with self.records.write() as connection:
            connection.execute(sa.delete(store).where(store.c.key == "model"))
            connection.execute(sa.insert(store), {"key": "model", "value": self.model})

    def check_model(self) -> None:
        """Raise ``DerivedIndexError`` when the stored vectors are another model's."""
        held = self.stored_model()
        if held is not None and held != self.model:
            raise DerivedIndexError(
                f"this data folder was embedded with {held}, the settings ask for {self.model}; "
                "run `vouch reindex` to move to the new model, or set VOUCH_EMBEDDER back"
            )

    @contextmanager
    def writing(self, purpose: str) -> Iterator[None]:
        """Hold the data folder for writing; nested calls in one process share the hold.

        Raises ``StoreBusyError`` when another process holds it.
        """
        if self._writer:
            yield
            return
        with writer_lock(self.settings.home, purpose):
            self._writer = True
            try:
                yield
            finally:
                self.chroma.close()
                self._writer = False

    def follow(self) -> None:
        """Bring the word index to the records' state, if this process may write; else leave it.

        The process that writes brings it up itself, so another one's lag is short.
        """
        if lag(self.lexical, self.records, self.model) == 0:
            return
        try:
            with self.writing("catching up"):
                if catch_up(self.lexical, self.records, self.model) and self.lexical.worn:
                    rebuild(self.lexical, self.records, self.model)
        except StoreBusyError:
            if self.lexical.position() is None:
                raise

    def follow_chroma(self) -> None:
        """Bring Chroma to the records' state; built anew when worn by deletes."""
        with self.writing("catching up"):
            if catch_up(self.chroma, self.records, self.model) and self.chroma.worn:
                rebuild(self.chroma, self.records, self.model)

    def vectors(self) -> VectorIndex:
        """The vector index that a search asks now, brought up to date."""
        mode = self.settings.vector_search
        if mode == "auto":
            with self.records.read() as connection:
                mode = "exact" if count_live(connection) <= self.settings.exact_limit else "chroma"
        if mode == "chroma" and (self._writer or self.settings.chroma_url):
            try:
                self.follow_chroma()
            except StoreBusyError:
                # Another process writes and brings Chroma up itself; meanwhile all are compared.
                mode = "exact"
            else:
                return self.chroma
        self.exact.follow(self.records, self.model)
        return self.exact

    def retriever(self) -> Retriever:
        """The search over the present state."""
        self.check_model()
        self.follow()
        return Retriever(
            self.records,
            self.embedder,
            self.lexical,
            self.vectors(),
            self.thesaurus,
            Fusion(self.settings.lexical_weight, self.settings.candidates),
        )

    def search(self, question: str, k: int, only: SearchFilter) -> list[Passage]:
        """The ``k`` best live passages for ``question``."""
        return self.retriever().search(question, k, only)

    def answerer(self) -> Answerer:
        """What answers questions from the present state."""
        retriever = self.retriever()
        return Answerer(
            self.records,
            retriever,
            self.thesaurus,
            self.contrasts,
            self.topics,
            Scorer(retriever, self.thesaurus, self.contrasts, self.practices, self.unit_vectors),
            self.settings.evidence_threshold,
            self.settings.answer_characters,
            library=self.library,
            generator=self._generator(),
        )

    @cached_property
    def chat_model(self) -> ChatModel | None:
        """The language model of the settings, if there is one; it remembers its failures."""
        return make_chat_model(self.settings)

    def _generator(self) -> Generator | None:
        if self.chat_model is None:
            return None
        return Generator(
            self.chat_model,
            self.thesaurus,
            self.contrasts,
            partial(stored_words, self.records),
            self.settings.evidence_threshold,
            self.settings.answer_characters,
            price_of(self.settings),
        )

    def ask(self, question: Question, *, actor: str = "local") -> tuple[Answer, str]:
        """Answer one question; returns the answer and the id of its row in the audit log.

        No answer leaves unlogged: if the row cannot be written, this raises ``StoreError``.
        """
        return self.ask_all([question], actor=actor)[0]

    def ask_all(
        self, questions: Sequence[Question], *, actor: str = "local"
    ) -> list[tuple[Answer, str]]:
        """As ``ask``, for many questions at once, in their order."""
        return list(self.ask_each(questions, actor=actor))

    def ask_each(
        self, questions: Iterable[Question], *, actor: str = "local"
    ) -> Iterator[tuple[Answer, str]]:
        """As ``ask``, one answer after the other, as they are ready."""
        answerer = self.answerer()
        for question in questions:
            answer, traces = answerer.answered(question)
            yield answer, self._logged(answer, actor, traces)

    def _logged(self, answer: Answer, actor: str, traces: Sequence[Trace]) -> str:
        disputed = [v.citation for conflict in answer.conflicts for v in conflict.values]
        cited = {c.document_id for c in (*answer.citations, *answer.nearest, *disputed)}
        payload: dict[str, Any] = {
            "answer": answer_json(answer),
            "audience": answer.question.audience.value,
            "history": list(answer.question.history),
            "model": self.model,
        }
        if traces:
            payload["trace"] = [trace.as_json() for trace in traces]
        with self.records.write() as connection:
            payload["change"] = last_change(connection)
            return audit.append(connection, "answer", payload, sources=cited, actor=actor)

    def close(self) -> None:
        """Let go of every file."""
        self.chroma.close()
        self.records.close()


@contextmanager
def open_knowledge_base(settings: Settings) -> Iterator[KnowledgeBase]:
    """The knowledge base of these settings, closed at the end of the block."""
    base = KnowledgeBase(settings, open_records(settings.records_url), make_embedder(settings))
    try:
        yield base
    finally:
        base.close()
