"""What the search found, measured on things to be proved and not on hits."""

import pytest

from evals.answers.finding import average_precision, recall_at
from evals.answers.values import Observation
from kb.values import Passage
from tests.evals.answers.making import BACKUP, GUIDE, OTHER, answer, blank_case, gold, hit, seen

NOISE = hit(OTHER, "policy/canteen.md")
GOLD = hit(BACKUP)
TWO = gold(
    expect_evidence=[
        {"file": "policy/backup.md", "any_of": ["kept for 35 days"]},
        {"file": "reference/guide.md", "any_of": ["copies for 35 days"]},
    ]
)


def found(*hits: Passage, case=TWO) -> Observation:  # type: ignore[no-untyped-def]
    return seen(case, answer(), *hits)


def value(judged: tuple[float, float, str] | None) -> float:
    assert judged is not None
    return judged[0]


def test_each_thing_to_be_proved_is_found_at_its_first_hit() -> None:
    both = found(NOISE, GOLD, hit(GUIDE, "reference/guide.md"), GOLD)

    assert value(recall_at(5)(both)) == 1
    assert value(recall_at(2)(both)) == 0.5
    assert value(recall_at(1)(both)) == 0
    assert value(average_precision(both)) == pytest.approx((1 / 2 + 2 / 3) / 2)


def test_the_same_words_in_another_file_prove_nothing() -> None:
    assert value(recall_at(10)(found(hit(BACKUP, "policy/copy.md")))) == 0
    assert value(average_precision(found())) == 0


def test_two_things_in_one_passage_count_no_more_than_all() -> None:
    once = [{"file": "policy/backup.md", "any_of": [p]} for p in ("AES-256", "35 days")]

    assert value(average_precision(found(GOLD, case=gold(expect_evidence=once)))) == 1


def test_follow_ups_and_blanks_are_left_out() -> None:
    follow_up = gold(kind="follow_up", history=["Do you make backups?"])

    assert recall_at(5)(found(GOLD, case=follow_up)) is None
    assert average_precision(found(GOLD, case=blank_case())) is None
