"""What makes two questions ask the same, or not."""

import pytest

from kb.library.matching import Matcher
from kb.library.reading import Reader
from kb.text.contrasts import Contrasts
from kb.text.thesaurus import Thesaurus
from kb.values import Verdict


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(Reader(Thesaurus.load()), Contrasts.load())


@pytest.mark.parametrize(
    ("held", "asked"),
    [
        ("Do you encrypt backups?", "Hello, could you please confirm that backups are encrypted?"),
        ("Do you encrypt backups?", "Are your backups encrypted? If so, please describe."),
        ("Are backups tested annually?", "Do you test backups at least every 12 months?"),
        ("Do you meet A.5.15?", "Do you meet Annex A 5.15?"),
        ("Do you organise training?", "Do you organize training?"),
    ],
)
def test_politeness_spelling_and_units_change_nothing(
    matcher: Matcher, held: str, asked: str
) -> None:
    assert matcher.objections(held, asked) == ()
    assert matcher.objections(asked, held) == ()


@pytest.mark.parametrize(
    ("held", "asked", "objection"),
    [
        ("Are backups encrypted?", "Are backups not encrypted?", "differs in 'not'"),
        ("Is MFA enforced for admins?", "Is MFA enforced only for admins?", "differs in 'only'"),
        ("Do you test backups?", "How often do you test backups?", "asks yes or no"),
        ("Do you audit suppliers?", "Do your suppliers audit you?", "somebody else acts"),
        ("Do you review access logs?", "Do you log access reviews?", "something else is done"),
        ("Are logs moved from A1 to B2?", "Are logs moved from B2 to A1?", "goes the other way"),
        ("Is TLS 1.2 used?", "Is TLS 1.3 used?", "does not speak of 1.3"),
        ("Do you meet CC6.1?", "Do you meet CC6.2?", "does not speak of cc6.2"),
        ("Do you have plans?", "Are you planning to have plans?", "differs in 'future'"),
    ],
)
def test_an_objection_says_what_differs(
    matcher: Matcher, held: str, asked: str, objection: str
) -> None:
    assert objection in matcher.objections(held, asked)


def test_all_answers_for_the_bare_question_only_with_a_yes(matcher: Matcher) -> None:
    every, bare = "Are all laptops encrypted?", "Are laptops encrypted?"
    assert matcher.objections(every, bare, Verdict.YES) == ()
    assert matcher.objections(every, bare, Verdict.NO)
    assert matcher.objections(bare, every, Verdict.YES)


def test_a_stronger_word_in_the_entry_is_no_hindrance_to_a_yes(matcher: Matcher) -> None:
    strong, bare = "Do you regularly review access?", "Do you review access?"
    assert matcher.objections(strong, bare, Verdict.YES) == ()
    assert matcher.objections(strong, bare, Verdict.NO)
    assert matcher.objections(bare, strong, Verdict.YES)
