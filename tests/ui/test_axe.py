"""What axe finds on the pages. The rules are Deque's axe-core, MPL-2.0, which is not part of Vouch:
``npm pack axe-core`` and name its axe.min.js in VOUCH_AXE; without it the test is left out."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.ui import browsing, desk_states, report_states
from tests.ui.conftest import Running
from tests.ui.test_coverage import known

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


#: For each page, the states whose colours and forms differ.
_REPORTS = (
    ("/coverage?framework=soc2", report_states.COVERAGE, ("the map", "a quote in its document")),
    ("/trust", report_states.TRUST, ("accuracy", "an answer written", "a row of the audit trail")),
    ("/settings", report_states.SETTINGS, ("keys", "making a key", "answers", "the system")),
    ("/library", desk_states.LIBRARY, ("a source that changed", "an import, looked at first")),
    ("/sources", desk_states.SOURCES, ("the documents", "adding documents", "what changed")),
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_serious_is_found_on_the_other_pages(
    url: str, service: Running, tmp_path: Path, scheme: str
) -> None:
    known(service, tmp_path)
    found = {}
    with browsing.browser(color_scheme=scheme) as page:
        for path, states, wanted in _REPORTS:
            for name, reach in states:
                if name not in wanted:
                    continue
                page.goto(url + path)
                reach(page, service)
                found[path, name] = findings(page)
    assert {where: what for where, what in found.items() if what} == {}
    assert len(found) == sum(len(wanted) for _, _, wanted in _REPORTS)
