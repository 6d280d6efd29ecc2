"""The composition root of the knowledge base: every part built from the settings, once."""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial

from sqlalchemy.engine import Connection

from kb.answering.answerer import Answerer
from kb.answering.by_sentences import stored_words
from kb.answering.generated import Generator
from kb.answering.progress import Stage, Step, Tell, silent
from kb.answering.scoring import Scorer
from kb.answering.topic_file import TopicFile
from kb.answering.topics import Topics
from kb.answering.unit_store import UnitStore
from kb.answering.vectors import UnitVectors
from kb.audit.answers import Given, Maker, log_answer, maker
from kb.embedding import turns
from kb.embedding.choice import make_embedder
from kb.in_order import InOrder
from kb.indexed import Indexed, agree
from kb.library.library import Library
from kb.models.choice import make_chat_model, price_of
from kb.models.protocol import ChatModel
from kb.models.watched import Watched
from kb.once import once
from kb.practices.match import Practices
from kb.quiet import Quiet
from kb.reading.reader import Reader
from kb.reading_ahead import ReadingAhead
from kb.records import open_records
from kb.records.changes import last_change
from kb.retrieval import Fusion, Retriever
from kb.settings import Settings
from kb.text.contrasts import Contrasts
from kb.text.thesaurus import Thesaurus
from kb.values import Answer, Passage, Question, SearchFilter

#: Questions answered at once; more would only share the same cores and hold more connections.
_AT_ONCE = 16
#: Given the transaction in which an answer's row was written, and the row's id.
Then = Callable[[Connection, str], None]
#: How often a question looks for a moment at which records and indexes agree.
_LOOKS = 5


@dataclass
class KnowledgeBase(Indexed):
    """Records, the indexes that follow them, and the search over both.

    Reading needs no lock: a question sees one state of records and indexes (``view``) whatever is
    written meanwhile. Documents are changed inside ``changing``; afterwards ``follow`` brings the
    indexes to the new state.
    """

    #: Held by each question; a purge waits for quiet to rewrite the store.
    quiet: Quiet = field(default_factory=Quiet, init=False)
    _asking: InOrder = field(default_factory=partial(InOrder, _AT_ONCE), init=False)

    @once
    def thesaurus(self) -> Thesaurus:
        """The compliance thesaurus."""
        return Thesaurus.load()

    @once
    def contrasts(self) -> Contrasts:
        """Terms that exclude one another."""
        return Contrasts.load()

    @property
    def topics(self) -> Topics:
        """What only a person may answer, as the list is now."""
        return self.topic_file.topics()

    @once
    def topic_file(self) -> TopicFile:
        """The list of it in the data folder."""
        return TopicFile(self.settings.home)

    @once
    def practices(self) -> Practices:
        """What is commonly asked, and how it is commonly stated."""
        return Practices.bundled(self.embedder)

    @once
    def reader(self) -> Reader | None:
        """What reads a question with a sentence, where there is one for the embedding model."""
        return Reader.bundled(self.embedder)

    @once
    def unit_vectors(self) -> UnitVectors:
        """The vectors of sentences, kept from one question to the next."""
        return UnitVectors(self.embedder, self.unit_store)

    @once
    def unit_store(self) -> UnitStore:
        """Those that were made ahead."""
        return UnitStore(self.settings.home / "index", self.embedder.fingerprint)

    def reading_ahead(self, stopping: threading.Event) -> ReadingAhead:
        """What makes them ahead, until it is to stop."""
        most = self.settings.read_ahead
        return ReadingAhead(
            self.records,
            self.unit_vectors,
            self.unit_store,
            self.quiet,
            most,
            stopping,
            SearchFilter(self.settings.top),
        )

    @once
    def library(self) -> Library:
        """The approved answers."""
        return Library(self.records, self.embedder, self.thesaurus, self.contrasts)

    @contextmanager
    def view(self) -> Iterator[int]:
        """Let this thread search and answer from one state of the records until the block ends.

        Yields the number of the last change in that state. Whatever is loaded or removed
        meanwhile, records and indexes are seen as of that change, unless another process keeps
        this one from bringing an index up to date.
        """
        if self.viewed is not None:
            with self.records.read() as connection:
                yield last_change(connection)
            return
        with self._asking, self.quiet.asking(), turns.question():
            for look in range(_LOOKS):
                made = self.retriever()
                lexical, vectors = self.pinned(made.vectors)
                with self.records.pinned() as connection:
                    at = last_change(connection)
                    if look + 1 < _LOOKS and not agree(at, lexical, vectors):
                        continue
                    self._thread.retriever = replace(made, lexical=lexical, vectors=vectors)
                    try:
                        yield at
                    finally:
                        self._thread.retriever = None
                    return

    def retriever(self) -> Retriever:
        """The search over the present state, in ``view`` over that of the view."""
        if self.viewed is not None:
            return self.viewed
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
        with self.view():
            return self.retriever().search(question, k, only)

    def answerer(self, tell: Tell = silent) -> Answerer:
        """What answers questions from the present state; ``tell`` is told how far it is."""
        retriever = self.retriever()
        return Answerer(
            self.records,
            retriever,
            self.thesaurus,
            self.contrasts,
            self.topics,
            Scorer(
                retriever,
                self.thesaurus,
                self.contrasts,
                self.practices,
                self.unit_vectors,
                self.reader,
            ),
            self.settings.evidence_threshold,
            self.settings.answer_characters,
            library=self.library,
            generator=self._generator(tell),
            tell=tell,
        )

    @once
    def chat_model(self) -> ChatModel | None:
        """The language model of the settings, if there is one; it remembers its failures."""
        return make_chat_model(self.settings)

    def _generator(self, tell: Tell) -> Generator | None:
        model = self.chat_model
        if model is None:
            return None
        if tell is not silent:
            model = Watched(model, lambda n: tell(Step(Stage.WRITING, written=n)))
        return Generator(
            model,
            self.thesaurus,
            self.contrasts,
            partial(stored_words, self.records),
            self.settings.evidence_threshold,
            self.settings.answer_characters,
            price_of(self.settings),
        )

    def ask(
        self,
        question: Question,
        *,
        actor: str = "local",
        tell: Tell = silent,
        then: Then | None = None,
    ) -> tuple[Answer, str]:
        """Answer one question; returns the answer and the id of its row in the audit log.

        No answer leaves unlogged: if the row cannot be written, this raises ``StoreError``.
        ``tell`` is told how far it is; what it raises ends the question unanswered. ``then`` writes
        what else goes with the row, in the same transaction: both are written, or neither.
        """
        return next(self.ask_each([question], actor=actor, tell=tell, then=then))

    def ask_all(
        self, questions: Sequence[Question], *, actor: str = "local"
    ) -> list[tuple[Answer, str]]:
        """As ``ask``, for many questions at once, in their order."""
        return list(self.ask_each(questions, actor=actor))

    def ask_each(
        self,
        questions: Iterable[Question],
        *,
        actor: str = "local",
        tell: Tell = silent,
        then: Then | None = None,
    ) -> Iterator[tuple[Answer, str]]:
        """As ``ask``, one answer after the other, as they are ready."""
        for question in questions:
            with self.view() as change:
                considered = self.retriever().considered
                considered.clear()
                answer, traces = self.answerer(tell).answered(question)
                passages = list(considered)
            given = Given(answer, change, question.history, traces, passages)
            with self.records.write() as connection:
                row = log_answer(connection, given, self.maker, actor)
                if then is not None:
                    then(connection, row)
            yield answer, row

    @once
    def maker(self) -> Maker:
        """What the audit log says of who makes the answers."""
        return maker(self.settings, self.model)

    def close(self) -> None:
        """Let go of every file."""
        self.chroma.close()
        self.unit_store.close()
        self.records.close()


@contextmanager
def open_knowledge_base(settings: Settings) -> Iterator[KnowledgeBase]:
    """The knowledge base of these settings, closed at the end of the block."""
    base = KnowledgeBase(settings, open_records(settings.records_url), make_embedder(settings))
    try:
        yield base
    finally:
        base.close()
