"""What a citation is worth, and that neither quoting everything nor making things up pays."""

from dataclasses import replace

import pytest

from evals.answers.citing import fabricated, leaked, precision, quote_precision, recall, uncited
from evals.answers.values import Observation
from kb.values import Answer, Audience, Citation
from tests.evals.answers.making import (
    BACKUP,
    OTHER,
    TEXTS,
    FakeDocuments,
    answer,
    blank,
    blank_case,
    cite,
    gold,
    seen,
)

PROOF = cite("They are kept for 35 days.")
NEIGHBOUR = cite("Nobody may copy them.")
IRRELEVANT = cite("The canteen opens at noon.", "policy/canteen.md")


def share(judged: tuple[float, float, str] | None) -> tuple[float, float]:
    assert judged is not None
    return judged[:2]


def cited(*citations: Citation) -> Observation:
    return seen(gold(), answer("35 days.", *citations))


def test_a_citation_of_a_gold_passage_is_precise_and_another_is_not() -> None:
    assert share(precision(cited(PROOF))) == (1, 1)
    assert share(precision(cited(PROOF, IRRELEVANT))) == (1, 2)
    assert precision(cited()) is None


def test_the_strict_measure_wants_the_point_in_the_quote() -> None:
    assert share(precision(cited(PROOF, NEIGHBOUR))) == (2, 2)
    assert share(quote_precision(cited(PROOF, NEIGHBOUR))) == (1, 2)


def test_a_second_valid_passage_is_no_mistake() -> None:
    """It is not among the gold ones, but its quote gives the value asked for."""
    second = cite("kept warm for 35 days", "policy/canteen.md")

    assert share(precision(cited(PROOF, second))) == (2, 2)


def test_a_guide_does_not_prove_what_only_a_policy_can() -> None:
    guide = cite("keeps copies for 35 days", "reference/guide.md")

    assert share(precision(cited(guide))) == (0, 1)


def test_a_phrase_that_the_question_gives_away_proves_nothing() -> None:
    case = gold(question="Are backups kept for 35 days?")
    second = cite("kept warm for 35 days", "policy/canteen.md")

    assert share(precision(seen(case, answer("35 days.", second)))) == (0, 1)


def test_quoting_the_page_is_not_precise() -> None:
    page = BACKUP + " More was said." * 40
    texts = {**TEXTS, "policy/backup.md": page}
    whole = replace(cite(BACKUP), quote=page, end=len(page))
    asked = seen(gold(), answer("35 days.", whole), documents=FakeDocuments(texts))

    assert len(page) > 400
    assert share(precision(asked)) == (0, 1)
    assert share(quote_precision(asked)) == (0, 1)


def test_a_long_quote_may_carry_several_points() -> None:
    page = BACKUP + " More was said." * 30
    texts = {**TEXTS, "policy/backup.md": page}
    case = gold(expect_must=[["35 days"], ["AES-256"], ["Nobody"]])
    whole = replace(cite(BACKUP), quote=page, end=len(page))

    found = precision(seen(case, answer("35 days.", whole), documents=FakeDocuments(texts)))

    assert share(found) == (1, 1)


def test_a_side_of_a_comparison_told_from_the_gold_file_is_precise() -> None:
    text = "SOC 3 may be published. SOC 2 is restricted. Lunch is at noon."
    documents = FakeDocuments({"policy/backup.md": "elsewhere"})
    case = gold(
        kind="comparison", question="How do SOC 3 and SOC 2 differ?", expect_must=[["published"]]
    )

    def judged(quote: str, file: str = "policy/backup.md") -> tuple[float, float]:
        made = replace(cite(text, file), quote=quote)
        return share(precision(seen(case, answer("x", made), documents=documents)))

    assert judged("SOC 2 is restricted.") == (1, 1)
    assert judged("Lunch is at noon.") == (0, 1)
    assert judged("SOC 2 is restricted.", "policy/canteen.md") == (0, 1)


def test_every_citation_of_an_answer_that_should_be_blank_is_imprecise() -> None:
    assert share(precision(seen(blank_case(), answer("x", PROOF)))) == (0, 1)
    assert precision(seen(blank_case(), blank())) is None


def test_the_evidence_that_is_cited_counts_for_recall() -> None:
    two = [
        {"file": "policy/backup.md", "any_of": ["kept for 35 days"]},
        {
            "file": "policy/none.md",
            "any_of": ["x"],
            "instead": [{"file": "policy/canteen.md", "any_of": ["opens at noon"]}],
        },
    ]
    case = gold(expect_evidence=two)

    assert share(recall(seen(case, answer("x", PROOF)))) == (1, 2)
    assert share(recall(seen(case, answer("x", PROOF, IRRELEVANT)))) == (2, 2)
    assert recall(seen(case, blank())) is None


@pytest.mark.parametrize(
    "forged",
    [
        replace(PROOF, quote="They are kept for 36 days."),
        replace(PROOF, start=PROOF.start + 1, end=PROOF.end + 1),
        replace(PROOF, document_id="policy/none.md"),
        replace(PROOF, quote="", end=PROOF.start),
    ],
)
def test_a_quote_that_is_not_in_the_stored_version_is_fabricated(forged: Citation) -> None:
    given = answer("35 days.", PROOF, forged)

    assert share(fabricated(seen(gold(), given))) == (1, 2)
    assert share(fabricated(cited(PROOF))) == (0, 1)


def test_the_nearest_passages_are_quotes_too() -> None:
    forged = replace(PROOF, quote="made up")

    assert share(fabricated(seen(gold(), blank(nearest=(forged,))))) == (1, 1)


def test_what_the_asker_must_not_see_is_a_leak_wherever_it_is_shown() -> None:
    documents = FakeDocuments(audiences={"policy/canteen.md": Audience.PUBLIC})
    open_quote = cite(OTHER[:26], "policy/canteen.md")
    case = gold(audience="public")

    def found(given: Answer) -> tuple[float, float]:
        return share(leaked(seen(case, given, documents=documents)))

    assert found(answer("x", open_quote)) == (0, 1)
    assert found(answer("x", open_quote, PROOF)) == (1, 2)
    assert found(blank(nearest=(PROOF,))) == (1, 1)


def test_an_answer_without_a_citation_is_counted() -> None:
    assert share(uncited(cited())) == (1, 1)
    assert share(uncited(cited(PROOF))) == (0, 1)
    assert uncited(seen(gold(), blank())) is None
