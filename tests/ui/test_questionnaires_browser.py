"""Questionnaires in a real browser: from the customer's file to the same file, filled."""

import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ingest.intake import Options
from ingest.load import Loader
from ingest.questionnaires.writing.compare import compare
from kb.values import Audience, Collection
from kb.values.questionnaires import Place
from tests.ui import browsing
from tests.ui.conftest import Running
from tests.ui.screens import caller
from tests.ui.test_questionnaires import workbook
from vouch_client.models.questionnaires import Row

SAMPLES = browsing.ROOT / "samples"
FILE = SAMPLES / "questionnaires" / "marram-holt-supplier-assurance.xlsx"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not browsing.CHROMIUM.exists(), reason="Chromium is not installed"),
]


@pytest.fixture
def url(service: Running, tmp_path: Path) -> Iterator[str]:
    with browsing.pages(service.address, service.key_file, tmp_path) as address:
        yield address


@pytest.fixture
def company(service: Running) -> None:
    options = Options(Collection.POLICY, Audience.INTERNAL)
    Loader(service.base, options).load([SAMPLES / "company" / "internal"])


def begin(page: Any, url: str, file: Path) -> None:
    """Upload a file and start it; wait until all of it is answered."""
    from playwright.sync_api import expect

    page.goto(f"{url}/questionnaires?q=new")
    page.set_input_files("input[type=file]", file, timeout=60_000)
    expect(page.get_by_test_id("stFileChip")).to_be_visible(timeout=30_000)
    page.get_by_label("Customer", exact=True).fill("Marram Holt")
    page.get_by_role("button", name="Read the file").click()
    start = page.locator(".st-key-qn-start button")
    expect(start).to_be_enabled(timeout=60_000)
    start.click()
    expect(page.locator(".v-acts")).to_be_visible(timeout=60_000)
    expect(page.locator(".st-key-v-under-way")).to_have_count(0, timeout=120_000)


def part(page: Any, name: str) -> None:
    page.get_by_role("radio", name=name).click()


@pytest.mark.usefixtures("company")
def test_from_the_customers_file_to_the_same_file_filled(
    url: str, service: Running, tmp_path: Path
) -> None:
    from playwright.sync_api import expect

    client = caller(service)
    with browsing.browser() as page:
        begin(page, url, FILE)
        run = client.questionnaires.list().questionnaires[0].id
        first = next(r for r in client.questionnaires.rows(run) if answered(r))
        page.locator(f"[data-v-send='row:{first.row}']").click()
        question = page.locator(".v-row-question")
        expect(question).to_have_text(first.question)
        expect(page.locator(f".v-quote[data-v-send='source:{first.row}:0']")).to_be_visible()
        page.keyboard.press("1")
        expect(page.locator(".st-key-v-panel mark").first).to_be_visible(**NEAR)
        page.keyboard.press("Escape")
        expect(page.locator(".st-key-v-panel")).to_have_count(0)
        page.keyboard.press("a")
        expect(page.locator(".v-row-done")).to_contain_text(f"Approved: row {first.row}", **NEAR)
        second = int(page.url.rpartition("row=")[2])
        page.keyboard.press("e")
        field = page.locator(".st-key-v-edit textarea")
        expect(field).to_be_focused()
        field.fill("In our own words.")
        expect(page.locator(".v-row-done")).to_contain_text(f"Saved row {second}", **NEAR)
        page.keyboard.press("Escape")
        expect(page.locator(".v-row-said")).to_contain_text("In our own words.")
        page.keyboard.press("a")
        expect(page.locator(".v-row-done")).to_contain_text(f"Approved: row {second}", **NEAR)
        page.keyboard.press("b")
        page.locator(".st-key-qn-bulk-yes button").click()
        expect(page.locator(".v-row-done")).to_contain_text("were left for a look", **NEAR)
        where = page.url
        page.reload()
        expect(question).to_be_visible(timeout=60_000)
        assert page.url == where
        part(page, "Give back")
        with page.expect_download() as saved:
            page.get_by_role("button", name="Download the filled file").click()
        target = tmp_path / "filled.xlsx"
        saved.value.save_as(target)
        assert saved.value.suggested_filename == f"{FILE.stem} (filled).xlsx"
    rows = client.questionnaires.rows(run)
    approved = [row for row in rows if row.state == "approved"]
    assert {first.row, second} < {row.row for row in approved}
    places = {Place(row.sheet, cell) for row in approved for cell in row.written}
    found = compare(FILE, target, places)
    assert found.clean
    assert found.changed
    assert not compare(FILE, target, list(places)[1:]).clean


def test_what_was_approved_is_answered_by_itself_next_time(
    url: str, service: Running, tmp_path: Path
) -> None:
    from playwright.sync_api import expect

    one, two = tmp_path / "first.xlsx", tmp_path / "second.xlsx"
    one.write_bytes(workbook())
    two.write_bytes(workbook((("9", "Do you keep bees on the roof of the office?"),)))
    with browsing.browser() as page:
        begin(page, url, one)
        page.locator("[data-v-send='row:2']").click()
        expect(page.locator(".v-row-question")).to_contain_text("bees")
        page.keyboard.press("e")
        page.locator(".st-key-v-edit textarea").fill("No: bees are not kept at any office.")
        expect(page.locator(".v-row-done")).to_contain_text("Saved row 2", **NEAR)
        page.keyboard.press("Escape")
        expect(page.locator(".v-row-said")).to_be_visible()
        page.keyboard.press("a")
        expect(page.locator(".v-row-done")).to_contain_text("Approved: row 2", **NEAR)
        part(page, "Give back")
        page.get_by_role("button", name="Put 1 approved row into the library").click()
        expect(page.locator(".v-done")).to_contain_text("1 answer added to the library.", **NEAR)
        entry = caller(service).library.list().entries[0]
        if entry.state != "approved":
            caller(service).library.approve(entry)
        begin(page, url, two)
        expect(page.locator(".v-row-said .v-approved")).to_be_visible(timeout=30_000)
        expect(page.locator(".v-row-said")).to_contain_text("bees are not kept")


def test_three_hundred_rows_stay_smooth(url: str, service: Running, tmp_path: Path) -> None:
    from playwright.sync_api import expect

    path = tmp_path / "long.xlsx"
    path.write_bytes(
        workbook(
            tuple((f"{n}", f"Is customer data of kind {n} encrypted at rest?") for n in range(300))
        )
    )
    with browsing.browser() as page:
        begin(page, url, path)
        expect(page.locator(".v-line-button")).to_have_count(50)
        took = []
        for number in range(2, 22):
            start = time.monotonic()
            page.keyboard.press("j")
            expect(page.locator(".v-line-button[aria-current]")).to_have_attribute(
                "data-v-send", f"row:{number}", **NEAR
            )
            expect(page.locator(".v-row-question")).to_contain_text(f"kind {number - 1} ")
            took.append(time.monotonic() - start)
        # No assertion on the time: see docs/pages.md for what it was, and on which machine.
        page.set_viewport_size({"width": 820, "height": 1100})
        assert page.evaluate("document.documentElement.scrollWidth") <= 820
        print(f"row to row: median {statistics.median(took):.2f} s, most {max(took):.2f} s")  # noqa: T201


#: For what the pages do after a call to the service.
NEAR: dict[str, Any] = {"timeout": 15_000}


def answered(row: Row) -> bool:
    return row.outcome == "grounded" and bool(row.written)
