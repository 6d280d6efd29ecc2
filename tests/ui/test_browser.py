"""The Ask page in a real browser: the journeys of a person who asks, and of one who attacks."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ui import browsing
from tests.ui.conftest import Running

ENCRYPTED = "Is customer data encrypted at rest?"
QUOTED = "All customer data is encrypted at rest with AES-256."
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not browsing.CHROMIUM.exists(), reason="Chromium is not installed"),
]


@pytest.fixture
def url(service: Running, tmp_path: Path) -> Iterator[str]:
    with browsing.pages(service.address, service.key_file, tmp_path) as address:
        yield address


def test_ask_open_a_citation_and_come_back_to_it(url: str) -> None:
    from playwright.sync_api import expect

    with browsing.browser() as page:
        page.goto(url)
        expect(page.locator(".v-welcome")).to_be_visible(timeout=60_000)
        browsing.ask(page, ENCRYPTED, 1)
        mark = page.locator(".v-mark").first
        mark.focus()
        page.keyboard.press("Enter")
        panel = page.locator(".st-key-v-panel")
        expect(panel.locator("mark").first).to_have_text(QUOTED)
        expect(panel.locator(".v-panel-title")).to_be_focused()
        expect(mark).to_have_attribute("aria-expanded", "true")
        page.keyboard.press("Escape")
        expect(panel).to_have_count(0)
        expect(page.locator(".v-mark").first).to_be_focused()
        page.keyboard.press("1")
        expect(panel.locator("mark").first).to_have_text(QUOTED)
        page.reload()
        expect(page.locator("article.v-card-grounded")).to_have_count(1, timeout=60_000)
        expect(page.locator(".v-chat[aria-current]")).to_have_text(ENCRYPTED)
        page.set_viewport_size({"width": 820, "height": 1100})
        assert page.evaluate("document.documentElement.scrollWidth") <= 820


def test_copy_delete_and_begin_anew(url: str) -> None:
    from playwright.sync_api import expect

    with browsing.browser() as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.goto(url)
        expect(page.locator(".v-welcome")).to_be_visible(timeout=60_000)
        browsing.ask(page, ENCRYPTED, 1)
        page.locator(".v-menu > summary").click()
        page.get_by_role("button", name="As a ticket comment").click()
        expect(page.locator("[data-v-live]")).to_have_text("Copied")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith(f"Question: {ENCRYPTED}\nStatus: Grounded")
        page.get_by_role("button", name="Chat", exact=True).click()
        page.get_by_role("button", name="Delete this chat").click()
        page.get_by_role("dialog").get_by_role("button", name="Delete", exact=True).click()
        expect(page.locator(".v-welcome")).to_be_visible(timeout=30_000)
        expect(page.locator(".v-chat")).to_have_count(0)
        assert "c=" not in page.url


def test_hostile_text_runs_nothing(url: str) -> None:
    from playwright.sync_api import expect

    hostile = "Where are backups <img src=x onerror=alert(1)> stored?"
    with browsing.browser() as page:
        page.goto(url)
        expect(page.locator(".v-welcome")).to_be_visible(timeout=60_000)
        browsing.ask(page, hostile, 1)
        expect(page.locator(".v-question").first).to_have_text(hostile)
        page.locator("article.v-card .v-source, article.v-card .v-mark").first.click()
        expect(page.locator(".v-panel-title")).to_be_visible()
        expect(page.locator(".v-passage")).to_contain_text("<script>")
        inside = "article :is(a, img, script), .st-key-v-panel :is(a, img, script)"
        assert page.locator(inside).count() == 0
        assert page.locator(".v-chats img, .v-chat-title img").count() == 0


def test_the_service_goes_away_and_comes_back(url: str, service: Running) -> None:
    from playwright.sync_api import expect

    with browsing.browser() as page:
        page.goto(url)
        expect(page.locator(".v-welcome")).to_be_visible(timeout=60_000)
        browsing.ask(page, ENCRYPTED, 1)
        service.stop()
        page.get_by_test_id("stChatInputTextArea").fill("And backups?")
        page.keyboard.press("Enter")
        expect(page.locator(".v-state-problem").first).to_contain_text(
            "The service is not running", timeout=30_000
        )
        expect(page.locator("article.v-card")).to_have_count(1)
        service.start()
        page.get_by_role("button", name="Ask again").or_(
            page.get_by_role("button", name="Try now")
        ).first.click()
        expect(page.get_by_test_id("stChatInputTextArea")).to_be_enabled(timeout=30_000)
        expect(page.locator(".v-state-problem")).to_have_count(0, timeout=60_000)
