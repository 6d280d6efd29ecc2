"""The Trust page: figures, conflicts, what is due, open questions, the audit trail."""

import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from ingest.intake import Options
from ingest.load import Loader
from kb.values import Audience, Collection
from tests.ui.conftest import Running
from tests.ui.screens import caller, press, screen, shown
from tests.ui.shapes import citation
from tests.ui.test_settings import me, run
from ui.screens.trust import conflicts, due, page, trail, unanswered
from vouch_client import proofs
from vouch_client.models.audit import AuditRow
from vouch_client.models.reports import Disagreement, Due, Unanswered

FOUL = "<script>alert(1)</script>"
SCREEN = "trust.page"
ENCRYPTED = "Is customer data encrypted at rest?"
DOG = "Which colour has the office dog?"


def at(part: str, service: Running) -> AppTest:
    found = screen(SCREEN, service)
    found.session_state["trust-part"] = part
    return found


def test_each_role_sees_the_parts_that_it_may_ask_for() -> None:
    assert list(page.seen_by(me("reader"))) == ["accuracy", "conflicts", "due"]
    assert "unanswered" in page.seen_by(me("reviewer"))
    assert "audit" not in page.seen_by(me("reviewer"))
    assert list(page.seen_by(me("admin"))) == list(page.PARTS)
    assert list(page.seen_by(me("reader", "public", "search"))) == ["conflicts"]


def test_without_a_measurement_the_page_says_how_to_make_one(service: Running) -> None:
    assert '<code class="v-code">vouch eval</code>' in shown(screen(SCREEN, service).run())


def test_figures_have_their_interval_and_goal(service: Running) -> None:
    folder = service.base.settings.home / "evals" / "reports"
    folder.mkdir(parents=True)
    (folder / "company-dev.json").write_text(json.dumps(run()), encoding="utf-8")
    html = shown(screen(SCREEN, service).run())
    assert "60 %" in html
    assert "50 % to 70 %. Goal: at least 85 %" in html
    assert "not met" in html
    assert "6 of 10, of all cases" in html
    assert html.count("v-plot-dot") == 2
    assert ">Fact<" in html


def test_documents_that_disagree_stand_side_by_side(service: Running, tmp_path: Path) -> None:
    for name, days in (("one", "30 days"), ("two", "90 days")):
        path = tmp_path / f"{name}.md"
        path.write_text(
            f"# Policy {name}\n\nBackups of customer data are kept for {days}.\n", encoding="utf-8"
        )
        options = Options(Collection.POLICY, Audience.INTERNAL)
        Loader(service.base, options).load([path])
    found = at("conflicts", service).run()
    deadline = time.monotonic() + 30
    while "v-dispute" not in shown(found) and time.monotonic() < deadline:
        found.run()
        found.session_state["kept"].clear()
    html = shown(found)
    assert "30 days" in html
    assert "90 days" in html
    assert "source:0:1" in html
    opened = press(found, "source:0:1")
    assert "v-panel-title" in opened
    assert '<mark class="v-quoted">' in opened
    assert "v-panel-title" not in press(found, "close")


def test_a_dispute_is_text_and_says_what_explains_it() -> None:
    sides = [{"value": FOUL, "citation": citation(quote=FOUL)} for _ in range(2)]
    one = Disagreement.model_validate(
        {"topic": FOUL, "kind": "duration", "confidence": 0.9, "why": "one is a draft",
         "detail": FOUL, "values": sides}
    )  # fmt: skip
    html = conflicts.dispute(one, 4)
    assert "<script" not in html
    assert "source:0:4" in html
    assert "source:0:5" in html
    assert "one is a draft: &lt;script&gt;" in html


def test_what_is_overdue_says_so() -> None:
    late = Due(kind="document", id="1", title=FOUL, due="2026-05-31", overdue=True,
               reasons=("its review is due on 2026-05-31",))  # fmt: skip
    html = due.listing([late, late.model_copy(update={"overdue": False, "kind": "answer"})])
    assert "<script" not in html
    assert html.count("overdue") == 1
    assert "31 May 2026" in html
    assert "nobody named" in html


def test_an_open_question_has_a_button_to_answer_it(service: Running) -> None:
    caller(service).ask(DOG)
    found = at("unanswered", service).run()
    assert DOG in shown(found)
    press(found, "write:0")
    assert found.text_area[0].value == DOG


def test_questions_are_text_and_only_some_may_write() -> None:
    one = Unanswered(question=FOUL, understood="another", count=3, askers=2, reason="no_evidence")
    html = unanswered.listing([one], may=True)
    assert "<script" not in html
    assert "3 times" in html
    assert "Understood as: another" in html
    assert "write:0" in html
    assert "write:0" not in unanswered.listing([one], may=False)


def test_a_past_answer_opens_exactly_as_it_was_given(service: Running) -> None:
    given = caller(service).ask(ENCRYPTED)
    found = at("audit", service).run()
    assert f"answer:{given.record}" in shown(found)
    html = press(found, f"answer:{given.record}")
    assert "exactly as it was given" in html
    assert given.citations[0].quote in html
    assert "Still so" in html
    assert given.record in html
    assert found.query_params["record"] == given.record
    assert "v-panel-title" in press(found, "source:0:0")
    assert "v-audit" not in press(found, "log:all")
    assert f"answer:{given.record}" in shown(found)


def test_the_log_is_filtered_and_a_row_is_proved(service: Running) -> None:
    from kb.audit import checkpoints

    speaker = caller(service)
    speaker.ask(ENCRYPTED)
    speaker.keys.make("helpdesk")
    checkpoints.make(service.base.records, service.base.settings)
    found = at("audit", service).run()
    found.selectbox(key="audit-kind").set_value("key").run()
    html = shown(found)
    assert "helpdesk" in html
    assert ENCRYPTED not in html
    row = speaker.audit.list(kind="key").rows[0]
    assert "it is in the log that was signed" in press(found, f"row:{row.id}")


def test_a_proof_that_does_not_hold_is_not_believed(service: Running) -> None:
    from kb.audit import checkpoints

    speaker = caller(service)
    for _ in range(3):
        speaker.ask(DOG)
    checkpoints.make(service.base.records, service.base.settings)
    last = speaker.audit.checkpoint()
    assert last.size is not None
    assert last.root is not None
    for row in speaker.audit.list().rows:
        if row.position is None or row.position >= last.size:
            continue
        proof = speaker.audit.proof(row.id, size=last.size)
        facts = (proof.position, last.size, proof.hashes)
        assert proofs.holds(proof.leaf, *facts, last.root)
        assert not proofs.holds(proof.leaf + " ", *facts, last.root)
        assert not proofs.holds(proof.leaf, *facts, "ab" * 32)
        assert not proofs.holds(proof.leaf, *facts[:2], [*proof.hashes, "cd" * 32], last.root)
    assert not proofs.holds("x", 5, 3, [], last.root)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"kind": "answer", "payload": {"answer": {"question": "Why?"}}}, "Why?"),
        ({"kind": "document", "payload": {"change": "loaded"}, "documents": ["a"]},
         "loaded · 1 document"),
        ({"kind": "settings", "payload": {"settings": {}}}, ""),
        ({"kind": "answer", "payload": None}, ""),
    ],
)  # fmt: skip
def test_a_row_says_what_it_is_about(row: dict[str, object], said: str) -> None:
    given = AuditRow.model_validate({"id": "ab", "at": "2026-11-02T09:00:00.000Z", **row})
    assert trail.summary(given) == said


def test_rows_are_text_and_an_erased_answer_does_not_open() -> None:
    stamp = (datetime.now(UTC) - timedelta(minutes=5)).isoformat()
    row = AuditRow(id="ab", at=stamp, kind="answer", actor=FOUL, erased_by="cd")
    html = trail.listing([row])
    assert "<script" not in html
    assert "answer:ab" not in html
    assert "erased" in html
    assert "5 min ago" in html
