"""The Library page: the list, evidence, editing beside others, overlaps, import and export."""

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.conftest import Running
from tests.ui.screens import caller, press, screen, shown
from tests.ui.shapes import FOUL
from tests.ui.test_settings import me
from tests.ui.test_sources import client_key, confirmed
from ui.parts import downloads
from ui.screens.library import badges, evidence, form, importing, listing, moments, overlaps, page
from vouch_client.models import Entry
from vouch_client.models.library import Evidence, ImportReport, Overlap

SCREEN = "library.page"
QUOTE = "All customer data is encrypted at rest with AES-256."
QUESTION = "Is customer data encrypted at rest?"
CSV = "Question,Answer\nDo you scan for malware?,Yes. Every upload.\nIs there a plan?,\n"


def entry(service: Running, *, approve: bool = True, **changes: object) -> Entry:
    client = caller(service)
    identity = client.documents.list(text="encryption").documents[0].id
    quotes = [{"document_id": identity, "quote": QUOTE}]
    draft = {"question": QUESTION, "answer": QUOTE, "evidence": quotes, **changes}
    made = client.library.add(draft)
    return client.library.approve(made) if approve else made


def opened(service: Running, identity: str, part: str = "answer", key: str = "") -> AppTest:
    found = screen(SCREEN, service, key)
    found.query_params["entry"] = identity
    found.session_state["entry-part"] = part
    return found.run()


def at(service: Running, part: str, key: str = "") -> AppTest:
    found = screen(SCREEN, service, key)
    found.session_state["library-part"] = part
    return found.run()


def changed(service: Running, text: str) -> None:
    """The encryption policy says something else."""
    path = service.base.settings.home.parent / "documents" / "encryption.md"
    path.write_text(f"# Encryption Policy\n\n## 1. At rest\n\n{text}\n", encoding="utf-8")
    from ingest.intake import Options
    from ingest.load import Loader
    from kb.values import Audience, Collection

    Loader(service.base, Options(Collection.POLICY, Audience.INTERNAL)).load([path])


def line(**changes: object) -> Entry:
    given = {"id": "aa11", "state": "approved", "question": "Q?", "audience": "nda",
             "standing": "fresh", **changes}  # fmt: skip
    return Entry.model_validate(given)


def test_each_role_sees_the_parts_that_it_may_ask_for() -> None:
    assert list(page.seen_by(me("reader"))) == ["answers", "overlaps"]
    assert list(page.seen_by(me("contributor"))) == ["answers", "overlaps", "new", "import"]
    assert list(page.seen_by(me("reviewer"))) == list(page.PARTS)


def test_an_empty_library_says_how_it_fills(service: Running) -> None:
    assert "Import a past questionnaire" in shown(screen(SCREEN, service).run())
    key = client_key(service, "reader")
    assert "A contributor can draft some" in shown(screen(SCREEN, service, key).run())


def test_the_list_is_searched_and_filtered(service: Running) -> None:
    entry(service, owner="Dana", tags=["crypto"])
    entry(service, approve=False, question="Do you log access?", answer="Yes.", evidence=[])
    found = screen(SCREEN, service).run()
    html = shown(found)
    assert QUESTION in html
    assert "Do you log access?" in html
    assert "Approved (1)" in found.selectbox(key="library-state").options
    found.selectbox(key="library-state").set_value("draft").run()
    html = shown(found)
    assert QUESTION not in html
    found.selectbox(key="library-state").set_value("").run()
    found.text_input(key="library-text").set_value("nothing like it").run()
    assert "No answer is like this" in shown(found)


def test_how_an_entry_stands_is_said_in_words() -> None:
    link = {"document_id": "d", "version": 1, "quote": "q"}
    assert "Fresh" in badges.standing(line(evidence=[link]))
    assert "No source named" in badges.standing(line())
    assert "Source changed" in badges.standing(line(evidence=[link], standing="stale"))
    assert "Expired" in badges.standing(line(evidence=[link], standing="expired"))
    gone = line(evidence=[{**link, "quote": ""}], standing="stale")
    assert "Source erased" in badges.standing(gone)


def test_text_from_outside_stays_text() -> None:
    foul = line(question=FOUL, answer=FOUL, owner=FOUL, tags=[FOUL], product=FOUL)
    html = listing.rows([foul], {"aa11"})
    html += overlaps.pair(Overlap(one=foul, other=foul, wordings=(FOUL, "x")), 0, may=True)
    link = Evidence(document=FOUL, document_id="d", version=1, quote=FOUL, heading=(FOUL,))
    html += evidence.html([evidence.Proof(link, "purged")])
    row = {"place": FOUL, "question": FOUL, "answer": FOUL}
    report = {"dry_run": True, "added": [row], "refused": [{"place": FOUL, "reason": FOUL}]}
    html += importing.preview(ImportReport.model_validate(report))
    assert "<b onmouseover" not in html
    assert "<a href" not in html


def test_an_answer_shows_its_evidence_and_opens_it(service: Running) -> None:
    made = entry(service)
    found = opened(service, made.id)
    html = shown(found)
    assert "stands word for word" in html
    assert "Signed by" in html
    html = press(found, "source:0:0")
    assert f'<mark class="v-quoted">{QUOTE}</mark>' in html


def test_a_changed_source_stands_beside_what_was_signed(service: Running) -> None:
    made = entry(service)
    changed(service, QUOTE.replace("AES-256", "AES-128"))
    found = opened(service, made.id)
    html = shown(found)
    assert "Source changed" in html
    assert '<del class="v-gone">256</del>' in html
    assert '<ins class="v-come">128</ins>' in html
    html = press(found, "source:0:0")
    assert f'<mark class="v-quoted">{QUOTE}</mark>' in html
    assert "Replaced by version 2" in html
    press(found, "close")
    found.button(key="entry-renew").click().run()
    fresh = caller(service).library.get(made.id)
    assert (fresh.state, fresh.standing) == ("draft", "fresh")
    assert fresh.evidence[0].quote == QUOTE.replace("AES-256", "AES-128")


def test_what_was_taken_out_or_erased_is_told_apart(service: Running) -> None:
    made = entry(service)
    client = caller(service)
    identity = made.evidence[0].document_id
    client.documents.retire(identity)
    assert "document taken out" in shown(opened(service, made.id))
    client.documents.restore(identity)
    client.documents.purge(identity)
    html = shown(opened(service, made.id))
    assert "document erased for good" in html
    assert "AES-256" not in html


def test_an_answer_is_approved_retired_and_brought_back(service: Running) -> None:
    made = entry(service, approve=False)
    client = caller(service)
    found = opened(service, made.id)
    found.button(key="entry-verified").click().run()
    assert client.library.get(made.id).state == "approved"
    found = opened(service, made.id)
    found.button(key="entry-retire").click().run()
    confirmed(found, "entry-retire")
    assert client.library.get(made.id).state == "retired"
    found = opened(service, made.id)
    found.button(key="entry-undo").click().run()
    assert client.library.get(made.id).state == "approved"


def test_an_approval_of_what_changed_meanwhile_is_refused(service: Running) -> None:
    made = entry(service, approve=False)
    found = opened(service, made.id)
    caller(service).library.edit(made, {"answer": "Something else."})
    found.button(key="entry-verified").click().run()
    assert "Somebody changed it since you opened it" in shown(found)
    assert caller(service).library.get(made.id).state == "draft"
    found.button(key="entry-show").click().run()
    assert "Something else." in shown(found)


def test_an_entry_is_edited(service: Running) -> None:
    made = entry(service, tags=["crypto"])
    found = opened(service, made.id, "edit")
    place = f"edit-{made.id}-{made.etag}"
    found.text_area(key=f"{place}-answer").set_value("AES-256, everywhere.")
    found.button(key=f"{place}-save").click().run()
    assert not found.exception
    fresh = caller(service).library.get(made.id)
    assert (fresh.answer, fresh.state, fresh.tags) == ("AES-256, everywhere.", "draft", ("crypto",))
    assert fresh.evidence[0].quote == QUOTE
    html = shown(opened(service, made.id, "history"))
    assert "Changed" in html
    assert "everywhere" in html


def test_two_who_edit_the_same_lose_nothing(service: Running) -> None:
    made = entry(service, approve=False)
    found = opened(service, made.id, "edit")
    place = f"edit-{made.id}-{made.etag}"
    found.text_area(key=f"{place}-answer").set_value("Mine.")
    caller(service).library.edit(made, {"answer": "Theirs.", "owner": "Dana"})
    found.button(key=f"{place}-save").click().run()
    html = shown(found)
    assert "Somebody changed this answer while you did" in html
    assert '<p class="v-pair-text">Mine.</p>' in html
    assert '<p class="v-pair-text">Theirs.</p>' in html
    assert "Dana" not in html  # what only they changed stays, and is no question
    found.button(key="clash-mine").click().run()
    fresh = caller(service).library.get(made.id)
    assert (fresh.answer, fresh.owner) == ("Mine.", "Dana")


def test_theirs_may_stand_too(service: Running) -> None:
    made = entry(service, approve=False)
    found = opened(service, made.id, "edit")
    place = f"edit-{made.id}-{made.etag}"
    found.text_area(key=f"{place}-answer").set_value("Mine.")
    caller(service).library.edit(made, {"answer": "Theirs."})
    found.button(key=f"{place}-save").click().run()
    found.button(key="clash-theirs").click().run()
    fresh = caller(service).library.get(made.id)
    assert fresh.answer == "Theirs."
    assert found.text_area(key=f"edit-{made.id}-{fresh.etag}-answer").value == "Theirs."


def test_a_new_answer_is_written_on_words_that_were_found(service: Running) -> None:
    found = at(service, "new")
    found.text_input(key="new-0-find").set_value("customer data encrypted").run()
    assert "Use these words" in shown(found)
    press(found, "use:0")
    found.text_area(key="new-0-question").set_value("Do you encrypt?")
    found.text_area(key="new-0-answer").set_value("Yes, with AES-256.")
    found.button(key="new-0-save").click().run()
    assert not found.exception
    made = caller(service).library.list().entries[0]
    assert (made.question, made.state) == ("Do you encrypt?", "draft")
    assert made.evidence[0].document == "Encryption Policy"
    assert found.query_params["entry"] == made.id


def test_a_new_answer_needs_its_question(service: Running) -> None:
    found = at(service, "new")
    found.button(key="new-0-save").click().run()
    assert "The question is missing" in shown(found)
    assert caller(service).library.list().total == 0


def test_several_are_approved_together_and_who_was_late_is_told(service: Running) -> None:
    one = entry(service, approve=False)
    two = entry(service, approve=False, question="Do you log access?", answer="Yes.", evidence=[])
    found = screen(SCREEN, service).run()
    found.toggle(key="library-several").set_value(True).run()
    press(found, f"pick:{one.id}")
    found.button(key="bulk-all").click().run()
    assert "2 chosen" in shown(found)
    caller(service).library.edit(two, {"answer": "No."})
    found.button(key="bulk-approve").click().run()
    confirmed(found, "bulk-approve")
    html = shown(found.run()) if "1 approved." not in shown(found) else shown(found)
    assert "1 approved." in html
    assert "was changed since you read it" in html
    states = {e.id: e.state for e in caller(service).library.list().entries}
    assert states == {one.id: "approved", two.id: "draft"}


def test_duplicates_stand_side_by_side_and_one_is_kept(service: Running) -> None:
    one = entry(service)
    two = entry(service, answer="No customer data is encrypted.", verdict="no", evidence=[])
    found = at(service, "overlaps")
    html = shown(found)
    assert html.count("Keep this one") == 2
    pair = caller(service).library.overlaps().overlaps[0]
    side = 0 if pair.one.id == one.id else 1
    press(found, f"keep:0:{side}")
    found.session_state["sent"] = f"keep:0:{side}"
    found.button(key="confirm-yes").click().run()
    states = {i: caller(service).library.get(i).state for i in (one.id, two.id)}
    assert states == {one.id: "approved", two.id: "retired"}


def test_a_file_is_looked_at_then_taken_in(service: Running) -> None:
    found = at(service, "import")
    found.file_uploader[0].set_value(("past.csv", CSV.encode(), "text/csv")).run()
    html = shown(found)
    assert "would be added" in html
    assert "Do you scan for malware?" in html
    assert caller(service).library.list().total == 0
    found.button(key="import-approve").click().run()
    assert "1 answer was added." in shown(found)
    assert caller(service).library.list(state="approved").total == 1


def test_columns_without_headers_are_named(service: Running) -> None:
    text = "A1,x,y\nDo you scan for malware?,zz,Every upload is scanned.\n"
    found = at(service, "import")
    found.file_uploader[0].set_value(("odd.csv", text.encode(), "text/csv")).run()
    assert "no columns for questions and answers were found" in shown(found)
    found.text_input(key="import-question-0").set_value("A").run()
    found.text_input(key="import-answer-0").set_value("C").run()
    assert "Every upload is scanned." in shown(found)


def test_a_contributor_drafts_and_does_not_approve(service: Running) -> None:
    key = client_key(service, "contributor")
    found = at(service, "import", key)
    found.file_uploader[0].set_value(("past.csv", CSV.encode(), "text/csv")).run()
    assert "import-approve" not in [b.key for b in found.button]
    made = entry(service)
    found = opened(service, made.id, key=key)
    assert not [b for b in found.button if b.key and b.key.startswith("entry-")]


def test_the_export_is_what_the_service_gives(
    service: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[object, ...]] = []
    monkeypatch.setattr(downloads, "button", lambda *how, **more: asked.append((*how, more)))
    found = at(service, "export")
    found.segmented_control(key="export-state").set_value("approved").run()
    name = f"library-{date.today().isoformat()}.xlsx"
    assert asked[-1][2:4] == ("/v1/library/export", name)
    assert asked[-1][-1] == {"form": "xlsx", "state": "approved"}


def test_what_was_changed_is_sent_and_nothing_else() -> None:
    base = line(tags=["a"], evidence=[{"document_id": "d", "version": 1, "quote": "q"}])
    wanted = {
        "question": "Q?",
        "tags": ["a"],
        "owner": "Dana",
        "evidence": [{"document_id": "d", "quote": "q"}],
    }
    assert form.changed(base, wanted) == {"owner": "Dana"}
    assert moments.differing(base, form.applied(base, {"owner": "Dana"})) == ["owner"]


def test_an_entry_for_other_eyes_is_not_there(service: Running) -> None:
    made = entry(service)
    key = client_key(service, "reader", "public")
    assert "This answer is not here" in shown(opened(service, made.id, key=key))
