"""Lists, procedures and definitions: whole, in order, and quoted as they stand."""

import pytest

from kb.answering import lists
from kb.answering.definitions import term_of
from kb.knowledge_base import KnowledgeBase
from kb.values import Audience, Collection
from tests.kb.answering.specialists import answered, ask, page
from tests.kb.storing import store

RUNBOOK = page(
    "Leaver runbook",
    "# Purpose",
    "This runbook is used when somebody leaves the company.",
    "# Steps when somebody leaves",
    "- 1. Disable the account.",
    "- 2. Collect the laptop.",
    "- 3. Tell the payroll office.",
    "# Members of the crisis team",
    "The crisis team has these members:",
    "- Head of Security",
    "- General Counsel",
    "- Press officer",
    collection=Collection.POLICY,
    audience=Audience.INTERNAL,
)
SUPPLIERS = page(
    "Subprocessors",
    "# Approved subprocessors",
    "Name | Purpose | Country",
    *(f"Firm {n} Ltd | Sends messages of kind {n} to people | Country {n}" for n in range(1, 9)),
)
WORDS = page(
    "Glossary",
    "# Words used here",
    "Term | Meaning",
    "Asset | Anything of value to the company and its customers",
    "Incident | An event that harms the confidentiality of data",
    "# Bridge letter",
    "A bridge letter, also called a gap letter, is a statement by management. It covers months.",
)
PHASES = page(
    "Audit guide",
    "# How an internal audit runs",
    "## Phase 1: Plan the audit",
    "The auditor writes the plan for the internal audit and agrees it.",
    "## Phase 2: Gather evidence",
    "The auditor reads and interviews during the internal audit.",
    "## Phase 3: Report the findings",
    "The auditor reports what the internal audit found.",
)


@pytest.fixture
def base(base: KnowledgeBase) -> KnowledgeBase:
    store(base, RUNBOOK, SUPPLIERS, WORDS, PHASES)
    return base


def test_steps_come_complete_and_in_order(base: KnowledgeBase) -> None:
    answer = answered(base, lists.answer, "What are the steps when somebody leaves?")
    assert answer.answer == (
        "1. Disable the account.\n2. Collect the laptop.\n3. Tell the payroll office."
    )
    assert len(answer.citations) == 1


def test_a_list_keeps_its_lead_in(base: KnowledgeBase) -> None:
    answer = answered(base, lists.answer, "Who are the members of the crisis team?")
    assert answer.answer.split("\n") == [
        "The crisis team has these members:",
        "Head of Security",
        "General Counsel",
        "Press officer",
    ]


def test_numbered_sub_headings_are_steps(base: KnowledgeBase) -> None:
    answer = answered(base, lists.answer, "What are the phases of an internal audit?")
    assert answer.answer.split("\n") == [
        "Phase 1: Plan the audit",
        "Phase 2: Gather evidence",
        "Phase 3: Report the findings",
    ]


def test_a_table_too_wide_gives_every_row_with_fewer_cells(base: KnowledgeBase) -> None:
    answer = answered(base, lists.answer, "List the approved subprocessors.", longest=160)
    assert [c.quote for c in answer.citations][1:] == [f"Firm {n} Ltd" for n in range(1, 9)]
    assert "more)" not in answer.answer


def test_what_does_not_fit_is_counted(base: KnowledgeBase) -> None:
    answer = answered(base, lists.answer, "List the approved subprocessors.", longest=60)
    assert len(answer.answer) <= 60
    assert answer.answer.endswith(" more)")


def test_what_the_asker_may_not_see_is_in_no_list(base: KnowledgeBase) -> None:
    question = "Who are the members of the crisis team?"
    seen = ask(base, lists.answer, question, Audience.PUBLIC)
    assert seen is None or "General Counsel" not in seen.answer


@pytest.mark.parametrize(
    "question",
    [
        "Do you list your assets?",
        "How often are accounts reviewed?",
        "What are the ingredients of the canteen's soup?",
        "What are the members of the Zanzibar club?",
    ],
)
def test_other_questions_are_left_alone(base: KnowledgeBase, question: str) -> None:
    assert ask(base, lists.answer, question) is None


MACHINES = page(
    "Machines in the workshop",
    "# Machines and their state",
    "Machine | Use | Guard fitted | State",
    "Lathe | Turning | Yes | In use",
    "Press | Stamping | No | Retired",
    "Kiln | Drying | No, due in May | In use",
    "Saw | Cutting wood | Yes | Retired",
    "# Badge readers",
    "The badge opens every door that can read it. "
    "The doors listed here cannot: the garage, the attic and the boiler room.",
    "# Dealing with a broken guard",
    "First, the machine is switched off. Then the foreman is told. Finally, the guard is replaced.",
    collection=Collection.POLICY,
)


@pytest.mark.parametrize(
    ("question", "there", "absent"),
    [
        ("Which machines have no guard fitted?", ["Press", "Kiln"], ["Lathe", "Saw"]),
        ("Which machines have a guard fitted?", ["Lathe", "Saw"], ["Press", "Kiln"]),
        (
            "Which workshop machines are in the state retired?",
            ["Press", "Saw"],
            ["Lathe", "Kiln"],
        ),
    ],
)
def test_a_condition_picks_the_rows_of_a_table(
    base: KnowledgeBase, question: str, there: list[str], absent: list[str]
) -> None:
    store(base, MACHINES)
    told = answered(base, lists.answer, question).answer
    assert [name for name in [*there, *absent] if name in told] == there


def test_a_sentence_that_points_back_keeps_the_one_before(base: KnowledgeBase) -> None:
    store(base, MACHINES)
    told = answered(base, lists.answer, "Which doors cannot read the badge?").answer
    assert "The badge opens every door" in told
    assert "boiler room" in told


def test_a_paragraph_of_first_and_then_is_a_procedure(base: KnowledgeBase) -> None:
    store(base, MACHINES)
    told = answered(base, lists.answer, "How is a broken guard dealt with?").answer
    assert told.startswith("First, the machine is switched off.")
    assert told.endswith("the guard is replaced.")


def test_a_definition_by_a_sentence(base: KnowledgeBase) -> None:
    for question in ("What is a bridge letter?", 'Explain "gap letter" to a newcomer.'):
        answer = answered(base, lists.answer, question)
        assert answer.answer.startswith("A bridge letter, also called a gap letter, is")


def test_a_definition_in_a_table(base: KnowledgeBase) -> None:
    answer = answered(base, lists.answer, "What does incident mean?")
    assert answer.answer == (
        "Term: Incident; Meaning: An event that harms the confidentiality of data."
    )


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("What is a bridge letter?", "bridge letter"),
        ("What does RTO mean?", "RTO"),
        ("Define asset.", "asset"),
        ('What counts as "confirmation" of an incident?', "confirmation"),
        ("What is your backup retention?", None),
        ("What are the four classes?", None),
        ("What is the maximum length of a password?", None),
        ("How long is the audit?", None),
    ],
)
def test_what_a_definition_is_asked_of(question: str, term: str | None) -> None:
    assert term_of(question) == term
