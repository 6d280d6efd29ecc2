"""What axe finds on the pages. The rules are Deque's axe-core, MPL-2.0, which is not part of Vouch:
``npm pack axe-core`` and name its axe.min.js in VOUCH_AXE; without it the test is left out."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.ui import browsing
from tests.ui.conftest import Running

AXE = Path(os.environ.get("VOUCH_AXE", "axe.min.js"))
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not (browsing.CHROMIUM.exists() and AXE.is_file()), reason="Chromium or axe is missing"
    ),
]


@pytest.fixture
def url(service: Running, tmp_path: Path) -> Iterator[str]:
    with browsing.pages(service.address, service.key_file, tmp_path) as address:
        yield address


def findings(page: Any) -> list[tuple[str, str, str]]:
    """Serious and critical violations: rule, impact, and the elements."""
    page.add_script_tag(content=AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})"
    )
    return [
        (one["id"], one["impact"], json.dumps([node["html"][:160] for node in one["nodes"]]))
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_serious_is_found_on_the_ask_page(url: str, scheme: str) -> None:
    with browsing.browser(color_scheme=scheme) as page:
        page.goto(url)
        page.wait_for_selector(".v-welcome", timeout=60_000)
        assert findings(page) == []
        browsing.ask(page, "Is customer data encrypted at rest?", 1)
        page.locator(".v-mark").first.click()
        page.wait_for_selector(".v-passage")
        assert findings(page) == []
        page.keyboard.press("Escape")
        browsing.ask(page, "Which colour has the office dog?", 2)
        page.get_by_role("button", name="For: Internal").click()
        page.wait_for_selector("[data-testid=stPopoverBody]")
        assert findings(page) == []
