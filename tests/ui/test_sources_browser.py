"""The Sources page in a real browser: a policy comes in, answers, and is taken out."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.ui import browsing
from tests.ui.conftest import Running
from tests.ui.screens import caller
from tests.ui.test_axe import AXE, findings
from vouch_client.models import Answer

ASKED = "How often is the vault audited?"
FOUND = "The vault is audited every quarter by the internal audit team."
MARKDOWN = f"""# Vault <img src=x onerror=alert(1)> Policy

## 1. Audits

{FOUND}
"""
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not browsing.CHROMIUM.exists(), reason="Chromium is not installed"),
]


@pytest.fixture
def url(service: Running, tmp_path: Path) -> Iterator[str]:
    with browsing.pages(service.address, service.key_file, tmp_path) as address:
        yield address


def asked(service: Running, question: str = ASKED) -> Answer:
    return caller(service).ask(question)


def quotes(answer: Answer) -> list[str]:
    return [cited.quote for cited in answer.citations]


def calm(page: Any) -> None:
    """Nothing serious for axe, where it is at hand, and nothing wider than the window."""
    page.wait_for_selector('.stApp[data-test-script-state="notRunning"]')
    page.wait_for_function("!document.querySelector('[data-stale=true]')")
    page.wait_for_function("document.getAnimations().every((one) => one.playState !== 'running')")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if AXE.is_file():
        assert findings(page) == []


def test_a_policy_comes_in_answers_and_is_taken_out(url: str, service: Running) -> None:
    from playwright.sync_api import expect

    assert FOUND not in quotes(asked(service))
    with browsing.browser(color_scheme=os.environ.get("VOUCH_SCHEME", "light")) as page:
        page.goto(f"{url}/sources")
        expect(page.get_by_role("button", name="Encryption Policy")).to_be_visible(timeout=60_000)
        calm(page)
        page.get_by_text("Add documents", exact=True).click()
        page.locator("input[type=file]").set_input_files(
            {"name": "vault.md", "mimeType": "text/markdown", "buffer": MARKDOWN.encode()}
        )
        page.get_by_role("button", name="Add 1 file").click()
        expect(page.get_by_text("1 of 1 files read")).to_be_visible(timeout=60_000)
        assert "job=" in page.url
        page.reload()
        expect(page.get_by_text("1 of 1 files read")).to_be_visible(timeout=60_000)
        calm(page)
        page.locator(".v-open").click()
        expect(page.locator(".v-reading")).to_contain_text(FOUND)
        title = page.locator("h1.v-head-title")
        expect(title).to_contain_text("Vault")
        assert page.locator(".stMain :is(h1, .v-reading) :is(img, script, a)").count() == 0
        assert quotes(asked(service)) == [FOUND]
        calm(page)
        page.get_by_text("Manage", exact=True).click()
        page.get_by_role("button", name="Take it out of answers").click()
        calm(page)
        page.get_by_role("dialog").get_by_role("button", name="Take it out").click()
        expect(page.locator(".v-panel-tags")).to_contain_text("taken out of answers")
        assert FOUND not in quotes(asked(service))
        page.set_viewport_size({"width": 768, "height": 1000})
        calm(page)
        page.get_by_role("button", name="All documents").click()
        page.get_by_text("Taken out", exact=True).click()
        expect(page.locator(".v-grid")).to_contain_text("Vault")
        calm(page)
