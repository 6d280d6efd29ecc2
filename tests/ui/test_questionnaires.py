"""The Questionnaires page: the list, the preview, the desk and what is done there."""

import io
from collections.abc import Callable

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.conftest import HOSTILE, Running
from tests.ui.screens import caller, press, screen, shown
from tests.ui.shapes import FOUL, citation, read
from ui.screens.questionnaires import (
    actions,
    bulk,
    columns,
    filters,
    giving,
    progress,
    rowcard,
    rowlist,
    runs,
    unanswered,
    upload,
)
from vouch_client import Client
from vouch_client.errors import ConflictError
from vouch_client.models import Me
from vouch_client.models.questionnaires import (
    LastExport,
    LeftOut,
    Questionnaire,
    RefusedCell,
    Row,
    RowDetail,
    SheetFound,
    SheetMap,
)

SCREEN = "questionnaires.page"
QUESTIONS = (
    ("1.1", "Is customer data encrypted at rest?"),
    ("1.2", "Do you keep bees on the roof of the office?"),
    ("1.3", f"Are backups {HOSTILE} tested?"),
)


def workbook(questions: tuple[tuple[str, str], ...] = QUESTIONS) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Security"
    sheet.append(["Ref", "Question", "Response", "Comments"])
    for row in questions:
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.fixture
def client(service: Running) -> Client:
    return caller(service)


@pytest.fixture
def loaded(client: Client) -> str:
    found = client.questionnaires.upload("form.xlsx", workbook(), customer="Marram Holt")
    return found.questionnaire.id


@pytest.fixture
def answered(client: Client, loaded: str) -> str:
    list(client.jobs.follow(client.questionnaires.run(loaded).id, every=0.05))
    return loaded


@pytest.fixture
def desk(service: Running, answered: str) -> Callable[..., AppTest]:
    def open_(row: int = 1, key: str = "") -> AppTest:
        page = screen(SCREEN, service, key)
        page.query_params["q"], page.query_params["row"] = answered, str(row)
        return page.run()

    return open_


def at(page: AppTest) -> str:
    found = page.query_params["row"]
    return found if isinstance(found, str) else found[0]


def test_with_none_it_says_what_to_do_and_offers_the_upload(service: Running) -> None:
    page = screen(SCREEN, service).run()
    assert "No questionnaire yet" in shown(page)
    assert page.button[0].label == "Read the file"


def test_the_list_opens_one_and_leads_back(service: Running, loaded: str) -> None:
    page = screen(SCREEN, service).run()
    assert "Marram Holt" in shown(page)
    html = press(page, f"open:{loaded}")
    assert "3 questions found" in html
    page.button(key="qn-back").click().run()
    assert "Marram Holt" in shown(page)
    assert "q" not in page.query_params


def test_a_column_is_corrected_by_one_choice(service: Running, client: Client, loaded: str) -> None:
    page = screen(SCREEN, service)
    page.query_params["q"] = loaded
    page.run()
    press(page, "correct:0")
    box = next(one for one in page.selectbox if one.label == "Column D")
    assert box.value == "comment"
    box.select("evidence").run()
    assert "D Evidence" in shown(page)
    again = client.questionnaires.upload("next.xlsx", workbook())
    assert again.remembered
    assert again.sheets[0].map is not None
    assert again.sheets[0].map.columns["D"] == "evidence"


def test_starting_it_leads_to_the_desk(service: Running, client: Client, loaded: str) -> None:
    page = screen(SCREEN, service)
    page.query_params["q"] = loaded
    page.run()
    page.button(key="qn-start").click().run()
    assert client.questionnaires.get(loaded).stage != "read"
    assert "v-run-title" in shown(page)


def test_approving_goes_on_to_the_next_row_and_undo_comes_back(
    client: Client, answered: str, desk: Callable[..., AppTest]
) -> None:
    page = desk()
    assert "AES-256" in shown(page)
    html = press(page, "approve:1")
    assert "Approved: row 1" in html
    assert at(page) == "2"
    assert client.questionnaires.row(answered, 1).state == "approved"
    press(page, "undo:2")
    assert at(page) == "1"
    assert client.questionnaires.row(answered, 1).state == "drafted"


def test_a_key_pressed_twice_does_not_meet_the_next_row(
    client: Client, answered: str, desk: Callable[..., AppTest]
) -> None:
    page = desk()
    press(page, "approve:1")
    press(page, "approve:1")
    assert at(page) == "2"
    assert client.questionnaires.row(answered, 2).state == "drafted"


def test_a_row_is_edited_rejected_and_given_to_somebody(
    client: Client, answered: str, desk: Callable[..., AppTest]
) -> None:
    page = desk(2)
    press(page, "edit:2")
    page.text_area[0].set_value("No bees.").run()
    row = client.questionnaires.row(answered, 2)
    assert (row.answer, row.state) == ("No bees.", "edited")
    press(page, "done:0")
    assert not page.text_area
    press(page, "reject:2")
    page.text_input[-1].set_value("ask the gardener")
    next(one for one in page.button if one.label == "Reject").click().run()
    row = client.questionnaires.row(answered, 2)
    assert row.state == "rejected"
    assert "Rejected: ask the gardener" in row.notes
    assert at(page) == "3"


def test_another_reviewers_words_are_not_overwritten_unseen(
    client: Client, answered: str, desk: Callable[..., AppTest]
) -> None:
    page = desk(2)
    press(page, "edit:2")
    client.questionnaires.edit(
        answered, client.questionnaires.row(answered, 2), {"answer": "Theirs."}
    )
    page.text_area[0].set_value("Mine.").run()
    html = shown(page)
    assert "Theirs." in html
    assert "Mine." in html
    assert client.questionnaires.row(answered, 2).answer == "Theirs."
    page.button(key="qn-clash-mine").click().run()
    assert client.questionnaires.row(answered, 2).answer == "Mine."
    assert "v-clash" not in shown(page)


def test_what_another_reviewer_changed_is_not_approved_unseen(
    client: Client, answered: str, desk: Callable[..., AppTest]
) -> None:
    page = desk(1)
    client.questionnaires.edit(answered, client.questionnaires.row(answered, 1), {"verdict": "no"})
    html = press(page, "approve:1")
    assert "v-clash" in html
    assert client.questionnaires.row(answered, 1).state == "edited"
    page.button(key="qn-clash-theirs").click().run()
    assert "v-clash" not in shown(page)
    assert client.questionnaires.row(answered, 1).state == "edited"


def test_a_stale_row_is_refused_by_the_client(client: Client, answered: str) -> None:
    row = client.questionnaires.row(answered, 1)
    client.questionnaires.assign(answered, [row], "Ada")
    with pytest.raises(ConflictError):
        client.questionnaires.approve(answered, [row], named=True)


def test_bulk_approval_says_what_it_leaves_out(
    client: Client, answered: str, desk: Callable[..., AppTest]
) -> None:
    page = desk()
    html = press(page, "bulk:0")
    assert "nothing is said" in html
    assert page.button(key="qn-bulk-yes").label == "Approve 2 rows"
    states = {row.state for row in client.questionnaires.rows(answered)}
    assert states == {"drafted"}


def test_the_evidence_opens_and_closes(desk: Callable[..., AppTest]) -> None:
    page = desk()
    assert "All customer data is encrypted at rest with AES-256." in press(page, "source:1:0")
    assert "v-panel-title" in shown(page)
    assert "v-panel-title" not in press(page, "close")


def test_blank_rows_are_grouped_and_open_in_the_desk(desk: Callable[..., AppTest]) -> None:
    page = desk()
    page.session_state["qn-part"] = "open"
    html = shown(page.run())
    assert "The documents do not answer this." in html
    press(page, "row:2")
    assert at(page) == "2"
    assert "v-acts" in shown(page)


def test_giving_back_counts_what_leaves(
    client: Client, answered: str, desk: Callable[..., AppTest]
) -> None:
    page = desk()
    page.session_state["qn-part"] = "give"
    assert "0 cells of 0 rows" in shown(page.run())
    assert "No row is approved yet." in shown(page)
    client.questionnaires.approve(answered, [client.questionnaires.row(answered, 1)], named=True)
    page = desk()
    page.session_state["qn-part"] = "give"
    page.run()
    page.button[-1].click().run()
    assert "1 answer added to the library." in shown(page)


def test_a_questionnaire_that_is_not_there_says_so(service: Running) -> None:
    page = screen(SCREEN, service)
    page.query_params["q"] = "0" * 32
    assert "v-state-problem" in shown(page.run())


def me(role: str) -> Me:
    return Me(name="eva", actor="person:eva", role=role, audience="internal")


def row(**changes: object) -> Row:
    fields = {"row": 4, "question": "Who?", "state": "drafted", "outcome": "grounded"}
    return Row.model_validate(fields | changes)


def test_nobody_sees_what_would_be_refused() -> None:
    def verbs(role: str, **changes: object) -> list[str]:
        found = actions.of(row(**changes), me(role), busy=False, undoable=True)
        return [act.verb for act in found]

    assert verbs("reader") == ["up", "down"]
    assert "approve" not in verbs("contributor")
    assert "submit" in verbs("contributor")
    assert "edit" not in verbs("contributor", state="approved", outcome="approved")
    assert "approve" in verbs("reviewer")
    assert "approve" not in verbs("reviewer", outcome="blank")
    assert "ask" not in verbs("reviewer", state="edited")


def test_filters_take_what_they_say() -> None:
    one = row(owner="Ada", sheet="Controls", answer="Quarterly.", risk=3)
    assert filters.Filter(show="look", text="who quarterly").takes(one)
    assert not filters.Filter(text="yearly").takes(one)
    assert not filters.Filter(owner=filters.NOBODY).takes(one)
    assert filters.Filter(section="Controls", state="drafted").takes(one)
    assert not filters.Filter(show="review").takes(row(outcome="blank"))


def test_only_one_column_holds_the_questions() -> None:
    before = {"A": "id", "B": "question"}
    assert columns.settled(before, before | {"C": "question"}) == {"A": "id", "C": "question"}
    assert columns.offered({"Y": "id"})[-3:] == ["Z", "AA", "AB"]
    read_ = SheetMap(columns={"AA": "answer", "B": "question"}, header=2, first=3, last=9)
    assert columns.said(read_) == "B Question · AA Answer, headings in row 2, rows 3–9"


def test_time_left_is_told_by_the_pace_of_the_last_answers() -> None:
    done = [row(row=n, changed_at=f"2026-11-02T09:00:{n:02}.000Z") for n in range(10)]
    waiting = [row(row=10 + n, state="waiting", outcome="waiting") for n in range(180)]
    assert progress.time_left([*done, *waiting]) == "about 3 minutes left"
    assert progress.time_left(done) == ""
    assert progress.time_left(done[:2] + waiting) == ""


def test_a_column_shows_its_heading_and_a_cell_as_text() -> None:
    sheet = SheetFound(
        sheet="S", headings={"A": "Ref", "B": FOUL}, sample_row=5, sample={"A": "1.1", "B": FOUL}
    )
    assert "Ref" in columns.holds("A", sheet)
    assert "Row 5: 1.1" in columns.holds("A", sheet)
    assert FOUL not in columns.holds("B", sheet)
    assert columns.holds("C", sheet) == ""
    assert columns.offered({"A": "id", "C": ""}, more=False) == ["A", "B", "C"]


def test_what_was_given_back_last_is_told_with_what_was_refused() -> None:
    last = LastExport(
        at="2026-11-01T10:00:00.000Z",
        by="key:ann",
        written=59,
        refused=1,
        left=(RefusedCell(row=3, sheet="Controls", cell="D4", why=FOUL),),
        notes=("The file has macros.",),
    )
    said = giving.given(last)
    for part in ("by ann", "59 cells written, 1 refused", "Controls D4", "The file has macros."):
        assert part in said
    assert FOUL not in said
    assert "1 cell written." in giving.given(LastExport(at=last.at, written=1))


def test_an_audience_above_ones_own_is_not_offered() -> None:
    assert upload.levels(me("reviewer").model_copy(update={"audience": "nda"})) == ["nda", "public"]
    grouped = me("reviewer").model_copy(update={"audience": "nda:legal"})
    assert upload.levels(grouped) == ["nda", "public", "nda:legal", "public:legal"]


def test_text_from_outside_stays_text() -> None:
    foul = {"question": FOUL, "ref": FOUL, "owner": FOUL, "answer": FOUL, "ask": FOUL}
    line = row(**foul, concerns=[FOUL], outcome="blank", skipped="", reason="no_evidence")
    detail = RowDetail.model_validate(
        line.model_dump()
        | {
            "outcome": "grounded",
            "found": {"row": 4, "cells": [{"role": "answer", "cell": FOUL, "why": FOUL}]},
            "guidance": FOUL,
            "notes": [FOUL],
            "citations": [citation(quote=FOUL, document=FOUL)],
            "contradicts": [FOUL],
            "told_before": {"answer": FOUL, "at": FOUL},
            "history": [{"seq": 1, "by": FOUL, "action": FOUL, "before": {"answer": FOUL}}],
        }
    )
    run = Questionnaire(id="a" * 32, name=FOUL, customer=FOUL, stage="answered")
    parts = [
        rowcard.head(detail, 1, 2),
        rowcard.said(detail),
        rowcard.evidence(detail),
        rowlist.html([line], 4),
        bulk.left_out([LeftOut(row=4, why=FOUL)], {4: line}),
        giving.leaving({4: line}, everything=True),
        unanswered._group(0, "no_evidence", [line], "reason"),
    ]
    for html in parts:
        assert read(html)  # nothing but our own elements, whole
    for html in (rowcard.cells(detail), rowcard.history(detail), runs.listing([run])):
        assert "<b onmouseover" not in html
        assert "<a href" not in html
