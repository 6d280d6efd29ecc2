"""Questions that lean on those before them."""

import pytest

from kb.answering.followups import leans, resolve, unnamed_other
from kb.text.contrasts import Contrasts

CONTRASTS = Contrasts.load()


def _resolved(question: str, *history: str) -> str:
    return resolve(question, history, CONTRASTS)


@pytest.mark.parametrize(
    ("question", "before", "expected"),
    [
        (
            "And for HIPAA?",
            "Which controls cover access reviews in SOC 2?",
            "Which controls cover access reviews in HIPAA?",
        ),
        ("What about CC6.2?", "What does CC6.1 require?", "What does CC6.2 require?"),
        ("And contractors?", "Are employees trained every year?",
         "Are contractors trained every year?"),
        ("and in transit?", "Is customer data encrypted at rest?",
         "Is customer data encrypted in transit?"),
    ],
)  # fmt: skip
def test_one_name_takes_the_place_of_another(question: str, before: str, expected: str) -> None:
    assert _resolved(question, before) == expected


@pytest.mark.parametrize(
    ("question", "before", "expected"),
    [
        ("And for S2?", "How fast is an S1 fault repaired?", "How fast is an S2 fault repaired?"),
        ("And in those of Paper Kite?", "Are the Marmot archives encrypted?",
         "Are the Paper Kite archives encrypted?"),
        ("Is Paper Kite part of it as well?", "Do outsiders test Marmot?",
         "Do outsiders test Paper Kite?"),
        ("Does the same go for Paper Kite?", "Do outsiders test Marmot?",
         "Do outsiders test Paper Kite?"),
        ("Interns too?", "Do new employees sign a secrecy clause?",
         "Do interns sign a secrecy clause?"),
        ("And the regulator?", "When do you tell a customer about a leak?",
         "When do you tell the regulator about a leak?"),
    ],
)  # fmt: skip
def test_what_alone_is_new_takes_the_place_of_its_like(
    question: str, before: str, expected: str
) -> None:
    assert _resolved(question, before) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "What is that person called?",
            "Is there a head of audit: What is the name of that person?",
        ),
        ("Until when?", "Is there a head of audit: For how long?"),
        ("And Paper Kite?", "Is there a head of audit: And Paper Kite?"),
    ],
)
def test_without_a_like_the_earlier_question_goes_in_front(question: str, expected: str) -> None:
    assert _resolved(question, "Is there a head of audit?") == expected


@pytest.mark.parametrize(
    "announced", ["Another matter: is it sold?", "On a different topic, is it sold?"]
)
def test_an_announced_change_of_topic_leans_on_nothing(announced: str) -> None:
    assert not leans(announced)
    assert _resolved(announced, "Are backups encrypted?") == "Is it sold?"


@pytest.mark.parametrize("question", ["How often?", "Who approves that?", "And for how long?",
                                      "Is it tested?", "Why?"])  # fmt: skip
def test_what_leans_is_put_behind_the_earlier_question(question: str) -> None:
    before = "Are backups encrypted?"
    assert _resolved(question, before) == f"Are backups encrypted: {question}"


@pytest.mark.parametrize(
    "question",
    [
        "Do you run penetration tests against the production network?",
        "How long are audit logs kept in cold storage?",
        "And do you run penetration tests against the production network every year?",
        "Which office holds the visitor book of this building and its garage?",
    ],
)
def test_a_question_with_enough_to_stand_on_is_left_alone(question: str) -> None:
    assert not leans(question)
    assert _resolved(question, "Are backups encrypted?") == question


def test_nothing_before_leaves_it_alone() -> None:
    assert _resolved("How often?") == "How often?"
    assert _resolved("How often?", "", "  ") == "How often?"


def test_turns_lean_on_one_another_in_a_row() -> None:
    asked = _resolved("And for HIPAA?", "What does SOC 2 require of backups?", "And for GDPR?")
    assert asked == "What does HIPAA require of backups?"


def test_an_earlier_topic_is_not_brought_back_by_a_new_one() -> None:
    history = ("Are backups encrypted?", "Do visitors sign the book at the front desk?")
    assert _resolved("Who checks that?", *history) == (
        "Do visitors sign the book at the front desk: Who checks that?"
    )


@pytest.mark.parametrize(
    ("question", "phrase"),
    [
        ("And the other product?", "the other product"),
        ("Is the other one covered too?", "the other one"),
        ("What about the other?", "the other"),
        ("And for HIPAA?", ""),
        ("What does the other party to a data processing agreement have to sign?", ""),
        ("Is the other data centre of the company protected by a diesel generator?", ""),
    ],
)
def test_one_that_is_only_the_other_has_no_name(question: str, phrase: str) -> None:
    assert unnamed_other(question) == phrase
