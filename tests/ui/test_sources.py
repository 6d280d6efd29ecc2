"""The Sources page: the list, adding, what was not read, a document's text, versions, upkeep."""

import time

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.conftest import Running
from tests.ui.screens import caller, press, screen, shown
from tests.ui.shapes import FOUL
from tests.ui.test_settings import me
from ui.parts import differences
from ui.screens.sources import details, document, listing, loading, managing, page, problems, text
from vouch_client import NotFoundError
from vouch_client.models import Document, Job, OpenedText
from vouch_client.models.documents import DocumentDetail, Heading, LoadedFile, Problem, Purged

SCREEN = "sources.page"
LONG = "".join(f"Rule {n}: the team of area {n} checks its own systems. " for n in range(60))
ONE, TWO = f"# One\n\n{LONG}\n".encode(), f"# Two\n\n{LONG} And more.\n".encode()


def added(service: Running, name: str, content: bytes, **form: str) -> str:
    """Upload a file and wait for it; the id of its document."""
    client = caller(service)
    job = client.documents.upload([(name, content)], **form)
    for last in client.jobs.follow(job.id, every=0.05):
        job = last
    assert job.state == "done", job.problem
    assert job.result is not None
    return str(job.result["document_ids"][0])


def opened(service: Running, identity: str, part: str = "text", key: str = "") -> AppTest:
    found = screen(SCREEN, service, key)
    found.query_params["doc"] = identity
    found.session_state["doc-part"] = part
    return found


def confirmed(found: AppTest, opener: str) -> None:
    """Press yes in the dialog that ``opener`` opened: a test's run has no dialog that stays."""
    found.button(key=opener).click()
    found.button(key="confirm-yes").click().run()
    assert not found.exception


def client_key(service: Running, role: str, audience: str = "internal") -> str:
    made = caller(service).keys.make(f"{role}-{audience}", role=role, audience=audience)
    assert made.token is not None
    return made.token


def test_each_role_sees_the_parts_that_it_may_ask_for() -> None:
    assert list(page.seen_by(me("reader"))) == ["documents", "problems", "removed"]
    assert list(page.seen_by(me("contributor", "nda"))) == ["documents", "add", "problems"]
    assert "manage" not in document.seen_by(me("contributor"))
    assert "manage" in document.seen_by(me("reviewer"))


def test_the_list_is_searched_and_a_title_opens_its_document(service: Running) -> None:
    found = screen(SCREEN, service).run()
    html = shown(found)
    assert "Encryption Policy" in html
    assert "Backup Policy" in html
    found.text_input(key="sources-text").set_value("encryption").run()
    html = shown(found)
    assert "Backup Policy" not in html
    identity = caller(service).documents.list(text="encryption").documents[0].id
    html = press(found, f"doc:{identity}")
    assert "All customer data is encrypted at rest with AES-256." in html
    assert found.query_params["doc"] == identity
    html = press(found, "list")
    assert "Backup Policy" not in html  # the search still holds
    found.text_input(key="sources-text").set_value("no such words").run()
    assert "No document is like this" in shown(found)


def test_documents_and_problems_are_text() -> None:
    line = Document(id="aa11", title=FOUL, owner=FOUL, collection="policy", audience="nda",
                    version=1, incomplete=True, valid_until="2020-01-31", expired=True)  # fmt: skip
    html = listing.rows([line], "Documents")
    bad = Problem(path=f"a/{FOUL}.pdf", kind="failed", reasons=(FOUL,))
    html += problems.listing([bad])
    file = LoadedFile(path=FOUL, status="failed", problem=FOUL, warnings=(FOUL,))
    html += loading.files([file])
    html += text.headings((Heading(level=1, text=FOUL, start=0),), 0, 10)
    html += details.left_out(
        DocumentDetail.model_validate(
            line.model_dump() | {"dropped": [{"reason": FOUL, "text": FOUL}], "warnings": [FOUL]}
        )
    )
    html += differences.pair(FOUL, FOUL + " and more", ("Before", "After"))
    assert "<b onmouseover" not in html
    assert "<a href" not in html
    assert "out of date since 31 January 2020" in html
    assert "not read whole" in html
    assert "doc:aa11" in html


def test_files_are_added_and_told_one_by_one(service: Running) -> None:
    found = screen(SCREEN, service)
    found.session_state["sources-part"] = "add"
    found.run()
    uploader = found.file_uploader[0]
    uploader.set_value(
        [("access.md", b"# Access Policy\n\nAccess is reviewed quarterly.\n", "text/markdown"),
         ("one.md", ONE, "text/markdown"), ("two.md", TWO, "text/markdown"),
         ("bad.pdf", b"%PDF-1.7 nothing", "application/pdf")]
    ).run()  # fmt: skip
    assert not found.exception
    assert found.button(key="upload-go").label == "Add 4 files"
    found.button(key="upload-go").click().run()
    assert "job" in found.query_params
    until = time.monotonic() + 60
    while "files read:" not in (html := shown(found)):
        assert time.monotonic() < until
        time.sleep(0.2)
        found.run()
    assert "3 of 4 files read" in html
    assert "1 could not be read" in html
    assert "bad.pdf" in html
    assert "Nearly the same" in html
    identity = caller(service).documents.list(text="access").documents[0].id
    assert f"doc:{identity}" in html
    assert len(found.file_uploader) == 1
    html = press(found, "part:problems")
    assert "bad.pdf" in html


def test_a_load_shows_each_file() -> None:
    job = Job(id="j", kind="load", state="running", done=1, total=3)
    html = loading.progress(job, ["a.md", FOUL, "c.md"])
    assert "<b onmouseover" not in html
    assert html.index("read") < html.index("being read") < html.index("waiting")


def test_a_load_that_is_gone_gives_the_form_back(service: Running) -> None:
    found = screen(SCREEN, service)
    found.session_state["sources-part"] = "add"
    found.query_params["job"] = "ffffffffffffffff"
    found.run()
    assert not found.exception
    assert len(found.file_uploader) == 1
    assert "job" not in found.query_params


def test_a_long_text_is_read_on_in_whole_blocks(service: Running) -> None:
    body = "".join(f"## Part {n}\n\nSentence {n} of this text. {'More words. ' * 40}\n\n"
                   for n in range(40))  # fmt: skip
    identity = added(service, "long.md", f"# Long\n\n{body}".encode())
    found = opened(service, identity).run()
    html = shown(found)
    assert "Sentence 0 of" in html
    assert "Sentence 39 of" not in html
    assert 'class="v-quoted"' not in html
    outline = caller(service).documents.outline(identity).headings
    html = press(found, f"at:{outline[-1].start}")
    assert "Sentence 39 of" in html
    assert "Sentence 0 of" not in html
    html = press(found, "before:0")
    assert "Sentence 0 of" in html


def test_what_is_cut_is_left_for_the_next_page() -> None:
    blocks = [{"kind": "paragraph", "start": 0, "end": 5}, {"kind": "paragraph", "start": 5,
              "end": 20}]  # fmt: skip
    given = {"version": 1, "current": 1, "state": "live", "characters": 20, "from": 0, "start": 0,
             "end": 10, "to": 10, "before": "", "quote": "aaaa\nbbbbb", "after": "",
             "blocks": blocks}  # fmt: skip
    cut = text.whole_blocks(OpenedText.model_validate(given))
    assert (cut.to, cut.after, len(cut.blocks)) == (5, "aaaa\n", 1)


def test_the_passages_are_paged(service: Running) -> None:
    identity = caller(service).documents.list(text="encryption").documents[0].id
    html = shown(opened(service, identity, "passages").run())
    assert "AES-256" in html
    assert "1. At rest</span>" in html


def test_the_versions_stand_side_by_side(service: Running) -> None:
    identity = added(service, "retention.md", b"# Retention\n\nBackups are kept for 30 days.\n")
    html = shown(opened(service, identity, "versions").run())
    assert "Add a file of the same name" in html
    again = added(service, "retention.md", b"# Retention\n\nBackups are kept for 90 days.\n")
    assert again == identity
    html = shown(opened(service, identity, "versions").run())
    assert '<del class="v-gone">30</del>' in html
    assert '<ins class="v-come">90</ins>' in html
    assert "1 changed" in html
    caller(service).documents.edit(identity, {"valid_until": "2031-05-31"})
    html = shown(opened(service, identity, "versions").run())
    assert "The words are the same in both." in html
    assert "2031-05-31" in html


def test_audience_and_dates_are_edited(service: Running) -> None:
    identity = caller(service).documents.list(text="encryption").documents[0].id
    found = opened(service, identity, "manage").run()
    found.selectbox[0].set_value("nda")
    next(b for b in found.button if b.label == "Save").click().run()
    assert caller(service).documents.get(identity).audience == "nda"
    assert "Under NDA" in shown(found.run())


def test_a_document_is_taken_out_and_brought_back(service: Running) -> None:
    identity = caller(service).documents.list(text="encryption").documents[0].id
    found = opened(service, identity, "manage").run()
    found.button(key="doc-retire").click().run()
    confirmed(found, "doc-retire")
    client = caller(service)
    assert client.documents.get(identity).state == "removed"
    found = screen(SCREEN, service)
    found.session_state["sources-part"] = "removed"
    assert "Encryption Policy" in shown(found.run())
    found = opened(service, identity, "manage").run()
    assert "taken out of answers" in shown(found)
    found.button(key="doc-restore").click().run()
    assert client.documents.get(identity).state == "live"


def test_a_document_is_erased_with_its_proof(service: Running) -> None:
    identity = caller(service).documents.list(text="encryption").documents[0].id
    found = opened(service, identity, "manage").run()
    found.button(key="doc-purge").click().run()
    assert found.button(key="confirm-yes").disabled
    found.button(key="doc-purge").click()
    found.text_input(key="confirm-typed").set_value("PURGE").run()
    confirmed(found, "doc-purge")
    html = shown(found.run())
    assert "nothing of its text is left" in html
    assert "Searched after that" in html
    assert found.get("download_button")
    with pytest.raises(NotFoundError):
        caller(service).documents.get(identity)


def test_the_proof_of_an_erasure_is_seen_again_by_an_admin(service: Running) -> None:
    identity = added(service, "one.md", ONE)
    proof = caller(service).documents.purge(identity)
    html = shown(opened(service, identity).run())
    assert "nothing of its text is left" in html
    assert f"{proof.searched_files:,} files" in html
    reader = shown(opened(service, identity, key=client_key(service, "reader")).run())
    assert "This document is not here" in reader
    assert "is left" not in reader


def test_a_proof_that_is_not_complete_says_where() -> None:
    proof = Purged(erased=({"document_id": "a", "versions": 2, "chunks": 3},), left=("old.db",))
    html = managing.facts(proof)
    assert "2 versions, 3 passages" in html
    assert "old.db" in html


def test_the_questions_it_answered_are_told_to_an_admin(service: Running) -> None:
    client = caller(service)
    identity = client.documents.list(text="encryption").documents[0].id
    client.ask("Is customer data encrypted at rest?")
    html = shown(opened(service, identity, "details").run())
    assert "Questions it answered" in html
    assert "Is customer data encrypted at rest?" in html
    reader = client_key(service, "reader")
    html = shown(opened(service, identity, "details", reader).run())
    assert "Questions it answered" not in html


def test_what_is_not_for_these_eyes_is_not_there(service: Running) -> None:
    identity = caller(service).documents.list(text="encryption").documents[0].id
    key = client_key(service, "reader", "public")
    assert "This document is not here" in shown(opened(service, identity, key=key).run())
    assert "No documents yet" in shown(screen(SCREEN, service, key).run())


def test_the_words_that_differ_are_marked() -> None:
    left, right = differences.marked("kept for 30 days", "kept for 90 days")
    assert left == 'kept for <del class="v-gone">30</del> days'
    assert right == 'kept for <ins class="v-come">90</ins> days'
    whole = differences.marked("alpha beta", "gamma 1 delta, quite another text")
    assert whole == ("alpha beta", "gamma 1 delta, quite another text")
