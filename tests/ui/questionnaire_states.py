"""The Questionnaires page's states for the contact sheet: each is a name and how to get there."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.ui.conftest import Running
from tests.ui.screens import caller

FILE = (
    Path(__file__).parents[2] / "samples" / "questionnaires" / "marram-holt-supplier-assurance.xlsx"
)
#: A row that rests on one document, and one that says neither yes nor no.
ROW = 12


def _run(service: Running, name: str = FILE.name) -> str:
    """The sample under this name, read; the one that is there already, where it is."""
    client = caller(service)
    held = client.questionnaires.list(text=name).questionnaires
    if held:
        return held[0].id
    made = client.questionnaires.upload(name, FILE.read_bytes(), customer="Marram Holt")
    return made.questionnaire.id


def _answered(service: Running) -> str:
    client, run = caller(service), _run(service)
    if client.questionnaires.get(run).waiting:
        list(client.jobs.follow(client.questionnaires.run(run).id))
    return run


def new(page: Any, _service: Running) -> None:
    page.goto(f"{page.url.split('?')[0]}?q=new")
    page.wait_for_selector("[data-testid=stFileUploader]", timeout=60_000)


def preview(page: Any, service: Running) -> None:
    page.goto(f"{page.url.split('?')[0]}?q={_run(service, 'second-form.xlsx')}")
    page.wait_for_selector(".v-sheets", timeout=60_000)
    page.locator("[data-v-send='correct:3']").click()
    page.wait_for_selector(".st-key-v-columns")


def desk(*keys: str, part: str = "", until: str = ".v-acts") -> Callable[[Any, Running], None]:
    """The desk at a row, after these keys, or another part of the page."""

    def reach(page: Any, service: Running) -> None:
        more = f"&qn-part={part}" if part else ""
        page.goto(f"{page.url.split('?')[0]}?q={_answered(service)}&row={ROW}{more}")
        page.wait_for_selector(".v-quote" if not part else until, timeout=60_000)
        page.wait_for_function("Boolean(window.vouchPages?.trigger)")
        for key in keys:
            page.keyboard.press(key)
        page.wait_for_selector(until, timeout=60_000)

    return reach


def listed(page: Any, service: Running) -> None:
    _answered(service)
    page.reload()
    page.wait_for_selector(".v-run-open", timeout=60_000)


STATES = (
    ("a new one", new),
    ("what was found, and correcting it", preview),
    ("the desk", desk()),
    ("the evidence open", desk("1", until=".v-passage")),
    ("editing", desk("e", until=".st-key-v-edit textarea")),
    ("approving what is safe", desk("b", until="[role=dialog] .v-bulk")),
    ("what nobody could answer", desk(part="Not+answered", until=".v-blanks")),
    ("giving it back", desk(part="Give+back", until=".v-effect")),
    ("the list", listed),
)
