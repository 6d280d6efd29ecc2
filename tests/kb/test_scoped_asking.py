"""Questions for a product, from some collections, as of a day; and being told how far they are."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.engine import Connection

from ingest.intake import Prepared
from kb.answering.progress import Stage, Step
from kb.audit.replay import replay
from kb.audit.scope import scope_json, scoped
from kb.errors import StoreError
from kb.knowledge_base import KnowledgeBase
from kb.library.entry import Draft
from kb.models.protocol import Reply, Usage
from kb.models.scripted import ScriptedModel
from kb.models.watched import Watched
from kb.records import audit
from kb.values import Answer, Collection, Facts, Question, Status, Verdict
from tests.kb.storing import prepared, store

RULE = "Backups are kept for 35 days and encrypted."
ASKED = "Are backups encrypted?"
DAY = date(2025, 1, 1)


def ask(base: KnowledgeBase, text: str = ASKED, **scope: object) -> Answer:
    return base.ask(Question(text, **scope))[0]  # type: ignore[arg-type]


def test_freshness_is_judged_on_the_day(base: KnowledgeBase) -> None:
    facts = Facts(valid_until=date(2025, 6, 30))
    store(base, prepared("p.md", RULE, title="Backup policy", facts=facts))
    now, then = ask(base), ask(base, as_of=DAY)
    assert (now.verdict, now.citations[0].expired) == (Verdict.PARTIAL, True)
    assert (then.verdict, then.citations[0].expired) == (Verdict.YES, False)
    assert then.note == "As of 2025-01-01."
    later = ask(base, as_of=date(2025, 7, 1))
    assert later.citations[0].expired
    assert "Out of date" in later.note


def test_what_took_effect_later_is_said(base: KnowledgeBase) -> None:
    facts = Facts(effective=date(2025, 3, 1))
    store(base, prepared("p.md", RULE, title="Backup policy", facts=facts))
    assert "Took effect only later: Backup policy." in ask(base, as_of=DAY).note
    assert "effect" not in ask(base, as_of=date(2025, 3, 1)).note
    assert ask(base).note == ""


def test_an_approved_answer_is_in_date_or_not_on_the_day(base: KnowledgeBase) -> None:
    draft = Draft("Do you have a bug bounty?", "Yes.", valid_until=date(2099, 1, 1))
    base.library.add(draft, "rae", approve=True)
    asked = "Do you have a bug bounty?"
    assert ask(base, asked, as_of=date(2098, 1, 1)).status is Status.APPROVED
    assert ask(base, asked, as_of=date(2099, 1, 2)).status is Status.ABSTAINED


def test_a_question_asks_only_where_it_is_told_to(base: KnowledgeBase) -> None:
    guide = prepared("g.md", RULE, title="Guide", collection=Collection.REFERENCE)
    store(base, prepared("p.md", RULE, title="Backup policy"), guide)
    asked = "How long are backups kept?"
    own = ask(base, asked, collections=(Collection.POLICY,))
    assert {c.document for c in own.citations} == {"Backup policy"}
    other = ask(base, asked, collections=(Collection.REFERENCE,))
    assert {c.document for c in other.citations} == {"Guide"}
    none = ask(base, asked, collections=(Collection.FRAMEWORK,))
    assert (none.status, none.nearest) == (Status.ABSTAINED, ())


def test_what_a_standard_says_never_proves_a_practice(base: KnowledgeBase) -> None:
    store(base, prepared("f.md", RULE, title="Standard", collection=Collection.FRAMEWORK))
    found = ask(base, "Do you encrypt backups?", collections=(Collection.FRAMEWORK,))
    assert found.status is Status.ABSTAINED


def test_a_mapping_is_looked_for_where_it_is_told_to(base: KnowledgeBase) -> None:
    rows = "SOC 2\tISO 27001\nCC6.1\tA.5.15\nCC6.2\tA.5.16"
    store(base, prepared("x.md", rows, title="Crosswalk", collection=Collection.REFERENCE))
    asked = "Which ISO 27001 control does CC6.1 map to?"
    assert "A.5.15" in ask(base, asked).answer
    for only in (Collection.POLICY, Collection.ANSWERS):
        assert ask(base, asked, collections=(only,)).status is Status.ABSTAINED


def test_approved_answers_are_a_collection_and_of_a_product(base: KnowledgeBase) -> None:
    asked = "Do you have a bug bounty?"
    base.library.add(Draft(asked, "Yes, for Gateway.", product="Gateway"), "rae", approve=True)
    assert ask(base, asked).status is Status.ABSTAINED
    assert ask(base, asked, product="gateway").answer == "Yes, for Gateway."
    with_answers = (Collection.ANSWERS,)
    assert ask(base, asked, product="Gateway", collections=with_answers).status is Status.APPROVED
    without = (Collection.POLICY,)
    assert ask(base, asked, product="Gateway", collections=without).status is Status.ABSTAINED


def test_the_log_keeps_what_a_question_was_narrowed_to(base: KnowledgeBase) -> None:
    store(base, prepared("p.md", RULE, title="Backup policy"))
    question = Question(ASKED, product="Gateway", collections=(Collection.POLICY,), as_of=DAY)
    _, record = base.ask(question)
    with base.records.read() as connection:
        row = audit.read(connection, record)
    assert row is not None
    kept = {"product": "Gateway", "collections": ["policy"], "as_of": "2025-01-01"}
    assert row["payload"]["scope"] == kept
    assert scoped(Question(ASKED), row["payload"]) == question
    assert scope_json(Question(ASKED)) == {}
    again = replay(base, record, "somebody")
    assert again.same, again.differences


def test_each_step_is_told_and_none_has_a_word_of_the_answer(base: KnowledgeBase) -> None:
    store(base, prepared("p.md", RULE, title="Backup policy"))
    told: list[Step] = []
    base.ask(Question(ASKED), tell=told.append)
    assert [one.stage for one in told] == [Stage.SEARCHING, Stage.READING, Stage.CHECKING]
    assert [p.title for p in told[1].passages] == ["Backup policy"]


def test_who_does_not_listen_any_more_gets_no_answer(base: KnowledgeBase) -> None:
    store(base, prepared("p.md", RULE, title="Backup policy"))

    def gone(step: Step) -> None:
        if step.stage is Stage.CHECKING:
            raise KeyboardInterrupt

    written: list[str] = []
    with pytest.raises(KeyboardInterrupt):
        base.ask(Question(ASKED), tell=gone, then=lambda _, record: written.append(record))
    assert written == []
    assert ask(base).status is Status.GROUNDED


def test_what_goes_with_the_row_is_written_with_it_or_neither(base: KnowledgeBase) -> None:
    store(base, prepared("p.md", RULE, title="Backup policy"))
    rows: list[str] = []

    def then(connection: Connection, record: str) -> None:
        assert audit.read(connection, record) is not None
        rows.append(record)
        raise StoreError("no room")

    with pytest.raises(StoreError):
        base.ask(Question(ASKED), then=then)
    with base.records.read() as connection:
        assert audit.read(connection, rows[0]) is None


def test_a_watched_model_says_the_same_and_how_much() -> None:
    said: list[int] = []
    watched = Watched(ScriptedModel(["one two three"], piece=5), said.append)
    whole = ScriptedModel(["one two three"]).complete([], {})
    assert watched.complete([], {}) == Reply("one two three", Usage(0, 3)) == whole
    assert said == [0, 5, 10, 13, 13]


def test_a_watched_model_can_be_stopped() -> None:
    model = ScriptedModel(["one two three"], piece=5)

    def stop(written: int) -> None:
        if written > 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Watched(model, stop).complete([], {})


def test_documents_about_another_product_are_left_out(base: KnowledgeBase) -> None:
    def about(product: str, days: int) -> Prepared:
        made = prepared(
            f"{product}.md", f"{RULE[:-1]} for {days} days.", title=f"Backup policy of {product}"
        )
        return replace(made, intake=replace(made.intake, product=product))

    asked = "How long are backups kept?"
    store(base, about("Kestrel", 30), about("Wren", 90))
    for product, days, other in (("kestrel", "30", "90"), ("Wren", "90", "30")):
        found = ask(base, asked, product=product)
        assert days in found.answer
        assert other not in found.answer
        assert not found.conflicts
    assert ask(base, asked, product="Gannet").status is Status.ABSTAINED
    store(base, prepared("all.md", RULE, title="Backup rules"))
    assert "35" in ask(base, asked, product="Gannet").answer
