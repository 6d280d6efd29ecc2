"""Gold cases as a suite: how they are judged, and which figures come of it."""

from pathlib import Path

from evals.answers import abstaining, citing, correctness, finding, verdicts
from evals.answers.values import Asked, Evaluator, Goal, Load, Measure, Suite
from evals.cases import CaseFile, GoldCase, Kind, Split
from kb.values import Question, Status

EVALUATORS = (
    Evaluator("correct", correctness.judge, correctness.VERSION),
    Evaluator("wrong_yes", verdicts.wrong_yes, verdicts.VERSION),
    Evaluator("wrong_yes_at_stake", verdicts.wrong_yes_at_stake, verdicts.VERSION),
    Evaluator("wrong_of_yes", verdicts.wrong_of_yes, verdicts.VERSION),
    Evaluator("verdict", verdicts.verdict, verdicts.VERSION),
    Evaluator("equivalence", verdicts.equivalence, verdicts.VERSION),
    Evaluator("citation_precision", citing.precision, citing.VERSION),
    Evaluator("quote_precision", citing.quote_precision, citing.VERSION),
    Evaluator("citation_recall", citing.recall, citing.VERSION),
    Evaluator("uncited", citing.uncited, citing.VERSION),
    Evaluator("fabricated", citing.fabricated, citing.VERSION),
    Evaluator("leaked", citing.leaked, citing.VERSION),
    Evaluator("right_abstention", abstaining.right_abstention, abstaining.VERSION),
    Evaluator("wrong_abstention", abstaining.wrong_abstention, abstaining.VERSION),
    Evaluator("reason", abstaining.reason, abstaining.VERSION),
    Evaluator("both_sides", abstaining.both_sides, abstaining.VERSION),
    Evaluator("too_long", abstaining.long_answer, abstaining.VERSION),
    Evaluator("recall_5", finding.recall_at(5), finding.VERSION),
    Evaluator("recall_10", finding.recall_at(10), finding.VERSION),
    Evaluator("map_10", finding.average_precision, finding.VERSION),
)

NONE = Goal(0.0, at_most=True)

MEASURES = (
    Measure("correct", "Correct answers", "of all cases", Goal(0.85), headline=True),
    Measure(
        "wrong_yes",
        "Wrong yes",
        "a yes given, of all cases in which yes is wrong",
        Goal(0.02, at_most=True),
        headline=True,
    ),
    Measure(
        "right_abstention",
        "Rightly left blank",
        "of the cases that have no answer in the documents",
        Goal(0.90),
        headline=True,
    ),
    Measure(
        "wrong_abstention",
        "Wrongly left blank",
        "of the cases that have an answer",
        Goal(0.10, at_most=True),
        headline=True,
    ),
    Measure(
        "citation_precision",
        "Citations that prove something",
        "of all citations given",
        Goal(0.95),
        headline=True,
        one_each=False,
    ),
    Measure(
        "fabricated",
        "Fabricated quotes",
        "of all quotes shown, compared with the stored version character by character",
        NONE,
        headline=True,
        one_each=False,
    ),
    Measure(
        "both_sides",
        "Conflicts with both sides",
        "given, cited and told to be a conflict, of the cases with one",
        Goal(0.80),
        headline=True,
    ),
    Measure(
        "wrong_yes_at_stake",
        "Wrong yes, closed questions",
        "of the cases where yes is wrong and another verdict or a blank is right",
    ),
    Measure("wrong_of_yes", "Wrong among the yes given", "of every yes given"),
    Measure("verdict", "Right verdict", "of the cases that ask for one"),
    Measure("equivalence", "Right verdict of a comparison", "of the cases that have one"),
    Measure(
        "citation_recall",
        "Evidence that is cited",
        "of the things to be proved, where an answer is given",
        one_each=False,
    ),
    Measure(
        "quote_precision",
        "Quotes that hold the point",
        "of all citations: the quote itself, not only its passage",
        one_each=False,
    ),
    Measure("uncited", "Answers without a citation", "of the answers given", NONE),
    Measure(
        "leaked",
        "Quotes the asker must not see",
        "of all quotes shown",
        NONE,
        one_each=False,
    ),
    Measure("reason", "Right reason for a blank", "of the cases rightly left blank"),
    Measure("too_long", "Answers over 1,200 characters", "of the answers given", NONE),
    Measure(
        "recall_5",
        "Search: Recall@5",
        "of the evidence, questions without a history",
        one_each=False,
    ),
    Measure("recall_10", "Search: Recall@10", "as above", one_each=False),
    Measure("map_10", "Search: MAP@10", "as above", one_each=False),
)


def gold_suite(
    cases: CaseFile, root: Path, loads: tuple[Load, ...], home: Path | None = None
) -> Suite:
    """A suite of gold cases; ``root`` is the folder that their file names start from."""
    return Suite(
        name=cases.set,
        split=cases.split.value,
        root=root,
        loads=loads,
        asked=tuple(asked(case) for case in cases.cases),
        evaluators=EVALUATORS,
        measures=MEASURES,
        as_of=cases.as_of,
        home=home,
        sealed=cases.split is Split.TEST,
    )


def asked(case: GoldCase) -> Asked:
    """A gold case as a question to be asked."""
    groups = [f"kind: {case.kind}", "wording: far" if case.far else "wording: near"]
    if case.history and case.kind is not Kind.FOLLOW_UP:
        groups.append("with a history")
    return Asked(
        id=case.id,
        question=Question(case.question, case.id, case.history, case.audience),
        groups=tuple(groups),
        right=verdicts.right_verdict(case),
        expected=tuple(_expected(case)),
        gold=case,
        search=not case.history,
    )


def _expected(case: GoldCase) -> list[str]:
    """What is right, in words for the report."""
    expect = case.expect
    if expect.status is Status.ABSTAINED:
        lines = [f"a blank: {' or '.join(expect.reason)}"]
    else:
        verdict = " or ".join(v for v in (expect.verdict, *expect.verdict_also) if v)
        lines = [f"verdict {verdict}"] if verdict else []
        lines += [f"comparison: {' or '.join(expect.equivalence)}"] if expect.equivalence else []
        lines += [f"says {' or '.join(group)}" for group in expect.must]
        lines += [f"shows {' or '.join(group)}" for group in expect.conflict]
        lines += [f"cites {e.file}: {e.any_of[0]}" for e in expect.evidence]
    lines += [f"does not say {phrase}" for phrase in expect.must_not]
    return lines + ([f"because: {case.note}"] if case.note else [])
