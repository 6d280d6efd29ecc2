"""The page, run as Streamlit runs it, against a service on loopback."""

import sys
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.conftest import Running
from ui import words

PAGE = Path(__file__).parents[2] / "ui" / "app.py"
ENCRYPTED = "Is customer data encrypted at rest?"


@pytest.fixture
def page(service: Running, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    arguments = ["--api", service.address, "--key-file", str(service.key_file)]
    monkeypatch.setattr(sys, "argv", ["app.py", *arguments])
    return AppTest.from_file(str(PAGE), default_timeout=60).run()


def shown(page: AppTest) -> str:
    assert not page.exception
    bodies = [element.proto.body for element in page.get("html")]
    return "\n".join(body for body in bodies if not body.startswith("<style>"))


def ask(page: AppTest, question: str) -> str:
    page.chat_input[0].set_value(question).run()
    return shown(page)


def cards(html: str) -> int:
    return html.count("<article")


def test_the_first_sight_has_status_audience_documents_and_suggestions(page: AppTest) -> None:
    html = shown(page)
    assert "Service ready" in html
    assert "v-welcome" in html
    assert '<div class="v-count v-total"><span class="">Documents</span>2</div>' in html
    assert page.radio(key="audience").value == "internal"
    labels = [button.label for button in page.button]
    assert list(words.SUGGESTIONS) == labels[: len(words.SUGGESTIONS)]


def test_an_answer_shows_its_citation_in_its_surroundings(page: AppTest) -> None:
    html = ask(page, ENCRYPTED)
    assert "v-welcome" not in html
    assert "v-card-grounded" in html
    assert '<sup class="v-mark">1</sup>' in html
    quoted = "All customer data is encrypted at rest with AES-256."
    assert f'<mark class="v-quoted">{quoted}</mark>' in html
    assert '<div class="v-heading">1. At rest</div>' in html
    assert "version 1" in html


def test_a_suggestion_is_asked_with_one_click(page: AppTest) -> None:
    at = words.SUGGESTIONS.index(ENCRYPTED)
    page.button[at].click().run()
    html = shown(page)
    assert f'<div class="v-question">{ENCRYPTED}</div>' in html
    assert "AES-256" in html
    assert cards(html) == 1


def test_a_conversation_stays_and_can_be_started_over(page: AppTest) -> None:
    ask(page, ENCRYPTED)
    assert page.button[-1].label == "Start over"
    html = ask(page, "What is the colour of the office dog?")
    assert cards(html) == 2
    next(b for b in page.button if b.label == "Start over").click().run()
    html = shown(page)
    assert cards(html) == 0
    assert "v-welcome" in html


def test_a_blank_answer_says_why_and_what_to_do(page: AppTest) -> None:
    html = ask(page, "Which colour has the office dog?")
    assert "No answer" in html
    said = [pair for pair in words.REASON.values() if pair[0] in html]
    assert len(said) == 1
    assert said[0][1] in html


def test_a_lower_audience_sees_less(page: AppTest) -> None:
    page.radio(key="audience").set_value("public").run()
    assert "No documents yet" in shown(page)
    assert "AES-256" not in ask(page, ENCRYPTED)


def test_nothing_of_a_hostile_document_becomes_markup(page: AppTest) -> None:
    html = ask(page, "Where are backups stored?")
    assert "vault" in html
    assert "&lt;script&gt;" in html
    for foul in ("<script", "<img", "<a ", "href=", "onerror=&quot;alert(1)&quot;>"):
        assert foul not in html
    written = [*page.markdown, *page.caption]
    assert all("evil.example" not in element.value for element in written)


def test_without_the_service_the_page_says_what_to_do(page: AppTest, service: Running) -> None:
    ask(page, ENCRYPTED)
    service.stop()
    page.run()
    html = shown(page)
    assert "The service is not running" in html
    assert '<code class="v-code">vouch serve</code>' in html
    assert "AES-256" in html, "what was answered before stays"
    assert not page.chat_input
    assert [button.label for button in page.button] == ["Try again"]


def test_a_foreign_key_is_explained(page: AppTest, service: Running) -> None:
    service.key_file.write_text("another-key-than-the-service-has", encoding="utf-8")
    page.run()
    assert "does not take this page" in shown(page)


def test_a_missing_key_is_explained(page: AppTest, service: Running) -> None:
    service.key_file.unlink()
    page.run()
    assert "key is missing" in shown(page)


def test_a_failed_answer_is_a_card_and_the_page_goes_on(
    page: AppTest, service: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kb.errors import DerivedIndexError

    def damaged(*_: Any, **__: Any) -> None:
        raise DerivedIndexError("the index is damaged; run `vouch reindex`")

    with monkeypatch.context() as patch:
        patch.setattr(service.base, "ask", damaged)
        html = ask(page, ENCRYPTED)
    assert "An index is not usable" in html
    assert '<code class="v-code">vouch reindex</code>' in html
    assert "AES-256" in ask(page, ENCRYPTED)
