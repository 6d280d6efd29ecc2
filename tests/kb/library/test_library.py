"""Entries through their life: who may change what, what is kept, what may be given."""

from dataclasses import replace
from datetime import date

import pytest

from kb.errors import NotFoundError, VerificationError, VouchError
from kb.knowledge_base import KnowledgeBase
from kb.library.entry import State
from kb.library.library import Library
from kb.records import audit
from kb.records.documents import remove
from kb.values import Audience, Facts, Question, Verdict
from tests.kb.library.conftest import QUESTION, RULE, TODAY, draft, linked, put

EVERYBODY = Audience.INTERNAL


def test_a_draft_is_never_given_and_an_approved_entry_is(library: Library) -> None:
    made = library.add(draft(), "Ana")
    assert made.state is State.DRAFT
    assert library.match(QUESTION, EVERYBODY) is None
    library.approve([made.id], "Dana")
    match = library.match("Are your backups encrypted at rest?", EVERYBODY)
    assert match is not None
    assert (match.entry.approver, match.reasons) == ("Dana", ())
    library.retire([made.id], "Dana")
    assert library.match(QUESTION, EVERYBODY) is None


def test_every_wording_is_matched_and_the_inverse_is_not(library: Library) -> None:
    library.add(draft(wordings=("Is AES-256 used for backups?",)), "Dana", approve=True)
    assert library.match("Is AES-256 used for backups?", EVERYBODY) is not None
    assert library.match("Do you encrypt backups in transit?", EVERYBODY) is None
    assert library.match("Are backups not encrypted at rest?", EVERYBODY) is None


def test_who_changes_what_was_signed_takes_the_approval_away(library: Library) -> None:
    made = library.add(draft(), "Ana", approve=True)
    kept = library.edit(made.id, {"owner": "Ben", "tags": ("crypto",)}, "Ben")
    assert (kept.state, kept.approver) == (State.APPROVED, "Ana")
    changed = library.edit(made.id, {"answer": "No."}, "Ben")
    assert (changed.state, changed.approver) == (State.DRAFT, "")
    again = library.edit(made.id, {"answer": "Yes."}, "Ben", approve=True)
    assert (again.state, again.approver) == (State.APPROVED, "Ben")


def test_the_history_holds_every_change_before_and_after_and_so_does_the_audit_log(
    library: Library, base: KnowledgeBase
) -> None:
    made = library.add(draft(), "Ana", approve=True)
    library.edit(made.id, {"verdict": Verdict.NO}, "Ben")
    library.edit(made.id, {"verdict": Verdict.NO}, "Ben")  # changes nothing
    history = library.show(made.id).history
    assert [(c.action, c.actor) for c in history] == [
        ("add", "Ana"), ("approve", "Ana"), ("edit", "Ben"),
    ]  # fmt: skip
    last = history[-1]
    assert last.before is not None
    assert (last.before.draft.verdict, last.after.draft.verdict) == (Verdict.YES, Verdict.NO)
    with base.records.read() as connection:
        rows = connection.exec_driver_sql("SELECT id, kind, actor FROM audit ORDER BY seq").all()
        logged = audit.read(connection, rows[-1].id)
    assert [(r.kind, r.actor) for r in rows] == [
        ("library.add", "Ana"), ("library.approve", "Ana"), ("library.edit", "Ben"),
    ]  # fmt: skip
    assert logged is not None
    assert logged["payload"]["before"]["verdict"] == "yes"


def test_undo_takes_back_one_change_after_the_other(library: Library) -> None:
    made = library.add(draft(), "Ana", approve=True)
    library.edit(made.id, {"answer": "No."}, "Ben")
    library.retire([made.id], "Ben")
    assert library.undo(made.id, "Ana").state is State.DRAFT
    restored = library.undo(made.id, "Ana")
    assert (restored.state, restored.draft.answer) == (State.APPROVED, "Yes, with AES-256.")
    assert library.undo(made.id, "Ana").state is State.DRAFT
    assert library.undo(made.id, "Ana").state is State.RETIRED
    with pytest.raises(VouchError, match="no change"):
        library.undo(made.id, "Ana")


def test_evidence_must_stand_word_for_word(library: Library, base: KnowledgeBase) -> None:
    (link,) = linked(library, put(base, RULE))
    with pytest.raises(VerificationError, match="does not stand"):
        library.add(draft(evidence=(replace(link, quote="Invented."),)), "Ana")
    with pytest.raises(NotFoundError, match="word for word"):
        library.link(link.document_id, "Backups are not encrypted.")
    assert library.listing() == []


def test_evidence_that_still_stands_is_carried_into_the_present_version(
    library: Library, base: KnowledgeBase
) -> None:
    evidence = linked(library, put(base, RULE))
    library.add(draft(evidence=evidence), "Ana", approve=True)
    put(base, "A new section comes first.", RULE)
    match = library.match(QUESTION, EVERYBODY)
    assert match is not None
    assert match.reasons == ()
    (cited,) = match.standing.citations
    with base.records.read() as connection:
        text = connection.exec_driver_sql("SELECT text FROM versions WHERE number = 2").scalar_one()
    assert (cited.version, text[cited.start : cited.end]) == (2, RULE)
    assert cited.start != evidence[0].start
    assert cited.chunk_id


def test_a_quote_does_not_stand_inside_a_longer_word(library: Library, base: KnowledgeBase) -> None:
    evidence = linked(library, put(base, "Logs go after 30 days."), "30 days")
    library.add(draft("How long do you keep logs?", evidence=evidence), "Ana", approve=True)
    put(base, "Logs go after 130 days.")
    match = library.match("How long do you keep logs?", EVERYBODY)
    assert match is not None
    assert "does not stand" in match.reasons[0]


@pytest.mark.parametrize(
    ("text", "facts", "reason"),
    [
        ("Backups are no longer encrypted.", Facts(), "has changed"),
        (RULE, Facts(valid_until=date(2026, 5, 31)), "out of date since 2026-05-31"),
        (RULE, Facts(review_by=date(2026, 5, 31)), "out of date since 2026-05-31"),
        (RULE, Facts(status="Superseded by ISP-9"), "marked superseded"),
    ],
)
def test_changed_and_expired_evidence_flags_the_entry(
    library: Library, base: KnowledgeBase, text: str, facts: Facts, reason: str
) -> None:
    made = library.add(draft(evidence=linked(library, put(base, RULE))), "Ana", approve=True)
    put(base, text, facts=facts)
    match = library.match(QUESTION, EVERYBODY)
    assert match is not None
    assert reason in match.reasons[0]
    assert [shown.reasons for shown in library.listing()] == [match.reasons]
    with pytest.raises(VouchError, match="cannot be approved"):
        library.approve([made.id], "Ana")


def test_a_removed_document_and_a_past_day_flag_the_entry(
    library: Library, base: KnowledgeBase
) -> None:
    identity = put(base, RULE)
    dated = draft(evidence=linked(library, identity), valid_until=TODAY)
    library.add(dated, "Ana", approve=True)
    assert library.listing()[0].reasons == ()
    with base.records.write() as connection:
        remove(connection, identity)
    library.today = lambda: date(2026, 6, 2)
    assert [r.split(" ")[0] for r in library.listing()[0].reasons] == ["it", "its"]


def test_a_good_entry_is_given_before_a_flagged_one(library: Library) -> None:
    library.add(draft(valid_until=TODAY), "Ana", approve=True)
    library.add(draft("Are backups encrypted at rest?", answer="Yes. New."), "Ana", approve=True)
    library.today = lambda: date(2026, 6, 2)
    match = library.match(QUESTION, EVERYBODY)
    assert match is not None
    assert (match.entry.draft.answer, match.reasons) == ("Yes. New.", ())


def test_nobody_gets_what_is_above_their_audience(library: Library, base: KnowledgeBase) -> None:
    shown = linked(library, put(base, RULE, audience=Audience.NDA))
    library.add(draft(evidence=shown, audience=Audience.PUBLIC), "Ana", approve=True)
    assert library.match(QUESTION, Audience.PUBLIC) is None
    assert library.match(QUESTION, Audience.NDA) is not None
    library.add(draft("Do you wear badges?", audience=Audience.NDA), "Ana", approve=True)
    assert library.match("Do you wear badges?", Audience.PUBLIC) is None
    assert library.match("Do you wear badges?", Audience.INTERNAL) is not None


def test_what_is_above_an_audience_changes_nothing_for_it(library: Library) -> None:
    library.add(draft(audience=Audience.PUBLIC), "Ana", approve=True)
    against = draft(verdict=Verdict.NO, answer="No.")
    library.add(against, "Ana", approve=True)
    public = library.match(QUESTION, Audience.PUBLIC)
    assert public is not None
    assert public.reasons == ()
    internal = library.match(QUESTION, Audience.INTERNAL)
    assert internal is not None
    assert "differs" in internal.reasons[0]


def test_an_entry_for_a_product_answers_for_that_product_only(library: Library) -> None:
    made = library.add(draft(product="Berth"), "Ana", approve=True)
    assert library.match(QUESTION, EVERYBODY) is None
    assert library.match(QUESTION, EVERYBODY, "Coldledger") is None
    for question, product in ((QUESTION, "berth"), ("Do you encrypt Berth backups at rest?", "")):
        match = library.match(question, EVERYBODY, product)
        assert match is not None
        assert match.entry.id == made.id
    assert library.match("Do you encrypt Coldledger backups at rest?", EVERYBODY) is None


def test_approval_needs_a_name_and_an_answer_that_can_be_given(library: Library) -> None:
    empty = library.add(draft(answer="", verdict=None), "Ana")
    long = library.add(draft("Why?", answer="x" * 1_201), "Ana")
    for identity, by, problem in (
        (empty.id, "Ana", "no answer"), (long.id, "Ana", "shorten"), (long.id, " ", "name"),
    ):  # fmt: skip
        with pytest.raises(VouchError, match=problem):
            library.approve([identity], by)
    with pytest.raises(VouchError, match="question"):
        library.add(draft(" "), "Ana")
    with pytest.raises(NotFoundError, match="vouch library list"):
        library.approve(["none"], "Ana")


def test_approving_many_is_all_or_nothing(library: Library) -> None:
    good = library.add(draft(), "Ana")
    with pytest.raises(NotFoundError):
        library.approve([good.id, "none"], "Ana")
    assert library.show(good.id).entry.state is State.DRAFT


def test_duplicates_by_meaning_are_left_out_and_named(library: Library) -> None:
    known = library.add(draft(), "Ana")
    taken = library.take(
        [
            draft("Are backups encrypted at rest?"),
            draft("Are backups tested in every region?"),
            draft("Do you test backups in every region?"),
            draft(QUESTION, product="Berth"),
            draft(" "),
        ],
        "Ana",
    )
    assert [entry.draft.question for entry in taken.added] == [
        "Are backups tested in every region?", QUESTION,
    ]  # fmt: skip
    assert [(at, entry.id) for at, entry in taken.repeated] == [
        (0, known.id), (2, taken.added[0].id),
    ]  # fmt: skip
    assert [at for at, _ in taken.refused] == [4]


def test_near_duplicates_and_conflicts(library: Library) -> None:
    one = library.add(draft(), "Ana", approve=True)
    two = library.add(draft("Are backups encrypted at rest?"), "Ana", approve=True)
    three = library.add(draft("Are backups at rest encrypted?", verdict=Verdict.NO), "Ana")
    library.add(draft("Are backups tested?"), "Ana", approve=True)
    pairs = [(pair.one.id, pair.other.id) for pair in library.near_duplicates()]
    assert sorted(pairs) == sorted([(one.id, two.id), (one.id, three.id), (two.id, three.id)])
    assert library.conflicts() == []
    library.approve([three.id], "Ana")
    assert {pair.other.id for pair in library.conflicts()} == {three.id}


def test_another_process_sees_a_change(library: Library, base: KnowledgeBase) -> None:
    other = Library(base.records, base.embedder, base.thesaurus, base.contrasts)
    assert other.match(QUESTION, EVERYBODY) is None
    made = library.add(draft(), "Ana", approve=True)
    assert other.match(QUESTION, EVERYBODY) is not None
    library.edit(made.id, {"question": "Do you wear badges?"}, "Ana", approve=True)
    assert other.match(QUESTION, EVERYBODY) is None
    assert other.match("Do you wear badges?", EVERYBODY) is not None


def test_an_answer_given_before_becomes_a_draft_with_its_evidence(
    library: Library, base: KnowledgeBase
) -> None:
    put(base, RULE)
    answer, record = base.ask(Question(QUESTION))
    made = library.add(library.from_answer(record), "Ana")
    assert made.draft.answer == answer.answer
    assert [link.quote for link in made.draft.evidence] == [c.quote for c in answer.citations]
    assert made.draft.origin == f"answer {record}"
    with pytest.raises(NotFoundError, match="no answer"):
        library.from_answer("none")
