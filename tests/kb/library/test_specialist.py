"""How an approved answer leaves, and what is said of one that may not."""

from datetime import date

from kb.knowledge_base import KnowledgeBase
from kb.library.library import Library
from kb.library.specialist import consult
from kb.values import Audience, Question, Status, Verdict
from tests.kb.library.conftest import QUESTION, RULE, TODAY, draft, linked, put


def test_an_approved_answer_is_given_word_for_word_with_who_signed_it(
    library: Library, base: KnowledgeBase
) -> None:
    evidence = linked(library, put(base, RULE))
    library.add(draft(evidence=evidence, valid_until=TODAY), "Dana Ito", approve=True)
    asked = Question("Are your backups encrypted at rest?", id="7")
    given = consult(asked, asked.text, library).answer
    assert given is not None
    assert (given.status, given.verdict) == (Status.APPROVED, Verdict.YES)
    assert (given.answer, given.id, given.question) == ("Yes, with AES-256.", "7", asked)
    assert given.note.startswith("Approved by Dana Ito on ")
    assert given.note.endswith(", valid until 2026-06-01.")
    assert [cited.quote for cited in given.citations] == [RULE]
    assert 0 < given.confidence <= 1


def test_a_verdict_alone_reads_as_a_sentence(library: Library) -> None:
    library.add(draft(answer=""), "Ana", approve=True)
    given = consult(Question(QUESTION), QUESTION, library).answer
    assert given is not None
    assert given.answer == "Yes."


def test_one_that_needs_review_is_offered_in_a_note_to_those_who_might_have_it(
    library: Library,
) -> None:
    library.add(draft(valid_until=TODAY), "Ana", approve=True)
    library.today = lambda: date(2026, 6, 2)
    found = consult(Question(QUESTION), QUESTION, library)
    assert found.answer is None
    assert "needs review since it was valid until 2026-06-01: Yes. Yes, with AES-256." in found.note
    public = consult(Question(QUESTION, audience=Audience.PUBLIC), QUESTION, library)
    assert (public.answer, public.note) == (None, "")


def test_nothing_is_said_of_another_question(library: Library) -> None:
    library.add(draft(), "Ana", approve=True)
    found = consult(Question("x"), "Do you encrypt laptops?", library)
    assert (found.answer, found.note) == (None, "")
