"""The page in a real browser: a question, a citation opened, and nothing fetched from elsewhere."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from api.cli.serving import page_command
from tests.ui.conftest import Running

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ROOT = Path(__file__).parents[2]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
]


@pytest.fixture
def page_url(service: Running, tmp_path: Path) -> Iterator[str]:
    """The address of the page, started as `vouch ui` starts it, on a port of its own choice."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": str(tmp_path)}
    process = subprocess.Popen(
        page_command(port, service.address, service.key_file),
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if str(port) in line:
                break
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.communicate()


def test_a_question_is_asked_and_its_citation_opened(page_url: str, tmp_path: Path) -> None:
    from playwright.sync_api import expect, sync_playwright

    elsewhere: list[str] = []

    def watch(url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname != "127.0.0.1":
            elsewhere.append(url)

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        alarms: list[str] = []
        page.on("request", lambda request: watch(request.url))
        page.on("dialog", lambda dialog: (alarms.append(dialog.message), dialog.dismiss()))
        page.goto(page_url)
        expect(page.get_by_text("Service ready")).to_be_visible(timeout=60_000)
        box = page.get_by_test_id("stChatInputTextArea")
        box.fill("Is customer data encrypted at rest?")
        box.press("Enter")
        card = page.locator("article.v-card-grounded")
        expect(card).to_have_count(1, timeout=60_000)
        quoted = card.locator("mark").first
        expect(quoted).not_to_be_visible()
        card.locator("summary").first.press("Enter")
        expect(quoted).to_be_visible()
        expect(quoted).to_have_text("All customer data is encrypted at rest with AES-256.")
        box.fill("Where are backups stored?")
        box.press("Enter")
        expect(page.locator("article")).to_have_count(2, timeout=60_000)
        page.locator("article").last.locator("summary").first.click()
        expect(page.locator("article").last.locator("mark").first).to_contain_text("<script>")
        assert page.locator("article a, article img, article script").count() == 0
        page.set_viewport_size({"width": 820, "height": 1100})
        picture = tmp_path / "page.png"
        page.screenshot(path=picture)
        assert page.evaluate("document.documentElement.scrollWidth") <= 820
        browser.close()
    assert picture.stat().st_size > 20_000
    assert alarms == []
    assert elsewhere == []
