"""Asking one question of a handful of documents, with a language model that says what we script."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.intake import Prepared
from kb.answering.answerer import Answerer
from kb.answering.asked import understand
from kb.answering.generated import Generator
from kb.answering.generated_trace import Event, Written
from kb.answering.scoring import Scorer
from kb.answering.topics import Topics
from kb.models.protocol import ChatModel
from kb.records.sources import stored_text
from kb.retrieval import Retriever
from kb.values import Answer, Audience, Citation, Question, Status
from tests.kb.answering.desk import Desk, Few
from tests.kb.answering.passages import TODAY
from tests.kb.storing import prepared

MARKER = "=== marker of this test ==="


@dataclass
class WritingDesk:
    """A desk whose answers a language model words."""

    desk: Desk

    def ask(
        self,
        model: ChatModel,
        question: str,
        *documents: Prepared | str,
        audience: Audience = Audience.INTERNAL,
        history: tuple[str, ...] = (),
    ) -> tuple[Answer, Written]:
        """The answer without the model, and with it."""
        asked = Question(question, history=history, audience=audience)
        answerer, _, generator = self._parts(model, documents)
        plain = answerer.answer(asked)
        understood = understand(question)
        found = answerer.sentences.score(understood, audience)
        return plain, generator.write(asked, understood, found, plain)

    def stream(self, model: ChatModel, question: str, *documents: Prepared | str) -> list[Event]:
        """What a stream gives."""
        asked = Question(question)
        answerer, _, generator = self._parts(model, documents)
        understood = understand(question)
        found = answerer.sentences.score(understood, asked.audience)
        return list(generator.stream(asked, understood, found, answerer.answer(asked)))

    def _parts(
        self, model: ChatModel, documents: Sequence[Prepared | str]
    ) -> tuple[Answerer, Scorer, Generator]:
        desk = self.desk
        made = [
            one if isinstance(one, Prepared) else prepared(one, one, title="Security policy")
            for one in documents
        ]
        passages, vectors = desk._stored(made)
        few = Few(passages, vectors)
        retriever = Retriever(desk.records, desk.embedder, few, few, desk._thesaurus)
        scorer = Scorer(retriever, desk._thesaurus, desk._contrasts, desk._practices, desk._vectors)
        answerer = Answerer(
            desk.records,
            retriever,
            desk._thesaurus,
            desk._contrasts,
            Topics.load(),
            scorer,
            today=lambda: TODAY,
        )

        def stored(cited: Citation) -> str:
            with desk.records.read() as connection:
                return stored_text(connection, cited.document_id, cited.version) or ""

        generator = Generator(
            model,
            desk._thesaurus,
            desk._contrasts,
            stored,
            today=lambda: TODAY,
            marker=lambda: MARKER,
        )
        return answerer, scorer, generator


def same(one: Answer, other: Answer) -> bool:
    """Whether both say the same in the same words, notes aside."""
    return (one.status, one.verdict, one.answer, one.reason) == (
        other.status,
        other.verdict,
        other.answer,
        other.reason,
    )


def sentences_of(events: Sequence[Event]) -> Iterator[str]:
    """The sentences of a stream, without the answer at its end."""
    return (e.text for e in events if not isinstance(e, Written))


def blank(answer: Answer) -> bool:
    """Whether nothing is answered."""
    return answer.status is Status.ABSTAINED
