"""Coverage in a real browser: from the map to the words that prove a control."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ui import browsing
from tests.ui.conftest import Running
from tests.ui.test_coverage import known

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not browsing.CHROMIUM.exists(), reason="Chromium is not installed"),
]


@pytest.fixture
def url(service: Running, tmp_path: Path) -> Iterator[str]:
    known(service, tmp_path)
    with browsing.pages(service.address, service.key_file, tmp_path) as address:
        yield address


def test_from_the_map_to_the_quoted_words(url: str, tmp_path: Path) -> None:
    from playwright.sync_api import expect

    with browsing.browser() as page:
        page.goto(f"{url}/coverage")
        map_ = page.locator("table.v-heat")
        expect(map_).to_be_visible(timeout=60_000)
        page.get_by_role("combobox").first.click()
        page.get_by_role("option").filter(has_text="SOC 2").first.click()
        cell = map_.locator(":is(.v-is-covered, .v-is-partly) > button").first
        expect(cell).to_be_visible(timeout=60_000)
        cell.focus()
        page.keyboard.press("Enter")
        control = page.locator("details.v-proof").filter(has_text="CC6.1").first
        control.locator("summary").press("Enter")
        source = control.locator("button.v-source").first
        source.focus()
        page.keyboard.press("Enter")
        panel = page.locator(".st-key-v-panel")
        expect(panel.locator("mark").first).to_contain_text("granted by role")
        expect(panel.locator(".v-panel-title")).to_be_focused()
        page.wait_for_selector('[data-test-script-state="notRunning"]')
        page.keyboard.press("Escape")
        expect(panel).to_have_count(0)
        with page.expect_download() as saved:
            page.get_by_role("button", name="CSV").click()
        path = tmp_path / "statement.csv"
        saved.value.save_as(path)
        assert "CC6.1" in path.read_text(encoding="utf-8-sig")
        assert saved.value.suggested_filename == "applicability-soc2.csv"
        page.set_viewport_size({"width": 820, "height": 1100})
        assert page.evaluate("document.documentElement.scrollWidth") <= 820
