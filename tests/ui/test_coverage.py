"""The Coverage page: the map, controls with their evidence, crosswalks, the statement."""

import time
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from ingest.intake import Options
from ingest.load import Loader
from kb.values import Audience, Collection
from tests.ui.conftest import Running
from tests.ui.screens import press, screen, shown
from tests.ui.shapes import citation
from ui.screens.coverage import controls, crosswalk, flow, heat
from vouch_client.models.reports import Control, CrosswalkRow, Matrix

FOUL = "<script>alert(1)</script>"
SCREEN = "coverage.page"
CROSSWALK = """# Crosswalk: SOC 2 to ISO 27001

| SOC 2 | ISO 27001:2022 |
|---|---|
| CC6.1 | A.5.15 |
| CC6.7 | A.8.24 |
| CC7.2 | A.8.16 |
"""
EVIDENCE = """# Access Policy

## Access

Access to systems is granted by role (SOC 2 CC6.1) and reviewed each quarter.
"""


def known(service: Running, folder: Path) -> Running:
    """The service with a crosswalk and a policy that names one of its controls."""
    (folder / "crosswalk.md").write_text(CROSSWALK, encoding="utf-8")
    (folder / "access.md").write_text(EVIDENCE, encoding="utf-8")
    for name, kind in (("crosswalk", Collection.REFERENCE), ("access", Collection.POLICY)):
        loader = Loader(service.base, Options(kind, Audience.INTERNAL))
        assert not loader.load([folder / f"{name}.md"]).failures
    return service


def made(page: AppTest) -> str:
    """The screen once the report is made."""
    deadline = time.monotonic() + 30
    html = shown(page.run())
    while "v-heat" not in html and time.monotonic() < deadline:
        page.session_state["kept"].clear()
        html = shown(page.run())
    return html


@pytest.fixture
def page(service: Running, tmp_path: Path) -> AppTest:
    found = screen(SCREEN, known(service, tmp_path))
    found.session_state["framework"] = "soc2"
    return found


def test_without_a_framework_the_page_says_what_to_load(service: Running) -> None:
    assert "No framework is known yet" in shown(screen(SCREEN, service).run())


def test_gaps_come_first_and_a_cell_opens_its_controls(page: AppTest) -> None:
    html = made(page)
    assert "CC6.1" not in html, "it is covered, and gaps are shown first"
    assert "CC7.2" in html
    assert html.index("v-is-gap") < html.index("v-is-covered")
    slug = "covered" if ":covered" in html else "partly"
    row = html.split(f":{slug}")[0].rsplit("cell:", 1)[1]
    html = press(page, f"cell:{row}:{slug}")
    assert "CC6.1" in html
    assert "Found because it names this control." in html
    assert "granted by role" in html
    opened = press(page, "source:0:0")
    assert "v-panel-title" in opened
    assert '<mark class="v-quoted">' in opened
    assert "CC7.2" in press(page, "cell-all")


def test_the_statement_is_offered_as_files(page: AppTest) -> None:
    made(page)
    labels = [one.proto.label for one in page.get("download_button")]
    assert labels == ["Excel", "CSV", "Web page"]


def test_a_crosswalk_has_its_picture_table_and_rows(page: AppTest) -> None:
    page.session_state["coverage-part"] = "crosswalk"
    page.session_state["crosswalk-from"] = "soc2"
    page.run()
    target = next(o for o in page.selectbox(key="crosswalk-to").options if "27001" in o)
    page.selectbox(key="crosswalk-to").select(target).run()
    html = shown(page)
    assert "3 pairs of controls are mapped" in html
    assert html.count("v-flow-band") == 3 or html.count("v-flow-band") == 2
    for control in ("CC6.1", "A.5.15", "CC7.2", "A.8.16"):
        assert control in html
    page.text_input(key="crosswalk-control").set_value("CC6.1").run()
    rows = shown(page).split("Every row")[1]
    assert "A.5.15" in rows
    assert "A.8.16" not in rows


def test_the_map_says_everything_without_colour() -> None:
    row = heat.Row(FOUL, "", {"gap": 3, "partly": 1, "covered": 0, "out of date": 0})
    html = heat.table([row], "Group", "Controls", (0, "gap"))
    assert "<script" not in html
    assert 'data-v-send="cell:0:gap"' in html
    assert 'aria-pressed="true"' in html
    assert "cell:0:covered" not in html
    assert 'aria-label="3 Gap, scriptalert1script"' in html
    assert html.count('scope="col"') == 5
    assert html.count("v-deep") == 1
    assert heat.state_of("out") == "out of date"
    assert heat.state_of("other") == ""


def test_evidence_says_how_it_was_found_and_a_gap_shows_nothing_as_proof() -> None:
    via = {
        "from": {"framework": "soc2", "control": "CC6.1"},
        "to": {"framework": "iso27001", "control": "A.5.15"},
        "relation": "related",
        "source": FOUL,
    }
    held = {"says": "partly", "confidence": 0.41, "citation": citation(quote=FOUL)}
    covered = Control.model_validate(
        {"id": "A.5.15", "state": "partly", "title": FOUL, "evidence": [
            {**held, "found_by": "mention"},
            {**held, "found_by": "crosswalk", "via": [via, via]},
            {**held, "found_by": "meaning"},
        ]}
    )  # fmt: skip
    gap = Control.model_validate({"id": "A.8.1", "state": "gap", "nearest": citation()})
    html = controls.listing([covered, gap], lambda cited: 7 if len(cited) == 3 else 10, {})
    assert "<script" not in html
    assert "It says that it is done in part. Found because it names this control." in html
    assert "CC6.1 is related to A.5.15" in html
    assert "(two steps: no direct mapping)" in html
    assert "41 % likely to be about it" in html
    assert "source:0:9" in html
    assert "Comes nearest, but shows nothing:" in html
    assert "source:0:10" in html


def test_a_way_over_a_third_framework_is_no_mapping() -> None:
    step = {"from_framework": "a", "from": "1", "to_framework": "c", "to": "3", "relation": "equal",
            "source": FOUL}  # fmt: skip
    row = CrosswalkRow.model_validate(
        {"from": "1", "to_framework": "b", "to": "2", "direct": False, "steps": [step, step]}
    )
    html = crosswalk.listing([row], {"c": "Third"})
    assert "<script" not in html
    assert "over Third" in html
    assert "no direct mapping" in html


def test_a_picture_holds_every_pair_and_so_does_its_table() -> None:
    ends = {"id": "x", "name": "X"}
    matrix = Matrix.model_validate(
        {
            "from": ends,
            "to": ends,
            "from_families": [{"id": "CC6", "title": FOUL, "controls": 8, "mapped": 2}],
            "to_families": [{"id": "A.5", "controls": 9, "mapped": 1}, {"id": "A.8"}],
            "cells": [
                {"from": "CC6", "to": "A.5", "pairs": 3},
                {"from": "CC6", "to": "A.8", "pairs": 1},
            ],
            "pairs": 4,
        }
    )
    html = flow.picture(matrix)
    assert "<script" not in html
    assert html.count("v-flow-band") == 2
    assert html.count("v-flow-node") == 3
    assert "4 mapped pairs" in html
    table = flow.grid(matrix)
    assert "2 of 8" in table
    assert table.count("v-col") == 4
