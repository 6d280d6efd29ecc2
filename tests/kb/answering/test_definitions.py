"""Which word a question wants explained, and which sentences explain one."""

import pytest

from kb.answering import lists
from kb.answering.definitions import term_of
from kb.knowledge_base import KnowledgeBase
from kb.values import Collection
from tests.kb.answering.specialists import answered, page
from tests.kb.storing import store

LEVELS = page(
    "Marking of papers",
    "# Levels",
    "Level | What it is",
    "Amber | Papers that would help a rival of the company",
    "Papers of the level Amber are not left on desks.",
    "# Words",
    "Suppliers are shown by the whole method (they are tested) or the carved method (they are left"
    " out of the test).",
    "By a near miss we understand an event that could have done harm but did none.",
    collection=Collection.POLICY,
)


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("What does the level Amber mean?", "Amber"),
        ("What does the status “draft” mean?", "draft"),
        ("What is a near miss?", "near miss"),
        ("What is the status of the audit?", None),
        ("What is the level of your insurance?", None),
    ],
)
def test_the_sort_of_a_word_is_no_part_of_it(question: str, term: str | None) -> None:
    assert term_of(question) == term


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("What does the level Amber mean?", "would help a rival"),
        ("What is a near miss?", "could have done harm"),
    ],
)
def test_the_row_or_sentence_that_explains_is_told(
    base: KnowledgeBase, question: str, said: str
) -> None:
    store(base, LEVELS)
    assert said in answered(base, lists.answer, question).answer


def test_what_stands_in_brackets_after_a_term_says_what_it_is(base: KnowledgeBase) -> None:
    store(base, LEVELS)
    answer = answered(base, lists.answer, "What is the carved method?")
    assert "left out of the test" in answer.answer
