"""Mapping questions: both directions, ranges, wider and narrower controls, and third frameworks."""

import pytest

from kb.answering import mapping
from kb.knowledge_base import KnowledgeBase
from kb.values import Audience, Collection, Reason, Status
from tests.kb.answering.specialists import answered, ask, page
from tests.kb.storing import store

CROSSWALK = page(
    "Bridging the two",
    "# Table",
    "SOC 2 criterion | Subject | ISO 27001:2022 Annex A",
    "CC7 | Running the systems | A.5.24-A.5.28, A.8.15",
    "CC8 | Change management | A.8.32",
    "CC9 | Risk from partners | A.5.19 to A.5.23, A.6.7",
)


@pytest.fixture
def base(base: KnowledgeBase) -> KnowledgeBase:
    store(base, CROSSWALK)
    return base


def test_a_row_answers_from_its_first_column(base: KnowledgeBase) -> None:
    answer = answered(base, mapping.answer, "Which ISO 27001 controls correspond to CC8?")
    assert answer.status is Status.GROUNDED
    assert answer.answer == (
        "SOC 2 criterion: CC8; Subject: Change management; ISO 27001:2022 Annex A: A.8.32"
    )
    assert answer.citations[0].quote == "CC8\tChange management\tA.8.32"
    assert "states no relation" in answer.note


@pytest.mark.parametrize("spelling", ["A.5.20", "A 5.20", "Annex A 5.20"])
def test_a_control_is_found_inside_a_range(base: KnowledgeBase, spelling: str) -> None:
    answer = answered(base, mapping.answer, f"Which SOC 2 series does {spelling} belong to?")
    assert "CC9" in answer.answer
    assert "CC7" not in answer.answer


def test_the_way_back(base: KnowledgeBase) -> None:
    assert "CC8" in answered(base, mapping.answer, "What covers A.8.32 in SOC 2?").answer


def test_a_narrower_control_is_answered_by_the_wider_row_and_said_so(base: KnowledgeBase) -> None:
    answer = answered(base, mapping.answer, "Which ISO 27001 controls does CC7.2 map to?")
    assert "CC7" in answer.answer
    assert "CC7.2 itself is not listed" in answer.note


def test_a_subject_without_an_identifier(base: KnowledgeBase) -> None:
    answer = answered(base, mapping.answer, "Which ISO controls map to change management in SOC 2?")
    assert answer.citations[0].quote.startswith("CC8\t")


def test_nothing_listed_is_a_blank_and_no_guess(base: KnowledgeBase) -> None:
    answer = answered(base, mapping.answer, "Which SOC 2 criteria map to A.7.4?")
    assert answer.status is Status.ABSTAINED
    assert answer.reason is Reason.NO_EVIDENCE
    assert "A.7.4" in answer.note


def test_an_unknown_code_maps_to_nothing(base: KnowledgeBase) -> None:
    assert ask(base, mapping.answer, "Which ISO 27001 controls map to CC11?") is None


@pytest.mark.parametrize(
    "question",
    [
        "What does A.8.32 require?",
        "Do you review CC8 every year?",
        "How often is the register reviewed?",
        "What does CC7 cover?",
    ],
)
def test_other_questions_are_left_alone(base: KnowledgeBase, question: str) -> None:
    assert ask(base, mapping.answer, question) is None


def test_crosswalks_that_disagree_are_both_shown(base: KnowledgeBase) -> None:
    other = page(
        "Another view", "# Rows", "SOC 2 | ISO 27001 Annex A", "CC8 | A.8.9", "CC3 | A.5.7"
    )
    store(base, other)
    answer = answered(base, mapping.answer, "Which ISO 27001 controls correspond to CC8?")
    assert len(answer.citations) == 2
    assert {v.citation.document for v in answer.conflicts[0].values} == {
        "Bridging the two",
        "Another view",
    }


def test_a_crosswalk_for_others_eyes_does_not_exist(base: KnowledgeBase) -> None:
    secret = page(
        "Inside",
        "# Rows",
        "SOC 2 | NIST CSF",
        "CC6.1 | PR.AA-01",
        audience=Audience.INTERNAL,
    )
    store(base, secret)
    question = "Which CSF outcomes correspond to CC6.1?"
    assert answered(base, mapping.answer, question).status is Status.GROUNDED
    public = answered(base, mapping.answer, question, Audience.PUBLIC)
    assert public.status is Status.ABSTAINED


def test_two_steps_are_offered_as_two_steps(base: KnowledgeBase) -> None:
    store(
        base,
        page("Second hop", "# Rows", "ISO 27001 Annex A | NIST CSF 2.0", "A.8.32 | PR.PS-01"),
    )
    answer = answered(base, mapping.answer, "Which CSF outcomes correspond to CC8?")
    assert answer.answer.startswith("No direct mapping was found. By way of A.8.32")
    assert "PR.PS-01" in answer.answer
    assert len(answer.citations) == 2
    assert "not a direct mapping" in answer.note


def test_our_own_controls_come_from_our_own_matrix(base: KnowledgeBase) -> None:
    matrix = page(
        "Register",
        "# Controls",
        "Control | Statement | SOC 2 | ISO 27001 Annex A",
        "KX-07 | Every change has a second reader | CC8.1 | A.8.32",
        collection=Collection.POLICY,
        audience=Audience.INTERNAL,
    )
    store(base, matrix)
    answer = answered(base, mapping.answer, "Which of our own controls answers ISO's A.8.32?")
    assert "KX-07" in answer.answer
    assert "KX-07" not in answered(base, mapping.answer, "What covers A.8.32 in SOC 2?").answer


def test_rows_that_follow_one_another_are_told_as_one(base: KnowledgeBase) -> None:
    imported = page(
        "csf to iso",
        "# csf to iso",
        "nist-csf-2.0 | relation | iso27001-2022",
        "PR.AT-01 | subset | A.6.3",
        "PR.AT-01 | subset | A.7.7",
        "PR.AT-02 | equal | A.6.8",
    )
    store(base, imported)
    answer = answered(base, mapping.answer, "Which ISO 27001 controls correspond to PR.AT-01?")
    assert answer.answer == (
        "nist-csf-2.0: PR.AT-01; relation: subset; iso27001-2022: A.6.3, A.7.7"
    )
    assert len(answer.citations) == 1
    assert answer.note == ""


def test_what_does_not_fit_is_counted(base: KnowledgeBase) -> None:
    rows = [f"PR.AA-{n:02} | related | A.5.7" for n in range(1, 9)]
    mixed = [line for row in rows for line in (row, "DE.CM-01 | related | A.8.16")]
    store(base, page("long", "# long", "nist-csf-2.0 | relation | iso27001-2022", *mixed))
    question = "Which CSF outcomes correspond to A.5.7?"
    answer = answered(base, mapping.answer, question, longest=300)
    assert len(answer.answer) <= 300
    assert answer.answer.endswith(f"({8 - len(answer.citations)} more)")
