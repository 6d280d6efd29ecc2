"""The states of the Coverage, Trust and Settings pages for the contact sheet."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote_plus

from tests.ui.conftest import Running
from tests.ui.screens import caller
from tests.ui.test_settings import run

Reach = Callable[[Any, Running], None]
_OPEN = "What does the largest plan cost a year?"


def _part(page: Any, name: str, part: str) -> None:
    """Go to a part of the page that is open, and wait until it can be pressed."""
    page.goto(f"{page.url.partition('?')[0]}?{name}-part={quote_plus(part)}")
    ready(page)


def ready(page: Any) -> None:
    """Wait until the page is drawn and hears a press."""
    page.wait_for_selector(".v-head-title", timeout=60_000)
    page.wait_for_function("!!window.vouchPages?.trigger", timeout=60_000)


def _measured(service: Running) -> None:
    folder = service.base.settings.home / "evals" / "reports"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "company-dev.json").write_text(json.dumps(run()), encoding="utf-8")


def _map(page: Any, _service: Running) -> None:
    page.wait_for_selector("table.v-heat", timeout=120_000)


def _control(page: Any, service: Running) -> None:
    """A control open, with its evidence."""
    _map(page, service)
    ready(page)
    page.locator(".v-heat :is(.v-is-covered, .v-is-partly) > button").first.click()
    page.locator(".v-heat button[aria-pressed=true]").wait_for()
    page.wait_for_timeout(500)  # the list is drawn anew
    page.locator("details.v-proof > summary").first.click()


def _quoted(page: Any, service: Running) -> None:
    _control(page, service)
    page.locator("details.v-proof .v-source").first.click()
    page.wait_for_selector(".v-passage")


def _side(page: Any, _service: Running) -> None:
    _part(page, "coverage", "Side by side")
    page.wait_for_selector("table.v-heat", timeout=120_000)


def _crosswalk(page: Any, _service: Running) -> None:
    _part(page, "coverage", "Crosswalks")
    page.wait_for_selector("div.v-flow, .v-empty", timeout=60_000)


def _nothing(page: Any, service: Running) -> None:
    report = service.base.settings.home / "evals" / "reports" / "company-dev.json"
    report.unlink(missing_ok=True)
    page.reload()
    page.wait_for_selector(".v-empty", timeout=60_000)


def _accuracy(page: Any, service: Running) -> None:
    _measured(service)
    _part(page, "trust", "Accuracy")
    page.wait_for_selector(".v-plot", timeout=60_000)


def _shown(part: str, selector: str) -> Reach:
    def reach(page: Any, _service: Running) -> None:
        _part(page, "trust", part)
        page.wait_for_selector(selector, timeout=60_000)

    return reach


def _unanswered(page: Any, service: Running) -> None:
    caller(service).ask(_OPEN)
    _part(page, "trust", "Unanswered")
    page.wait_for_selector(".v-grid", timeout=60_000)


def _writing(page: Any, service: Running) -> None:
    _unanswered(page, service)
    page.get_by_role("button", name="Write an answer").first.click()
    page.wait_for_selector("[role=dialog]")


def _given(page: Any, service: Running) -> None:
    caller(service).ask("How long are backups kept?")
    _part(page, "trust", "Audit trail")
    page.get_by_role("button", name="As given").first.click(timeout=60_000)
    page.wait_for_selector("article.v-card", timeout=60_000)


def _details(page: Any, _service: Running) -> None:
    _part(page, "trust", "Audit trail")
    page.get_by_role("button", name="Details").first.click(timeout=60_000)
    page.wait_for_selector("[role=dialog] .v-facts", timeout=60_000)


def _keys(page: Any, service: Running) -> None:
    client = caller(service)
    if not client.keys.list(limit=1).total:
        client.keys.make("helpdesk", role="reader", audience="nda", scopes=["ask"], days=365)
    page.reload()
    page.wait_for_selector(".v-grid", timeout=60_000)


def _making(page: Any, _service: Running) -> None:
    ready(page)
    page.get_by_role("button", name="Make a key").click()
    page.wait_for_selector("[role=dialog] form, [role=dialog] [data-testid=stForm]")


def _settings(part: str, selector: str) -> Reach:
    def reach(page: Any, _service: Running) -> None:
        _part(page, "settings", part)
        page.wait_for_selector(selector, timeout=60_000)

    return reach


def _answers(page: Any, service: Running) -> None:
    _measured(service)
    _part(page, "settings", "Answers")
    page.wait_for_selector(".v-plot", timeout=60_000)


COVERAGE: tuple[tuple[str, Reach], ...] = (
    ("the map", _map),
    ("a control and its evidence", _control),
    ("a quote in its document", _quoted),
    ("side by side", _side),
    ("a crosswalk", _crosswalk),
)
TRUST: tuple[tuple[str, Reach], ...] = (
    ("nothing measured yet", _nothing),
    ("accuracy", _accuracy),
    ("conflicts", _shown("Conflicts", ".v-dispute")),
    ("due for review", _shown("Due for review", ".v-grid, .v-empty")),
    ("what nobody could answer", _unanswered),
    ("an answer written", _writing),
    ("the audit trail", _shown("Audit trail", ".v-grid")),
    ("an answer as it was given", _given),
    ("a row of the audit trail", _details),
)
SETTINGS: tuple[tuple[str, Reach], ...] = (
    ("keys", _keys),
    ("making a key", _making),
    ("people", _settings("People", ".v-grid, .v-empty")),
    ("answers", _answers),
    ("the system", _settings("System", ".v-grid")),
)
