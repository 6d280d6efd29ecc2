"""The Library page in a real browser: answers come in from a file, are approved, and are given."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ui import browsing
from tests.ui.conftest import Running
from tests.ui.screens import caller
from tests.ui.test_sources_browser import calm

ASKED = "Do you scan uploaded files for malware?"
CSV = f'Question,Answer\n{ASKED},"Yes, every file is scanned before anybody opens it."\nNo,\n'
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not browsing.CHROMIUM.exists(), reason="Chromium is not installed"),
]


@pytest.fixture
def url(service: Running, tmp_path: Path) -> Iterator[str]:
    with browsing.pages(service.address, service.key_file, tmp_path) as address:
        yield address


def test_an_answer_comes_in_is_approved_and_is_given(url: str, service: Running) -> None:
    from playwright.sync_api import expect

    client = caller(service)
    assert client.ask(ASKED).status != "approved"
    with browsing.browser(color_scheme=os.environ.get("VOUCH_SCHEME", "dark")) as page:
        page.goto(f"{url}/library")
        expect(page.get_by_text("No answers yet")).to_be_visible(timeout=60_000)
        calm(page)
        page.get_by_text("Import", exact=True).click()
        page.locator("input[type=file]").set_input_files(
            {"name": "past.csv", "mimeType": "text/csv", "buffer": CSV.encode()}
        )
        expect(page.locator(".v-tell")).to_contain_text("would be added")
        calm(page)
        assert client.library.list().total == 0
        page.get_by_role("button", name="Add 1 answer as drafts").click()
        page.locator(".v-link").click()
        expect(page.locator("h1.v-head-title")).to_have_text(ASKED)
        calm(page)
        assert client.ask(ASKED).status != "approved"
        page.get_by_role("button", name="Approve").click()
        expect(page.locator(".v-panel-tags")).to_contain_text("Approved")
        answer = client.ask(ASKED)
        assert answer.status == "approved"
        assert "every file is scanned" in answer.answer
        page.get_by_text("Edit", exact=True).click()
        expect(page.get_by_label("Answer", exact=True)).to_be_visible()
        calm(page)
        page.reload()
        expect(page.get_by_label("Answer", exact=True)).to_be_visible(timeout=60_000)
        calm(page)
        page.get_by_role("button", name="All answers").click()
        page.get_by_text("Choose several").click()
        box = page.get_by_role("checkbox", name="Choose row 1")
        box.press("Enter")
        expect(box).to_be_checked()
        calm(page)
        page.get_by_role("button", name="Retire", exact=True).click()
        page.get_by_role("dialog").get_by_role("button", name="Retire 1 answer").click()
        expect(page.get_by_text("1 retired.")).to_be_visible(timeout=30_000)
    assert client.ask(ASKED).status != "approved"
