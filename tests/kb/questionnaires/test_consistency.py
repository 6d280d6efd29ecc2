"""Answers of one questionnaire that contradict each other."""

import numpy as np

from kb.questionnaires.consistency import clashes
from kb.questionnaires.run import Row, State
from kb.text.contrasts import Contrasts
from kb.values import Answer, Question, Status, Verdict
from tests.kb.questionnaires.forms import item

CONTRASTS = Contrasts.load()


def row(number: int, text: str, verdict: Verdict | None, said: str = "So.") -> Row:
    answer = Answer(Question(text), Status.GROUNDED, said, verdict)
    return Row(number, item(number, text), State.DRAFTED, answer)


def found(*rows: Row, likeness: float = 0.95) -> dict[int, list[int]]:
    rest = (1 - likeness**2) ** 0.5
    vectors = np.asarray([[1, 0], [likeness, rest]], dtype=np.float32)[: len(rows)]
    return {n: [c.row for c in many] for n, many in clashes(rows, vectors, CONTRASTS).items()}


def test_two_verdicts_on_one_thing_are_flagged_on_both_rows() -> None:
    yes = row(1, "Are backups encrypted?", Verdict.YES)
    no = row(2, "Do you encrypt your backups?", Verdict.NO)
    assert found(yes, no) == {1: [2], 2: [1]}
    assert found(yes, row(2, "Do you encrypt your backups?", Verdict.YES)) == {}
    assert found(yes, no, likeness=0.5) == {}


def test_the_negative_form_turns_it_round() -> None:
    yes = row(1, "Are backups encrypted?", Verdict.YES)
    assert found(yes, row(2, "Are backups not encrypted?", Verdict.NO)) == {}
    assert found(yes, row(2, "Are backups not encrypted?", Verdict.YES)) == {1: [2], 2: [1]}


def test_at_rest_and_in_transit_are_two_things() -> None:
    yes = row(1, "Is data encrypted at rest?", Verdict.YES)
    assert found(yes, row(2, "Is data encrypted in transit?", Verdict.NO)) == {}


def test_two_values_of_one_thing_are_flagged() -> None:
    one = row(1, "How long are backups kept?", None, "They are kept for 35 days.")
    other = row(2, "How long do you keep backups?", None, "They are kept for 30 days.")
    assert found(one, other) == {1: [2], 2: [1]}
    same = row(2, "How long do you keep backups?", None, "For 35 days.")
    assert found(one, same) == {}
