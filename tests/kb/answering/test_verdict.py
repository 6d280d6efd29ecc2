"""The short answer to a closed question, from sentences as policies have them."""

from datetime import date

import pytest

from kb.values import Collection, Facts, Reason, Status, Verdict
from tests.kb.answering.desk import Desk
from tests.kb.storing import prepared

pytestmark = pytest.mark.model

YES, NO, PARTIAL = Verdict.YES, Verdict.NO, Verdict.PARTIAL


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Are backups encrypted?", "Backups must be encrypted."),
        ("Are backups encrypted?", "All backups are encrypted with AES-256."),
        ("Do you encrypt backups?", "Every backup is encrypted before it leaves the server."),
        ("Is MFA enforced for remote access?",
         "Multi-factor authentication is enforced for all remote access."),
        ("Are access rights reviewed every quarter?",
         "Access rights are reviewed every quarter by the system owner."),
        ("Are access rights reviewed every year?", "Access rights are reviewed every quarter."),
        ("Are changes reviewed?", "No change goes live before review."),
        ("Is code reviewed before it is merged?",
         "No code is merged until another engineer has reviewed it."),
        ("Please confirm that backups are encrypted.", "Backups must be encrypted."),
        ("Are logs kept for at least 12 months?", "Audit logs are kept for 13 months."),
        ("May staff use personal phones for e-mail?",
         "Staff may use personal phones for e-mail."),
    ],
)  # fmt: skip
def test_a_plain_statement_says_yes(desk: Desk, question: str, sentence: str) -> None:
    answer = desk.ask(question, sentence)
    assert (answer.status, answer.verdict) == (Status.GROUNDED, YES)
    assert answer.citations[0].quote == sentence


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Are laptops encrypted?", "Laptops should be encrypted."),
        ("Are staff required to lock their screens?",
         "Staff are encouraged to lock their screens."),
        ("Are backups encrypted?", "Backups are encrypted where possible."),
        ("Are backups encrypted?", "Backups are encrypted on a best effort basis."),
        ("Are visitors escorted?", "Visitors may be escorted."),
        ("Is data loss prevention used on laptops?",
         "Data loss prevention is used on laptops in a pilot."),
        ("Are backups encrypted?", "Some of the backups are encrypted."),
        ("Is MFA enforced for all systems?",
         "MFA is enforced for all systems except the build server."),
        ("Are all changes tested?", "Changes are tested unless they are emergencies."),
    ],
)  # fmt: skip
def test_what_is_hoped_for_or_done_in_part_is_no_yes(
    desk: Desk, question: str, sentence: str
) -> None:
    answer = desk.ask(question, sentence)
    assert answer.status is Status.GROUNDED
    assert answer.verdict is PARTIAL


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Is single sign-on supported?", "Single sign-on is planned for the next year."),
        ("Are laptops encrypted?", "Laptops are not yet encrypted."),
        ("Are laptops encrypted?", "Laptops will be encrypted by Q3 2027."),
        ("Are backups encrypted?", "Backups are not encrypted."),
        ("Do you share customer data with advertisers?",
         "Customer data is never shared with advertisers."),
        ("May staff share passwords?", "Staff must not share passwords."),
        ("Is personal e-mail allowed for work?",
         "Use of personal e-mail for work is prohibited."),
        ("Are audit logs kept for at least 12 months?", "Audit logs are kept for 90 days."),
        ("Are access rights reviewed every quarter?", "Access rights are reviewed annually."),
    ],
)  # fmt: skip
def test_what_is_planned_or_denied_is_no(desk: Desk, question: str, sentence: str) -> None:
    answer = desk.ask(question, sentence)
    assert (answer.status, answer.verdict) == (Status.GROUNDED, NO)
    assert answer.citations[0].quote == sentence


def test_a_rule_for_some_with_a_rule_against_others_is_partial(desk: Desk) -> None:
    answer = desk.ask(
        "Are employees and contractors trained in security?",
        prepared(
            "training",
            "Employees are trained in security every year.",
            "Contractors are not trained in security.",
            title="Training policy",
        ),
    )
    assert answer.verdict is PARTIAL
    assert len(answer.citations) == 2


def test_one_sentence_for_some_but_not_others_is_partial(desk: Desk) -> None:
    answer = desk.ask(
        "Are employees and contractors trained in security?",
        "Employees are trained in security every year, but contractors are not.",
    )
    assert answer.verdict is PARTIAL


def test_an_exception_elsewhere_takes_a_yes_back(desk: Desk) -> None:
    answer = desk.ask(
        "Are all laptops encrypted?",
        prepared(
            "laptops",
            "All laptops are encrypted with AES-256.",
            "Laptops in the test laboratory are not encrypted.",
            title="Laptop policy",
        ),
    )
    assert answer.verdict is PARTIAL
    assert any("not encrypted" in cited.quote for cited in answer.citations)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Do you encrypt backups?", "Suppliers must encrypt backups."),
        ("Do you keep audit logs?", "Customers are required to keep audit logs."),
        ("Do you hold cyber insurance?", "Each subprocessor shall hold cyber insurance."),
    ],
)
def test_what_others_must_do_proves_nothing_of_us(desk: Desk, question: str, sentence: str) -> None:
    assert desk.ask(question, sentence).verdict is None


@pytest.mark.parametrize("place", [Collection.FRAMEWORK, Collection.REFERENCE])
def test_the_wording_of_a_standard_never_yields_a_verdict(desk: Desk, place: Collection) -> None:
    norm = prepared("norm", "Backups must be encrypted.", title="Standard", collection=place)
    ours = desk.ask("Do you encrypt backups?", norm)
    assert (ours.status, ours.verdict) == (Status.ABSTAINED, None)
    theirs = desk.ask("Must backups be encrypted?", norm)
    assert theirs.verdict is None


def test_a_standard_does_not_outvote_our_policy(desk: Desk) -> None:
    norm = prepared("norm", "Backups must be encrypted.", title="Standard",
                    collection=Collection.FRAMEWORK)  # fmt: skip
    answer = desk.ask("Do you encrypt backups?", norm, "Backups are not encrypted.")
    assert answer.verdict is NO
    assert {cited.collection for cited in answer.citations} == {"policy"}


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Is customer data encrypted at rest?", "Customer data is encrypted in transit."),
        ("Are contractors screened before they start?",
         "Employees are screened before they start."),
        ("Do you have a SOC 2 Type II report?", "A SOC 2 Type I report is available."),
        ("Do you use CrowdStrike on laptops?", "Antivirus software is installed on laptops."),
        ("Do you run a bug bounty programme?", "Visitors sign a book at the front desk."),
        ("Are backups stored in Frankfurt?", "Backups are stored in a second region."),
    ],
)  # fmt: skip
def test_silence_is_an_honest_blank_and_never_no(desk: Desk, question: str, sentence: str) -> None:
    answer = desk.ask(question, sentence)
    assert answer.status is Status.ABSTAINED
    assert answer.verdict is None
    assert answer.reason is Reason.NO_EVIDENCE
    assert answer.answer == ""
    assert answer.citations == ()


def test_evidence_that_is_out_of_date_gives_no_plain_yes(desk: Desk) -> None:
    for limit in ("valid_until", "review_by"):
        made = prepared(
            limit,
            f"The product is tested by an outside firm every year, as the {limit} letter says.",
            title=f"Letter {limit}",
            facts=Facts(**{limit: date(2025, 6, 30)}),
        )
        question = "Is the product tested by an outside firm every year?"
        after = desk.ask(question, made, today=date(2025, 7, 1))
        assert after.verdict is PARTIAL
        assert after.citations[0].expired
        assert f"Letter {limit}" in after.note
        before = desk.ask(question, made, today=date(2025, 6, 30))
        assert before.verdict is YES
        assert (before.note, before.citations[0].expired) == ("", False)


def test_an_open_question_has_no_verdict(desk: Desk) -> None:
    answer = desk.ask("How are backups protected?", "Backups are protected by encryption.")
    assert (answer.status, answer.verdict) == (Status.GROUNDED, None)


def test_a_row_whose_status_says_no_is_no_yes(desk: Desk) -> None:
    from tests.kb.answering.specialists import page

    rows = page(
        "Certificates",
        "# Certificates we hold",
        "Certificate | Status",
        "ISO 27001 certificate | Certified",
        "ISO 22301 certificate | Not certified",
        collection=Collection.POLICY,
    )
    answer = desk.ask("Are you certified to ISO 22301?", rows)
    assert answer.verdict is not YES
