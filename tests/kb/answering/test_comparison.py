"""Equivalence and difference: both sides named, the settling words first, nothing made up."""

import pytest

from kb.answering import comparison
from kb.answering.frameworks import Frameworks
from kb.answering.sides import sides_of
from kb.knowledge_base import KnowledgeBase
from tests.kb.answering.specialists import answered, ask, page
from tests.kb.storing import store

NOTE = page(
    "ISAE 3000 beside SOC 2",
    "# The short of it",
    "ISAE 3000 and SOC 2 are not equivalent. The first is a standard, the second a report.",
    "# Who issues them",
    "ISAE 3000 is issued by the IAASB. SOC 2 is defined by the AICPA.",
    "# Weather",
    "It rained on the day this was written.",
    "# Levels",
    "Question | ISAE 3000 | SOC 2",
    "Level of assurance | Reasonable or limited | Reasonable",
    "Issuer | IAASB | AICPA",
)
TYPES = page(
    "Kinds of report",
    "# Two types",
    "A Type I report looks at one date. A Type II report looks at a period.",
)


@pytest.fixture
def base(base: KnowledgeBase) -> KnowledgeBase:
    store(base, NOTE, TYPES)
    return base


@pytest.mark.parametrize(
    "question",
    [
        "Is ISAE 3000 equivalent to SOC 2?",
        "Are ISAE 3000 and SOC 2 equivalent or not?",
        "Would a customer accept ISAE 3000 instead of SOC 2?",
    ],
)
def test_the_settling_sentence_comes_first(base: KnowledgeBase, question: str) -> None:
    answer = answered(base, comparison.answer, question)
    assert answer.answer.startswith("ISAE 3000 and SOC 2 are not equivalent. The first is")
    assert "rained" not in answer.answer
    assert len(answer.answer) <= 1_200
    assert answer.note.startswith("Not the same kind of thing")


def test_who_issues_each_follows(base: KnowledgeBase) -> None:
    answer = answered(base, comparison.answer, "Is ISAE 3000 equivalent to SOC 2?")
    assert "IAASB" in answer.answer


def test_an_aspect_is_found_in_a_table_of_both(base: KnowledgeBase) -> None:
    answer = answered(
        base, comparison.answer, "How do the levels of assurance of ISAE 3000 and SOC 2 differ?"
    )
    assert "ISAE 3000: Reasonable or limited; SOC 2: Reasonable" in answer.answer


def test_two_sentences_may_settle_it_together(base: KnowledgeBase) -> None:
    answer = answered(base, comparison.answer, "What is the difference between Type I and Type II?")
    assert "one date" in answer.answer
    assert "a period" in answer.answer


@pytest.mark.parametrize(
    "question",
    [
        "Is PCI DSS equivalent to HITRUST?",
        "Do you have SOC 2 or ISAE 3000?",
        "Who issues SOC 2?",
        "How long are backups kept?",
    ],
)
def test_what_nothing_compares_is_left_alone(base: KnowledgeBase, question: str) -> None:
    assert ask(base, comparison.answer, question) is None


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Is ISAE3402 the twin of SOC-1?", {"isae3402", "soc1"}),
        ("Type I or Type II?", {"type1", "type2"}),
        ("Can a SOC 2 Type II report replace ISO 27001?", {"soc2", "iso27001"}),
        ("May we send the AICPA one instead of ISAE 3000?", {"soc2", "isae3000"}),
        ("What is in SOC 2?", set()),
    ],
)
def test_the_sides_of_a_question(question: str, names: set[str]) -> None:
    assert {s.framework for s in sides_of(question, Frameworks.load())} == names


def test_sides_that_are_no_frameworks() -> None:
    registry = Frameworks.load()
    one, other = sides_of("Is a policy the same as a procedure?", registry)
    assert one.in_text("Policies say what.")
    assert not one.in_text("Procedures say how.")
    assert other.in_text("Procedures say how.")


def test_every_framework_has_a_kind_and_names_of_its_own() -> None:
    registry = Frameworks.load()
    assert all(framework.kind for framework in registry.all)
    for framework in registry.all:
        assert framework.id in registry.names(framework.aliases[0])


def test_how_two_differ_is_told_by_a_sentence_for_each(base: KnowledgeBase) -> None:
    mixed = page(
        "Reports abroad",
        "# Periods",
        "Other engagements mirror the distinction of Type I and Type II, but differ in both.",
    )
    store(base, NOTE, TYPES, mixed)
    answer = answered(base, comparison.answer, "How do Type I and Type II reports differ?")
    assert answer.answer.startswith("A Type I report looks at one date. A Type II report")


PARTS = page(
    "Part by part",
    "# Compared",
    "SOC 2 and ISO 27001 are not equivalent as a whole.",
    "# Small parts",
    "Processing Integrity is where SOC 2 and ISO 27001 differ most: no control is its equivalent.",
)


def test_a_part_that_is_named_is_what_is_compared(base: KnowledgeBase) -> None:
    store(base, PARTS)
    question = "Does Processing Integrity in SOC 2 have an equivalent in ISO 27001?"
    assert answered(base, comparison.answer, question).answer.startswith("Processing Integrity is")


def test_a_name_that_nothing_holds_is_no_bar(base: KnowledgeBase) -> None:
    question = "Would a buyer in Ohio accept ISAE 3000 instead of SOC 2?"
    assert "not equivalent" in answered(base, comparison.answer, question).answer
