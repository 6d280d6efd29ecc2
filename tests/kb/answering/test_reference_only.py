"""A base of reference texts alone: what they say is told, what we do is not."""

import pytest

from kb.knowledge_base import KnowledgeBase
from kb.values import Answer, Audience, Collection, Question, Reason, Status
from tests.kb.answering.specialists import page
from tests.kb.storing import store

pytestmark = pytest.mark.model

GUIDE = page(
    "SOC 2 beside ISO 27001",
    "# Reports",
    "Suppliers who sell on both continents need both reports.",
    "# Availability",
    "The category Availability maps to backup (A.8.13).",
)
RULES = page("Rules of the house", "# Lunch", "Lunch is at noon.", collection=Collection.POLICY)
BOTH = "Do we need both reports?"


@pytest.fixture
def guided(base: KnowledgeBase) -> KnowledgeBase:
    store(base, GUIDE)
    return base


def asked(base: KnowledgeBase, text: str) -> Answer:
    return base.ask(Question(text))[0]


def test_what_we_need_is_told_by_reference_texts_without_a_verdict(guided: KnowledgeBase) -> None:
    answer = asked(guided, BOTH)
    assert (answer.status, answer.verdict) == (Status.GROUNDED, None)
    assert "need both reports" in answer.answer
    assert "No policy of your own is loaded" in answer.note


@pytest.mark.parametrize("audience", [Audience.PUBLIC, Audience.NDA])
def test_who_is_outside_is_not_one_of_us(guided: KnowledgeBase, audience: Audience) -> None:
    found = guided.ask(Question(BOTH, audience=audience))[0]
    assert found.status is Status.ABSTAINED


def test_where_there_are_policies_they_alone_are_asked(guided: KnowledgeBase) -> None:
    store(guided, RULES)
    assert asked(guided, BOTH).status is Status.ABSTAINED


@pytest.mark.parametrize("text", ["Do you need both reports?", "Are our backups kept?"])
def test_what_we_do_is_not_told_by_them(guided: KnowledgeBase, text: str) -> None:
    assert asked(guided, text).status is Status.ABSTAINED


def test_a_control_that_no_table_holds_is_found_in_a_sentence(guided: KnowledgeBase) -> None:
    answer = asked(guided, "Which SOC 2 category does A.8.13 map to?")
    assert answer.status is Status.GROUNDED
    assert "Availability" in answer.answer
    assert "No crosswalk" in answer.note


def test_one_that_nothing_holds_is_still_said_to_have_no_crosswalk(guided: KnowledgeBase) -> None:
    answer = asked(guided, "Which SOC 2 category does A.8.14 map to?")
    assert answer.reason is Reason.NO_EVIDENCE
    assert "crosswalk" in answer.note
