"""MTRAG: questions in a conversation, some of which the documents do not answer.

Source: github.com/IBM/mt-rag-benchmark (Apache-2.0), Katsis et al. 2025. The unanswerable tasks
come with no passages; all tasks' passages are loaded as records, so that theirs are distractors.
Nobody's prose is judged: whether an answer is given where one can be, and from the passages that
hold it.
"""

import json
from pathlib import Path
from typing import Any

from evals.answers import citing
from evals.answers.shown import answered, citations
from evals.answers.values import (
    Asked,
    EvalError,
    Evaluator,
    Goal,
    Load,
    Measure,
    Observation,
    Suite,
)
from evals.retrieval.dataset import write_if_changed
from kb.values import Collection, Question

FILE = Path("mtrag") / "mtrag-un-govt-ibmcloud.jsonl"
VERSION = "1"
_ANSWERABLE, _UNANSWERABLE = "ANSWERABLE", "UNANSWERABLE"
_PARTIAL, _UNDERSPECIFIED = "PARTIAL", "UNDERSPECIFIED"


def suite(corpus: Path, work: Path) -> Suite:
    """The suite; its passages are written to ``work``, a record each."""
    path = corpus / FILE
    if not path.is_file():
        raise EvalError(f"mtrag needs {path}; give the corpus with --corpus")
    lines = path.read_text(encoding="utf-8").splitlines()
    tasks = [json.loads(line) for line in lines if line.strip()]
    passages = {c["document_id"]: c["text"] for task in tasks for c in task["contexts"]}
    records = [
        json.dumps({"id": key, "title": "", "text": text})
        for key, text in sorted(passages.items())
        if text.strip()
    ]
    file = write_if_changed(work / "mtrag-passages.jsonl", "\n".join(records) + "\n")
    return Suite(
        name="mtrag",
        split="dev",
        root=work,
        loads=(Load(file, Collection.REFERENCE, split=False),),
        asked=tuple(_asked(task) for task in tasks),
        evaluators=_EVALUATORS,
        measures=_MEASURES,
    )


def _asked(task: dict[str, Any]) -> Asked:
    turns = [turn["text"] for turn in task["input"] if turn["speaker"] == "user"]
    kind = task["answerability"][0]
    place = "follow-up" if "Follow-up" in task["Multi-Turn"] and len(turns) > 1 else "other turns"
    return Asked(
        id=task["task_id"],
        question=Question(turns[-1], task["task_id"], tuple(turns[:-1])),
        groups=(f"{kind.lower()}", place),
        right="blank" if kind == _UNANSWERABLE else "none",
        expected=(kind.lower(), *(f"rests on {c['document_id']}" for c in task["contexts"])),
        gold=(kind, frozenset(c["document_id"] for c in task["contexts"]), place),
        search=len(turns) == 1,
    )


def _right(seen: Observation) -> tuple[float, float, str] | None:
    """Whether it is answered where it can be, from a passage that holds the answer, and left blank
    where it cannot. A question that leaves open what it asks about is right either way."""
    kind, gold, _ = seen.asked.gold
    if kind == _UNDERSPECIFIED:
        return None
    if kind == _UNANSWERABLE:
        wrong = "answers what cannot be answered" if answered(seen.answer) else ""
    elif not answered(seen.answer):
        wrong = f"abstains: {seen.answer.reason}"
    else:
        wrong = "" if gold & _cited(seen) else "rests on other passages"
    return float(not wrong), 1.0, wrong


def _cited(seen: Observation) -> set[str]:
    return {seen.documents.external_id(c.document_id) for c in citations(seen.answer)}


def _blank(kinds: tuple[str, ...], *, place: str = "", want: bool) -> Any:
    """Whether tasks of these kinds, at that place of the conversation, are left blank."""

    def judge(seen: Observation) -> tuple[float, float, str] | None:
        kind, _, where = seen.asked.gold
        if kind not in kinds or (place and where != place):
            return None
        blank = not answered(seen.answer)
        told = f"abstains: {seen.answer.reason}" if blank else "answers"
        return float(blank), 1.0, "" if blank is want else told

    return judge


def _overlap(seen: Observation) -> tuple[float, float, str] | None:
    """How many of the passages cited are among those that hold the answer."""
    _, gold, _ = seen.asked.gold
    cited = _cited(seen) if answered(seen.answer) else set()
    return (len(cited & gold), len(cited), ", ".join(sorted(cited - gold))) if cited else None


def _reached(place: str) -> Any:
    """Whether an answer rests on at least one passage that holds it, of the answerable tasks."""

    def judge(seen: Observation) -> tuple[float, float, str] | None:
        kind, gold, where = seen.asked.gold
        if kind not in (_ANSWERABLE, _PARTIAL) or where != place:
            return None
        return float(answered(seen.answer) and bool(gold & _cited(seen))), 1.0, ""

    return judge


_ANSWERED = (_ANSWERABLE, _PARTIAL)
_EVALUATORS = (
    Evaluator("correct", _right, VERSION),
    Evaluator("right_abstention", _blank((_UNANSWERABLE,), want=True), VERSION),
    Evaluator("wrong_abstention", _blank(_ANSWERED, want=False), VERSION),
    Evaluator(
        "right_abstention_follow_up",
        _blank((_UNANSWERABLE,), place="follow-up", want=True),
        VERSION,
    ),
    Evaluator(
        "wrong_abstention_follow_up", _blank(_ANSWERED, place="follow-up", want=False), VERSION
    ),
    Evaluator("underspecified", _blank((_UNDERSPECIFIED,), want=True), VERSION),
    Evaluator("overlap", _overlap, VERSION),
    Evaluator("reached_follow_up", _reached("follow-up"), VERSION),
    Evaluator("reached_other", _reached("other turns"), VERSION),
    Evaluator("fabricated", citing.fabricated, citing.VERSION),
)
_LEFT = "Rightly left blank"
_MEASURES = (
    Measure(
        "correct",
        "Right decisions",
        "blank where nothing answers, else an answer from a gold passage; underspecified left out",
        headline=True,
    ),
    Measure("right_abstention", _LEFT, "of the unanswerable tasks", headline=True),
    Measure(
        "wrong_abstention",
        "Wrongly left blank",
        "of the answerable and partly answerable tasks",
        headline=True,
    ),
    Measure(
        "overlap",
        "Cited passages that hold the answer",
        "of all passages cited, unanswerable tasks included",
        headline=True,
        one_each=False,
    ),
    Measure(
        "fabricated",
        "Fabricated quotes",
        "of all quotes shown",
        Goal(0.0, at_most=True),
        headline=True,
        one_each=False,
    ),
    Measure("right_abstention_follow_up", f"{_LEFT}, follow-ups", "of the unanswerable ones"),
    Measure("wrong_abstention_follow_up", "Wrongly left blank, follow-ups", "of those answerable"),
    Measure("reached_follow_up", "Answered from a gold passage, follow-ups", "of those answerable"),
    Measure("reached_other", "Answered from a gold passage, other turns", "of those answerable"),
    Measure("underspecified", "Underspecified left blank", "either may be right"),
)
