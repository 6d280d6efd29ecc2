"""How compliance prose says yes, no, perhaps and later."""

import pytest

from kb.answering import wording
from kb.answering.asked import understand
from kb.answering.stance import predicate, stand
from kb.answering.stances import Stance
from kb.text.contrasts import Contrasts
from tests.kb.answering.passages import scored

CONTRASTS = Contrasts.load()


def _stance(question: str, sentence: str, **fields: object) -> Stance:
    return stand(understand(question), scored(sentence, **fields), CONTRASTS).stance


@pytest.mark.parametrize(
    ("sentence", "stance"),
    [
        ("Backups must be encrypted.", Stance.AFFIRMS),
        ("Backups are encrypted.", Stance.AFFIRMS),
        ("Backups are encrypted without exception.", Stance.AFFIRMS),
        ("Backups are encrypted no later than at midnight.", Stance.AFFIRMS),
        ("No backup leaves the server until it is encrypted.", Stance.AFFIRMS),
        ("Backups are not encrypted.", Stance.DENIES),
        ("Encrypted backups are never made.", Stance.DENIES),
        ("Backups aren't encrypted.", Stance.DENIES),
        ("Encryption of backups is out of scope, so none are encrypted.", Stance.DENIES),
        ("Backups should be encrypted.", Stance.HEDGES),
        ("Teams are encouraged to keep encrypted backups.", Stance.HEDGES),
        ("Backups are encrypted wherever feasible.", Stance.HEDGES),
        ("Backups may be encrypted.", Stance.HEDGES),
        ("Only selected backups are encrypted.", Stance.PARTLY),
        ("Three of the backups are encrypted.", Stance.PARTLY),
        ("Backups are encrypted, but the keys are not rotated.", Stance.PARTLY),
        ("Backups are planned to be encrypted.", Stance.PLANS),
        ("Backups will be encrypted by Q4 2027.", Stance.PLANS),
        ("Suppliers must keep their backups encrypted.", Stance.SILENT),
        ("Encrypted backups", Stance.SILENT),
        ("encrypted backups of each database", Stance.SILENT),
    ],
)
def test_what_a_sentence_says_of_backups(sentence: str, stance: Stance) -> None:
    assert _stance("Are backups encrypted?", sentence) is stance


@pytest.mark.parametrize(
    ("question", "sentence", "stance"),
    [
        ("May staff share passwords?", "Staff may share passwords.", Stance.AFFIRMS),
        ("May staff share passwords?", "Staff must not share passwords.", Stance.DENIES),
        ("Are staff barred from sharing passwords?", "Staff must not share passwords.",
         Stance.AFFIRMS),
        ("Are logs kept for 12 months?", "Logs are kept for 90 days.", Stance.DENIES),
        ("Are logs kept for at least 12 months?", "Logs are kept for 13 months.", Stance.AFFIRMS),
        ("Was access reviewed last year?", "Access is reviewed every year.", Stance.HEDGES),
        ("Was access reviewed last year?", "Access was reviewed in May.", Stance.AFFIRMS),
        ("Are suppliers assessed?", "Suppliers must be assessed before they start.",
         Stance.AFFIRMS),
        ("Is data encrypted at rest and in transit?", "Data is encrypted in transit.",
         Stance.PARTLY),
        ("Is the log offered and generated?", "A log is generated but not offered.",
         Stance.DENIES),
    ],
)  # fmt: skip
def test_the_question_decides_what_it_says(question: str, sentence: str, stance: Stance) -> None:
    assert _stance(question, sentence) is stance


def test_a_row_says_no_by_its_status() -> None:
    question = "Are you certified to ISO 22301?"
    columns = {"context": "Certificate | Status"}
    assert _stance(question, "ISO 22301\tNot certified", **columns) is Stance.DENIES
    assert _stance(question, "ISO 22301\tN/A", **columns) is Stance.NOT_APPLICABLE
    assert _stance(question, "ISO 22301\tCertified", **columns) is Stance.AFFIRMS


def test_a_list_item_borrows_the_verb_of_its_lead_in() -> None:
    item = "encrypted backups of each database"
    assert _stance("Are backups encrypted?", item, context="We keep:") is Stance.AFFIRMS


def test_exceptions_are_noted_from_the_sentence_and_its_heading() -> None:
    asked = understand("Are all laptops encrypted?")
    for text, heading, excepts in (
        ("Laptops are encrypted.", ("Rules",), False),
        ("Laptops are encrypted, except for loans.", ("Rules",), True),
        ("Laptops on loan are not encrypted.", ("Rules", "Exceptions"), True),
    ):
        assert stand(asked, scored(text, heading=heading), CONTRASTS).excepts is excepts


@pytest.mark.parametrize(
    ("question", "stem"),
    [
        ("Are backups encrypted?", "encrypt"),
        ("Are development, test and production environments separated?", "separ"),
        ("Do you enforce MFA?", "enforc"),
        ("Is customer data of all tenants kept apart?", "kept"),
        ("Are the logs currently used?", None),
        ("Is personal e-mail allowed?", None),
        ("Do you have a policy?", None),
        ("MFA?", None),
    ],
)
def test_what_is_asked_to_be_done(question: str, stem: str | None) -> None:
    assert predicate(question) == stem


@pytest.mark.parametrize(
    ("text", "no"),
    [
        ("Backups are not kept.", True),
        ("Nobody may enter.", True),
        ("Sharing is prohibited.", True),
        ("This is not limited to staff.", False),
        ("It is done without undue delay.", False),
        ("It must not exceed 30 days.", False),
        ("There are no exceptions.", False),
        ("Notes are kept.", False),
        ("Another notice is given.", False),
    ],
)
def test_whether_a_text_says_no(text: str, no: bool) -> None:
    assert wording.negated(text) is no


def test_asking_whether_something_is_prevented_asks_for_a_no() -> None:
    assert wording.asks_negated("Do you prevent staff from sharing passwords?")
    assert wording.asks_negated("Are passwords never shared?")
    assert not wording.asks_negated("Are passwords shared?")


def test_clauses_can_be_true_apart() -> None:
    assert wording.clauses("Logs are kept, but keys are not; badges are.") == [
        "Logs are kept",
        "but keys are not;",
        "badges are.",
    ]
    assert wording.clauses("Logs and keys are kept.") == ["Logs and keys are kept."]
