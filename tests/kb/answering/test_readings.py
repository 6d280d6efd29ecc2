"""What the reader's opinion counts for beside what the words of a sentence show."""

from dataclasses import replace

import pytest

from kb.answering.asked import understand
from kb.answering.verdict import judge
from kb.reading.reader import Reading
from kb.text.contrasts import Contrasts
from kb.values import Verdict
from tests.kb.answering.passages import scored

SURE = Reading(answers=6.0, yes=0.99, no=0.01, partial=0.0, states=0.0)
SENTENCE = "Every incident is documented in the incident log."


def verdict(question: str, *, coverage: float, absent: str, reading: Reading) -> Verdict | None:
    one = scored(SENTENCE, strength=0.6)
    one = replace(one, coverage=coverage, absent=frozenset(absent.split()), reading=reading)
    return judge(understand(question), [one], [], Contrasts.load()).verdict


def test_a_sentence_in_other_words_proves_what_the_reader_is_sure_of() -> None:
    question = "Do you write down what went wrong?"
    assert verdict(question, coverage=0.1, absent="write went wrong", reading=SURE) is Verdict.YES


@pytest.mark.parametrize("coverage", [0.35, 0.5, 0.65])
def test_one_in_the_same_words_but_for_some_proves_nothing(coverage: float) -> None:
    question = "Do you have a documented incident process covering physical incidents?"
    assert verdict(question, coverage=coverage, absent="physic cover", reading=SURE) is None


def test_a_word_that_asks_for_nothing_more_may_be_lacking() -> None:
    question = "Is every whole incident documented?"
    assert verdict(question, coverage=0.65, absent="whole", reading=SURE) is Verdict.YES


def test_what_the_reader_is_not_sure_of_is_not_proved() -> None:
    question = "Do you write down what went wrong?"
    unsure = replace(SURE, yes=0.9, no=0.1)
    assert verdict(question, coverage=0.1, absent="write went wrong", reading=unsure) is None
