"""A purge proves that nothing is left, the library included."""

from kb.erasure import erase
from kb.knowledge_base import KnowledgeBase
from kb.library.library import Library
from kb.values import Audience
from tests.kb.library.conftest import QUESTION, draft, linked, put

RULE = "The Zinnoberfink procedure says that backups are encrypted within ninety minutes."


def test_nothing_of_a_purged_document_is_left_in_the_library(
    library: Library, base: KnowledgeBase
) -> None:
    identity = put(base, RULE)
    evidence = linked(library, identity, RULE)
    made = library.add(draft(answer=RULE, evidence=evidence), "Ana", approve=True)
    with base.writing("a test"):
        proof = erase(base, [identity])
    assert proof.left == ()
    assert proof.erased[0].library == 1
    assert library.match(QUESTION, Audience.INTERNAL) is None
    assert library.show(made.id).entry.draft.answer == "[purged]"
    for file in base.settings.home.rglob("*"):
        assert not file.is_file() or b"Zinnoberfink" not in file.read_bytes()


def test_somebodys_own_words_stay_and_are_not_counted_as_left(
    library: Library, base: KnowledgeBase
) -> None:
    identity = put(base, RULE)
    apart = library.add(draft(answer=RULE), "Ana", approve=True)
    with base.writing("a test"):
        proof = erase(base, [identity])
    assert (proof.left, proof.erased[0].library) == ((), 0)
    assert library.show(apart.id).entry.draft.answer == RULE
