"""What is pressed before the pages' component is there waits for it, in a real browser."""

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
_PRESS = """
new MutationObserver((_, observer) => {
  const button = document.querySelector(".v-heat-cell > button");
  // The button and early.js may come in one go, quicker than anybody presses.
  if (!button || !window.vouchEarly || window.pressedEarly !== undefined) return;
  window.pressedEarly = !window.vouchPages?.trigger;
  observer.disconnect();
  button.click();
}).observe(document, { childList: true, subtree: true });
"""


@pytest.fixture
def url(service: Running, tmp_path: Path) -> Iterator[str]:
    known(service, tmp_path)
    with browsing.pages(service.address, service.key_file, tmp_path) as address:
        yield address


def test_a_press_before_the_component_is_there_is_not_lost(url: str) -> None:
    from playwright.sync_api import expect

    with browsing.browser() as page:
        page.goto(f"{url}/coverage?framework=soc2")
        expect(page.locator("table.v-heat")).to_be_visible(timeout=60_000)
        expect(page.locator(".v-state-card")).to_have_count(4, timeout=60_000)
        page.add_init_script(_PRESS)
        page.reload()
        page.wait_for_function("window.pressedEarly !== undefined", timeout=60_000)
        assert page.evaluate("window.pressedEarly") is True
        chosen = page.locator(".v-heat-cell > button[aria-pressed=true]")
        expect(chosen).to_have_count(1, timeout=60_000)


def test_presses_wait_in_their_order_while_the_component_is_away(url: str) -> None:
    from playwright.sync_api import expect

    with browsing.browser() as page:
        page.goto(f"{url}/coverage?framework=soc2")
        cells = page.locator(".v-heat-cell > button")
        expect(cells.first).to_be_visible(timeout=60_000)
        page.wait_for_function("!!window.vouchPages?.trigger", timeout=60_000)
        page.wait_for_selector('[data-test-script-state="notRunning"]')
        page.evaluate(
            "() => { const held = vouchPages.trigger; vouchPages.trigger = null;"
            "for (const one of [...document.querySelectorAll('.v-heat-cell > button')].slice(0, 2))"
            " one.click(); window.waited = vouchPages.waiting.length; vouchPages.trigger = held; }"
        )
        assert page.evaluate("window.waited") == 2
        page.wait_for_function("!vouchPages.waiting.length")
        expect(cells.nth(1)).to_have_attribute("aria-pressed", "true")
        expect(cells.nth(0)).to_have_attribute("aria-pressed", "false")
