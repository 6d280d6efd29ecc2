"""Settings and Trust in a real browser: a key made and ended, an open question answered."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ui import browsing
from tests.ui.conftest import Running
from tests.ui.screens import caller
from vouch_client import KeyNeededError

DOG = "Which colour has the office dog?"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not browsing.CHROMIUM.exists(), reason="Chromium is not installed"),
]


@pytest.fixture
def url(service: Running, tmp_path: Path) -> Iterator[str]:
    with browsing.pages(service.address, service.key_file, tmp_path) as address:
        yield address


def test_a_key_is_shown_once_works_and_is_ended(url: str, service: Running) -> None:
    from playwright.sync_api import expect

    with browsing.browser() as page:
        page.goto(f"{url}/settings")
        page.get_by_role("button", name="Make a key").click(timeout=60_000)
        dialog = page.get_by_role("dialog")
        name = dialog.get_by_role("textbox", name="Name")
        name.fill("two words")
        dialog.get_by_role("button", name="Make the key").click()
        expect(dialog.get_by_text("This name cannot be used")).to_be_visible()
        name.fill("helpdesk")
        dialog.get_by_role("button", name="Make the key").click()
        token = dialog.locator("code").inner_text().strip()
        assert caller(service, token).me().name == "helpdesk"
        dialog.get_by_role("button", name="I have copied it").click()
        expect(dialog).to_have_count(0)
        assert token not in page.content()
        assert token not in page.url
        page.get_by_role("button", name="End", exact=True).click()
        dialog.get_by_role("button", name="End the key").click()
        expect(page.get_by_text("ended", exact=False).first).to_be_visible()
        with pytest.raises(KeyNeededError):
            caller(service, token).me()
        page.set_viewport_size({"width": 820, "height": 1100})
        assert page.evaluate("document.documentElement.scrollWidth") <= 820


def test_an_open_question_becomes_a_draft(url: str, service: Running) -> None:
    from playwright.sync_api import expect

    caller(service).ask(DOG)
    with browsing.browser() as page:
        page.goto(f"{url}/trust?trust-part=Unanswered")
        page.wait_for_function("window.vouchPages", timeout=60_000)
        page.get_by_role("button", name="Write an answer").click()
        dialog = page.get_by_role("dialog")
        expect(dialog.get_by_role("textbox", name="Question")).to_have_value(DOG)
        dialog.get_by_role("button", name="Save as a draft").click()
        expect(dialog.get_by_text("Something is missing")).to_be_visible()
        dialog.get_by_role("textbox", name="Answer").fill("The office dog is brown.")
        dialog.get_by_role("button", name="Save as a draft").click()
        expect(dialog).to_have_count(0)
    drafts = caller(service).library.list().entries
    assert [(one.question, one.answer, one.state) for one in drafts] == [
        (DOG, "The office dog is brown.", "draft")
    ]
