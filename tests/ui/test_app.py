"""The Ask page, run as Streamlit runs it, against a service on loopback."""

import sys
import time
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.conftest import Running
from ui import words
from vouch_client import Client

PAGE = Path(__file__).parents[2] / "ui" / "app.py"
#: The one script of the pages' own that stands in a page.
EARLY = f"<script>{(PAGE.parent / 'early.js').read_text(encoding='utf-8')}</script>"
ENCRYPTED = "Is customer data encrypted at rest?"


def opened(service: Running, monkeypatch: pytest.MonkeyPatch, *more: str) -> AppTest:
    arguments = ["--api", service.address, "--key-file", str(service.key_file), *more]
    monkeypatch.setattr(sys, "argv", ["app.py", *arguments])
    return AppTest.from_file(str(PAGE), default_timeout=60)


@pytest.fixture
def page(service: Running, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    return opened(service, monkeypatch).run()


def shown(page: AppTest) -> str:
    assert not page.exception
    bodies = [element.proto.body for element in page.get("html")]
    return "\n".join(body for body in bodies if not body.startswith("<style>"))


def ask(page: AppTest, question: str) -> str:
    page.chat_input[0].set_value(question).run()
    return shown(page)


def press(page: AppTest, address: str) -> str:
    """Press the button of our HTML that sends ``address``, which must be there or be a key."""
    page.session_state["sent"] = address
    page.run()
    return shown(page)


def cards(html: str) -> int:
    return html.count("<article")


def test_the_first_sight_has_status_suggestions_and_what_it_answers_from(page: AppTest) -> None:
    html = shown(page)
    assert "Ready" in html
    assert "v-welcome" in html
    assert "Answering from 2 documents: 2 our own policies." in html
    assert "Your chats will be kept here." in html
    assert page.session_state["scope-audience"] == "internal"


def test_a_suggestion_is_asked_with_one_click(page: AppTest) -> None:
    page.session_state["kept"]["suggestions:internal"] = (time.monotonic(), ["Who?", ENCRYPTED])
    page.run()
    assert f'data-v-send="try:1"><span class="">{ENCRYPTED}</span>' in shown(page)
    html = press(page, "try:1")
    assert f'<div class="v-question">{ENCRYPTED}</div>' in html
    assert cards(html) == 1
    assert "v-welcome" not in html


def test_a_citation_opens_beside_the_answer_and_closes_again(page: AppTest) -> None:
    html = ask(page, ENCRYPTED)
    assert "v-card-grounded" in html
    assert 'data-v-send="source:0:0"' in html
    quoted = '<mark class="v-quoted">All customer data is encrypted at rest with AES-256.</mark>'
    assert quoted not in html, "a passage is fetched when it is opened"
    html = press(page, "source:0:0")
    assert quoted in html
    assert '<div class="v-heading">1. At rest</div>' in html
    assert "Source 1 of 1" in html
    assert quoted not in press(page, "close")
    press(page, "source:0:0")
    assert quoted not in press(page, "source:0:0"), "pressed again, it closes"


def test_a_chat_survives_a_reload_by_its_address(
    page: AppTest, service: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(page, ENCRYPTED)
    identity = page.query_params["c"]
    again = opened(service, monkeypatch)
    again.query_params["c"] = identity
    html = shown(again.run())
    assert cards(html) == 1
    assert "AES-256" in html
    assert f'data-v-send="chat:{identity}" aria-current="page"' in html
    html = ask(again, "And in backups?")
    assert cards(html) == 2


def test_chats_are_found_renamed_and_shared(page: AppTest) -> None:
    ask(page, ENCRYPTED)
    first = page.query_params["c"]
    page.button(key="new-chat").click().run()
    assert cards(shown(page)) == 0
    ask(page, "Where are backups stored?")
    page.text_input(key="chat-search").set_value("backups").run()
    assert f"chat:{first}" not in shown(page)
    page.text_input(key="chat-search").set_value("").run()
    html = press(page, f"chat:{first}")
    assert "AES-256" in html
    name = next(one for one in page.text_input if one.label == "Name of this chat")
    name.set_value("Acme <b>round</b> two")
    next(one for one in page.button if one.label == "Rename").click().run()
    assert "Acme &lt;b&gt;round&lt;/b&gt; two" in shown(page)
    page.toggle[0].set_value(True).run()
    assert '<span class="v-badge v-tag">shared</span>' in shown(page)


def test_somebody_elses_chat_is_not_there(
    service: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened(service, monkeypatch)
    page.query_params["c"] = "0" * 32
    html = shown(page.run())
    assert "Not found" in html
    assert page.chat_input[0].disabled


def test_a_blank_answer_says_why_and_what_to_do(page: AppTest) -> None:
    html = ask(page, "Which colour has the office dog?")
    assert "No answer" in html
    said = [pair for pair in words.REASON.values() if pair[0] in html]
    assert len(said) == 1
    assert said[0][1] in html


def test_a_lower_audience_sees_less(page: AppTest) -> None:
    control = next(one for one in page.button_group if one.key == "scope-audience")
    control.set_value("public").run()
    assert "There are no documents yet" in shown(page)
    assert any(button.label == "Add documents" for button in page.button)
    assert "AES-256" not in ask(page, ENCRYPTED)


def test_a_thumb_down_asks_why_and_is_kept(page: AppTest, service: Running) -> None:
    ask(page, ENCRYPTED)
    html = press(page, "down:0")
    assert 'aria-pressed="true"' in html
    reasons = next(one for one in page.button_group if one.label == "What was wrong?")
    reasons.set_value("outdated")
    next(one for one in page.button if one.label == "Send").click().run()
    assert not [one for one in page.button if one.label == "Send"]
    html = press(page, "up:0")
    assert html.count('aria-pressed="true"') == 1


def test_an_answer_becomes_a_draft_of_the_library(page: AppTest, service: Running) -> None:
    assert "save:0" in ask(page, ENCRYPTED)
    html = press(page, "save:0")
    assert "In the library as a draft" in html
    assert "save:0" not in html
    with Client(service.address, service.key_file.read_text(encoding="utf-8").strip()) as client:
        assert [entry.question for entry in client.library.list().entries] == [ENCRYPTED]


def test_nothing_of_a_hostile_document_becomes_markup(page: AppTest) -> None:
    ask(page, "Where are backups stored?")
    html = press(page, "source:0:0").replace(EARLY, "")
    assert "vault" in html
    assert "&lt;script&gt;" in html
    for foul in ("<script", "<img", "<a ", "href=", "onerror=&quot;alert(1)&quot;>"):
        assert foul not in html
    written = [*page.markdown, *page.caption]
    assert all("evil.example" not in element.value for element in written)


def test_without_the_service_what_was_said_stays(page: AppTest, service: Running) -> None:
    ask(page, ENCRYPTED)
    service.stop()
    page.session_state["kept"].clear()
    page.run()
    html = shown(page)
    assert "The service is not running" in html
    assert '<code class="v-code">vouch serve</code>' in html
    assert "AES-256" in html
    assert not page.chat_input
    assert [button.label for button in page.button] == ["Try now"]


def test_a_foreign_key_is_explained(page: AppTest, service: Running) -> None:
    service.key_file.write_text("another-key-than-the-service-has", encoding="utf-8")
    page.run()
    assert "That did not work" in shown(page)


def test_a_missing_key_is_explained(page: AppTest, service: Running) -> None:
    service.key_file.unlink()
    page.run()
    assert "key is missing" in shown(page)


def test_a_key_is_asked_for_and_kept_out_of_the_page(
    service: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = service.key_file.read_text(encoding="utf-8").strip()
    page = opened(service, monkeypatch, "--sign-in", "key").run()
    assert "Sign in" in shown(page)
    assert not page.chat_input
    page.text_input[0].set_value("a-wrong-key")
    next(one for one in page.button if one.label == "Sign in").click().run()
    assert "That did not work" in shown(page)
    page.text_input[0].set_value(key)
    next(one for one in page.button if one.label == "Sign in").click().run()
    html = shown(page)
    assert "v-welcome" in html
    assert key not in html
    assert key not in str(dict(page.query_params))
    next(one for one in page.button if one.label == "Sign out").click().run()
    assert not page.chat_input


def test_a_failed_answer_is_shown_and_can_be_asked_again(
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
    html = press(page, "again:0")
    assert "AES-256" in html
    assert cards(html) == 1
