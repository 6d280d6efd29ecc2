"""A run from its start to its export: answered once, resumed, reused."""

from dataclasses import replace
from datetime import date

import pytest

from kb.errors import NotFoundError, VouchError
from kb.knowledge_base import KnowledgeBase
from kb.questionnaires.desk import Questionnaires
from kb.questionnaires.reporting import leaving, report_lines
from kb.questionnaires.review import Edit, approve
from kb.questionnaires.run import Options, Run, State
from kb.records import audit
from kb.records import questionnaires_schema as tables
from kb.records.schema import audit as audit_table
from kb.values import Answer, Facts, Question, SearchFilter, Status, Verdict
from kb.values.questionnaires import ColumnMap, Role
from tests.kb.questionnaires.conftest import Knows
from tests.kb.questionnaires.forms import form, item, only_if, three
from tests.kb.storing import prepared, store


def run_of(desk: Questionnaires, customer: str = "", **more: object) -> Run:
    run = desk.start(three(**more), b"file", customer=customer)  # type: ignore[arg-type]
    list(desk.answer(run.id))
    return run


def written(desk: Questionnaires, run: Run) -> dict[str, str]:
    return {w.place.cell: w.text for w in leaving(desk.show(run.id).rows)}


def test_each_row_ends_grounded_or_blank(desk: Questionnaires) -> None:
    shown = desk.show(run_of(desk).id)
    assert dict(shown.summary.outcomes) == {"grounded": 2, "blank": 1}
    assert dict(shown.summary.reasons) == {"no_evidence": 1}
    assert [row.state for row in shown.rows] == [State.DRAFTED] * 3
    assert shown.run.finished_at


def test_what_leaves_is_in_the_customers_words(desk: Questionnaires) -> None:
    assert written(desk, run_of(desk)) == {
        "C1": "Yes",
        "D1": "Backups are encrypted at rest with AES-256.",
        "C2": "Yes",
        "D2": "Multi-factor authentication is enforced for all employees.",
    }


def test_a_stopped_run_goes_on_and_asks_nothing_twice(desk: Questionnaires, knows: Knows) -> None:
    run = desk.start(three(), b"file")
    rows = desk.answer(run.id)
    next(rows)
    rows.close()
    found = desk.unfinished(run.digest, "", Options())
    assert found is not None
    assert found.id == run.id
    assert [row.state for row in desk.show(run.id).rows][1:] == [State.WAITING] * 2
    list(desk.answer(run.id))
    assert [q.text for q in knows.asked] == [row.item.text for row in desk.show(run.id).rows]
    assert desk.unfinished(run.digest, "", Options()) is None


def test_an_answer_and_its_log_are_one_transaction(
    desk: Questionnaires, base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = desk.start(three(), b"file")

    def fails(*_: object, **__: object) -> str:
        raise RuntimeError("the log is full")

    monkeypatch.setattr(audit, "append", fails)
    with pytest.raises(RuntimeError):
        list(desk.answer(run.id))
    assert all(row.state is State.WAITING for row in desk.show(run.id).rows)


def test_every_answer_is_logged_with_what_it_quotes(
    desk: Questionnaires, base: KnowledgeBase
) -> None:
    run = run_of(desk)
    row = desk.show(run.id).rows[0]
    with base.records.read() as connection:
        logged = audit.read(connection, row.record)
        kinds = list(connection.execute(audit_table.select()).mappings())
    assert logged is not None
    assert logged["payload"]["answer"]["answer"] == row.text
    assert len([one for one in kinds if one["kind"] == "answer"]) == 3


def test_a_contact_field_is_never_asked(desk: Questionnaires, knows: Knows) -> None:
    run = desk.start(form(item(1, "Company name"), item(2, "Signature")), b"file")
    list(desk.answer(run.id))
    assert knows.asked == []
    assert desk.show(run.id).summary.personal == (1, 2)
    assert written(desk, run) == {}


def test_a_skipped_row_is_not_written(desk: Questionnaires) -> None:
    child = item(2, "Do you enforce MFA for all employees?", condition=only_if(1, "Yes"))
    run = desk.start(form(item(1, "Do you keep bees on the roof?"), child), b"file")
    list(desk.answer(run.id))
    assert written(desk, run) == {}
    line = report_lines(desk.show(run.id).rows, ())[1]
    assert line["status"] == "abstained"
    assert line["withheld"]
    assert "1.1 is blank" in line["notes"][0]


def test_the_same_file_again_reuses_what_a_person_approved(
    desk: Questionnaires, base: KnowledgeBase, knows: Knows
) -> None:
    first = run_of(desk)
    desk.edit(first.id, 3, Edit("No bees.", Verdict.NO), "Ann")
    approve(base.records, first.id, [1, 3], "Ann")
    knows.asked.clear()
    rows = desk.show(run_of(desk).id).rows
    assert [q.text for q in knows.asked] == ["Do you enforce MFA for all employees?"]
    assert [row.state for row in rows] == [State.APPROVED, State.DRAFTED, State.APPROVED]
    assert (rows[2].text, rows[2].verdict, rows[2].approver) == ("No bees.", Verdict.NO, "Ann")
    assert any("Approved by Ann" in note for note in rows[0].notes)


def test_nothing_is_reused_for_an_audience_that_may_see_less(
    desk: Questionnaires, base: KnowledgeBase
) -> None:
    approve(base.records, run_of(desk).id, [1], "Ann")
    from kb.values import Audience

    run = desk.start(three(), b"file", Options(Audience.PUBLIC))
    list(desk.answer(run.id))
    assert desk.show(run.id).rows[0].state is State.DRAFTED


def test_what_a_customer_was_told_is_shown_where_it_differs(desk: Questionnaires) -> None:
    first = run_of(desk, "Marram", digest="1" * 64)
    desk.edit(first.id, 1, Edit("Not yet.", Verdict.NO), "Ann")
    assert desk.show(run_of(desk, "Marram", digest="2" * 64).id).rows[0].told is None
    desk.exported(first.id, "Ann", target="out.xlsx", written=2)
    rows = desk.show(run_of(desk, "marram", digest="3" * 64).id).rows
    assert rows[0].told is not None
    assert (rows[0].told.verdict, rows[0].told.answer) == (Verdict.NO, "Not yet.")
    assert rows[1].told is None
    assert desk.show(run_of(desk, "Other", digest="4" * 64).id).rows[0].told is None


def test_answering_again_leaves_a_persons_words_alone(desk: Questionnaires) -> None:
    run = run_of(desk)
    desk.edit(run.id, 1, Edit("In our own words."), "Ann")
    list(desk.answer(run.id, again=True))
    rows = desk.show(run.id).rows
    assert rows[0].text == "In our own words."
    assert rows[0].state is State.EDITED
    assert rows[1].state is State.DRAFTED


def test_an_approved_row_enters_the_library_once(desk: Questionnaires, base: KnowledgeBase) -> None:
    run = run_of(desk)
    approve(base.records, run.id, [1], "Ann")
    filed = desk.to_library(run.id, [1, 2], "Ann")
    assert [entry.draft.question for entry in filed.added] == ["Do you encrypt backups at rest?"]
    assert filed.added[0].approver == "Ann"
    assert filed.left == ((2, "nobody has approved it"),)
    again = desk.to_library(run.id, [1], "Ann")
    assert again.added == ()
    assert filed.added[0].id in again.left[0][1]


def test_a_file_without_questions_is_refused_with_what_to_do(desk: Questionnaires) -> None:
    with pytest.raises(VouchError, match="--map"):
        desk.start(form(), b"file")


def test_a_run_is_known_by_the_beginning_of_its_id(desk: Questionnaires) -> None:
    run = desk.start(three(), b"file", due=date(2026, 12, 1))
    assert desk.show(run.id[:6]).run.due == date(2026, 12, 1)
    assert desk.file(run.id) == b"file"
    with pytest.raises(NotFoundError, match="no questionnaire"):
        desk.show("zz")


def test_a_persons_map_is_remembered_for_files_of_the_shape(desk: Questionnaires) -> None:
    one = ColumnMap("Form", {"B": Role.QUESTION}, first=2)
    desk.remember("s" * 64, [replace(one, first=3)], "Ann")
    desk.remember("s" * 64, [one], "Ann")
    assert desk.maps("s" * 64) == [one]
    assert desk.maps("t" * 64) == []
    assert desk.forget("s" * 64) == 1
    assert desk.maps("s" * 64) == []


def test_a_report_line_has_the_fields_that_others_build_on(desk: Questionnaires) -> None:
    rows = desk.show(run_of(desk).id).rows
    line = report_lines(rows, {w.place for w in leaving(rows)})[0]
    first = ("sheet", "cell", "question_ref", "question", "answer_cells", "written", "status",
             "verdict", "answer", "reason", "citations")  # fmt: skip
    assert tuple(line)[: len(first)] == first
    assert line["answer_cells"] == {"verdict": "C1", "comment": "D1"}
    assert line["written"] == {"C1": "Yes", "D1": line["answer"]}
    assert (line["status"], line["verdict"], line["reason"]) == ("grounded", "yes", None)
    assert line["citations"][0]["quote"] in line["answer"]


def test_the_summary_says_which_document_would_close_most_gaps(desk: Questionnaires) -> None:
    asked = [item(n, f"Do you keep {what}?", section=("Animals",)) for n, what in
             enumerate(("bees", "cats", "dogs"), 1)]  # fmt: skip
    run = desk.start(form(*asked), b"file")
    list(desk.answer(run.id))
    (gap,) = desk.show(run.id).summary.gaps
    assert gap.rows == (1, 2, 3)
    assert gap.advice == "A document on “Animals” would answer 3 questions."


def test_what_is_approved_for_one_product_is_not_reused_for_another(
    desk: Questionnaires, base: KnowledgeBase, knows: Knows
) -> None:
    first = desk.start(three(), b"file", Options(product="Gateway"))
    list(desk.answer(first.id))
    assert {question.product for question in knows.asked} == {"Gateway"}
    approve(base.records, first.id, [1], "Ann")
    (added,) = desk.to_library(first.id, [1], "Ann").added
    assert added.draft.product == "Gateway"
    states = {}
    for product in ("gateway", "Vault", ""):
        run = desk.start(three(), b"file", Options(product=product))
        list(desk.answer(run.id))
        states[product] = desk.show(run.id).rows[0].state
    assert states == {"gateway": State.APPROVED, "Vault": State.DRAFTED, "": State.DRAFTED}


def test_a_run_from_before_products_and_samples_is_read(
    desk: Questionnaires, base: KnowledgeBase
) -> None:
    run = desk.start(three(), b"file")
    with base.records.write() as connection:
        kept = tables.questionnaires
        options = dict(connection.execute(kept.select()).mappings().one()["options"])
        del options["product"]
        connection.execute(kept.update().values(options=options, maps=[]))
    shown = desk.show(run.id).run
    assert (shown.options, shown.samples) == (Options(), ())


def test_a_blank_row_names_the_owner_of_what_came_nearest(
    desk: Questionnaires, base: KnowledgeBase, knows: Knows, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "The roof of the office is closed to visitors."
    owned = prepared("/p/roof.md", said, title="Roof Policy", facts=Facts(owner="Head of Sites"))
    store(base, owned)
    known = knows.answer

    def near(question: Question) -> Answer:
        answer = known(question)
        if answer.status is not Status.ABSTAINED:
            return answer
        cited = known(replace(question, text="Do you encrypt backups at rest?")).citations
        (found,) = knows.retriever.search(said, 1, SearchFilter())
        own = replace(cited[0], document="Roof Policy", document_id=found.document_id)
        return replace(answer, nearest=(*cited, own))

    monkeypatch.setattr(knows, "answer", near)
    rows = desk.show(run_of(desk).id).rows
    assert [row.ask for row in rows] == ["", "", "Head of Sites (owner of “Roof Policy”)"]
    lines = report_lines(rows, ())
    assert [line["ask"] for line in lines] == [row.ask for row in rows]
