"""Asks a suite's questions of every contestant and judges the answers."""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from evals.answers.contestants import TRIVIAL, VOUCH, Contestant
from evals.answers.finding import DEPTH
from evals.answers.guard import Guard
from evals.answers.sampling import stratified
from evals.answers.shown import answered, citations, given
from evals.answers.stored import StoredDocuments
from evals.answers.values import Asked, Detail, Observation, Quoted, Result, Row, Suite
from ingest.progress import Progress
from kb.answering.answerer import Answerer
from kb.knowledge_base import KnowledgeBase
from kb.records.passages import count_live
from kb.values import Answer, Passage, Question, SearchFilter

#: What a case counts for that could not be answered or judged: nothing crashes its way to a figure.
_CRASHED = (Result("correct", 0.0, 1.0, "crashed"),)


@dataclass(frozen=True, slots=True)
class Run:
    """A suite that was asked: Vouch's rows, those of the trivial contestants, and the base."""

    suite: Suite
    rows: tuple[Row, ...]
    contestants: Mapping[str, tuple[Row, ...]]
    passages: int
    model: str
    seconds: float


def run(
    suite: Suite,
    base: KnowledgeBase,
    progress: Progress,
    *,
    limit: int | None = None,
    change: Callable[[Answerer], Answerer] = lambda answerer: answerer,
) -> Run:
    """Ask ``suite`` of ``base``, at most ``limit`` of its cases, all kinds alike.

    ``change`` makes of Vouch's answerer the one that is asked.
    """
    began = time.monotonic()
    asked = suite.asked if limit is None else stratified(suite.asked, limit)
    documents = StoredDocuments(base.records, suite.root)
    answer, search = _vouch(suite, change(base.answerer())), _search(base)
    progress.stage(f"Asking {suite.name} ({suite.split})", len(asked))
    everyone = {VOUCH: answer, **TRIVIAL}
    rows: dict[str, list[Row]] = {name: [] for name in everyone}
    for one in asked:
        with Guard() as found:
            hits = search(one)
        if found.error:
            hits = ()
        for name, contestant in everyone.items():
            row = _row(suite, one, hits, contestant, documents)
            rows[name].append(replace(row, error=row.error or found.error))
        progress.advance(1, note=one.id)
    mine = tuple(rows.pop(VOUCH))
    others = {name: tuple(theirs) for name, theirs in rows.items()}
    with base.records.read() as connection:
        passages = count_live(connection)
    return Run(
        replace(suite, asked=asked),
        mine,
        others,
        passages,
        base.model,
        time.monotonic() - began,
    )


def _vouch(suite: Suite, answerer: Answerer) -> Contestant:
    """Vouch itself, on the day that the suite is about."""
    if suite.as_of is not None:
        day = suite.as_of
        answerer = replace(answerer, today=lambda: day)

    def answer(question: Question, hits: tuple[Passage, ...]) -> Answer:  # noqa: ARG001
        return answerer.answer(question)

    return answer


def _search(base: KnowledgeBase) -> Callable[[Asked], tuple[Passage, ...]]:
    retriever = base.retriever()

    def search(one: Asked) -> tuple[Passage, ...]:
        only = SearchFilter(one.question.audience)
        return tuple(retriever.search(one.question.text, DEPTH, only))

    return search


def _row(
    suite: Suite,
    one: Asked,
    hits: tuple[Passage, ...],
    contestant: Contestant,
    documents: StoredDocuments,
) -> Row:
    """One answer, judged. A crash counts as a wrong answer, and says where it happened."""
    with Guard() as answering:
        began = time.perf_counter()
        answer = contestant(one.question, hits)
        milliseconds = 1000 * (time.perf_counter() - began)
    if answering.error:
        wrong = (Result("correct", 0.0, 1.0, "crashed"),)
        return Row(one.id, one.groups, one.right, "crash", False, 0.0, 0.0, wrong, answering.error)
    seen = Observation(one, answer, hits, documents)
    with Guard() as judging:
        results = tuple(_judged(suite, seen))
    return Row(
        id=one.id,
        groups=one.groups,
        right=one.right,
        given=given(answer),
        answered=answered(answer),
        confidence=round(answer.confidence, 4),
        milliseconds=round(milliseconds, 2),
        results=_CRASHED if judging.error else results,
        error=judging.error,
        detail=_detail(one, answer),
    )


def _judged(suite: Suite, seen: Observation) -> Iterable[Result]:
    for evaluator in suite.evaluators:
        found = evaluator.judge(seen)
        if found is not None:
            value, of, reason = found
            yield Result(evaluator.name, float(value), float(of), reason, evaluator.version)


def _detail(one: Asked, answer: Answer) -> Detail:
    shown = citations(answer) or list(answer.nearest)
    return Detail(
        question=one.question.text,
        history=one.question.history,
        expected=one.expected,
        given=answer.answer or f"(blank: {answer.reason}) {answer.note}".strip(),
        quotes=tuple(Quoted(" > ".join((c.document, *c.heading)), c.quote) for c in shown),
    )
