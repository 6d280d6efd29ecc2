"""Which sentences may answer: what the words say, what the reader takes for beside the point."""

from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import pytest

from kb.answering.asked import understand
from kb.answering.by_sentences import Sentences
from kb.answering.scored import Scored
from kb.answering.scoring import Scorer
from kb.reading.reader import Reading
from kb.records import Records
from kb.text.contrasts import Contrasts
from tests.kb.answering.passages import scored

BESIDE = Reading(answers=-1.0, yes=0.5, no=0.5, partial=0.0, states=0.0)
ABOUT_A_FRAMEWORK = "Is SOC 2 a certification?"
ABOUT_US = "Do you hold a SOC 2 certification?"
OPEN = "What sort of certification is SOC 2?"


def sentences(reader: object) -> Sentences:
    scorer = cast("Scorer", SimpleNamespace(reader=reader))
    return Sentences(cast("Records", None), scorer, Contrasts.load())


def says_it(*, absent: str = "", reading: Reading | None = BESIDE) -> Scored:
    one = scored("SOC 2 is an attestation, not a certification.", strength=0.9)
    lacking = frozenset(absent.split())
    return replace(one, coverage=0.9, meaning=0.8, absent=lacking, asked=3, reading=reading)


@pytest.mark.parametrize("question", [ABOUT_A_FRAMEWORK, OPEN])
def test_words_that_say_it_all_answer_a_question_on_a_framework(question: str) -> None:
    assert sentences(object()).may_answer(understand(question), says_it())


def test_on_practice_what_the_reader_takes_for_beside_does_not() -> None:
    assert not sentences(object()).may_answer(understand(ABOUT_US), says_it())


def test_nor_does_one_that_lacks_a_word() -> None:
    lacking = says_it(absent="certif")
    assert not sentences(object()).may_answer(understand(ABOUT_A_FRAMEWORK), lacking)


@pytest.mark.parametrize(("reader", "may"), [(object(), False), (None, True)])
def test_what_the_reader_did_not_come_to_read_answers_only_without_one(
    reader: object, *, may: bool
) -> None:
    unread = says_it(reading=None)
    assert sentences(reader).may_answer(understand(ABOUT_A_FRAMEWORK), unread) is may
