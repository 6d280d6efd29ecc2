"""Coverage, conflicts, crosswalks, frameworks, evals and what is due for review."""

import io
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient

from ingest.intake import Options
from ingest.load import Loader
from kb.knowledge_base import KnowledgeBase
from kb.records import reports
from kb.records.purge import purge
from kb.records.schema import versions
from kb.values import Audience, Collection
from tests.api.service.callers import work
from tests.api.service.conftest import id_of, load

CROSSWALK = """# Crosswalk of SOC 2 to ISO 27001

| SOC 2 | Subject | ISO 27001 |
|---|---|---|
| CC6.1 | Logical access security | A.5.15 |
| CC6.2 | Registration of users | A.5.16 |
| CC6.3 | Roles and rights | A.5.18 |
| CC7.3 | Evaluation of incidents | A.5.25 |
"""
SECOND = """# Crosswalk of SOC 2 to HIPAA

| SOC 2 | Subject | HIPAA |
|---|---|---|
| CC6.1 | Logical access security | 164.312(a)(1) |
| CC6.2 | Registration of users | 164.308(a)(4) |
| CC7.3 | Evaluation of incidents | 164.308(a)(6) |
"""
RETENTION = "# Retention\n\nBackups of the production database are kept for {} days.\n"


def put(
    base: KnowledgeBase,
    folder: Path,
    name: str,
    text: str,
    audience: Audience = Audience.PUBLIC,
    collection: Collection = Collection.REFERENCE,
) -> None:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    report = Loader(base, Options(collection, audience)).load([path])
    assert not report.failures


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "more"
    made.mkdir()
    return made


@pytest.fixture
def mapped(base: KnowledgeBase, folder: Path) -> KnowledgeBase:
    put(base, folder, "soc2-iso.md", CROSSWALK)
    put(base, folder, "soc2-hipaa.md", SECOND)
    return base


def made(app: FastAPI, client: TestClient, address: str) -> dict[str, Any]:
    """A report, once its job is done."""
    first = client.get(address)
    assert first.status_code == 202
    assert first.json()["job"]["state"] == "queued"
    assert work(app) == 1
    response = client.get(address)
    assert response.status_code == 200
    assert response.json()["current"]
    return dict(response.json())


def test_frameworks_and_their_controls(mapped: KnowledgeBase, reader: TestClient) -> None:
    lines = {one["id"]: one for one in reader.get("/v1/frameworks").json()["frameworks"]}
    assert (lines["soc2"]["origin"], lines["soc2"]["controls"]) == ("documents", 4)
    assert any(one["origin"] == "name" for one in lines.values())
    found = reader.get("/v1/frameworks/SOC 2/controls").json()
    assert [one["id"] for one in found["controls"]] == ["CC6.1", "CC6.2", "CC6.3", "CC7.3"]
    assert reader.get("/v1/frameworks/soc2/controls?text=rights").json()["total"] == 1
    unknown = reader.get("/v1/frameworks/nothing-like-it/controls")
    assert unknown.status_code == 404
    assert "soc2" in unknown.json()["detail"]


def test_crosswalk_rows_name_their_source_and_can_be_turned(
    mapped: KnowledgeBase, reader: TestClient
) -> None:
    found = reader.get("/v1/crosswalks?from=SOC 2&to=ISO 27001").json()
    assert [(row["from"], row["to"]) for row in found["rows"]] == [
        ("CC6.1", "A.5.15"), ("CC6.2", "A.5.16"), ("CC6.3", "A.5.18"), ("CC7.3", "A.5.25"),
    ]  # fmt: skip
    assert {row["source"] for row in found["rows"]} == {"Crosswalk of SOC 2 to ISO 27001"}
    turned = reader.get("/v1/crosswalks?from=iso27001&to=soc2&control=a.5.15").json()["rows"]
    assert [(row["from"], row["to"]) for row in turned] == [("A.5.15", "CC6.1")]
    assert reader.get("/v1/crosswalks?from=soc2").json()["total"] == 7


def test_a_way_over_a_third_framework_is_offered_as_that(
    mapped: KnowledgeBase, reader: TestClient
) -> None:
    address = "/v1/crosswalks?from=HIPAA&to=ISO 27001"
    assert reader.get(address).json()["total"] == 0
    rows = reader.get(f"{address}&indirect=true").json()["rows"]
    assert len(rows) == 3
    assert all(row["relation"] is None and not row["direct"] for row in rows)
    assert [step["source"] for step in rows[0]["steps"]] == [
        "Crosswalk of SOC 2 to HIPAA", "Crosswalk of SOC 2 to ISO 27001",
    ]  # fmt: skip


def test_the_matrix_counts_pairs_by_family(mapped: KnowledgeBase, reader: TestClient) -> None:
    found = reader.get("/v1/crosswalks/matrix?from=soc2&to=iso27001").json()
    assert found["pairs"] == 4 == sum(cell["pairs"] for cell in found["cells"])
    assert {"from": "CC6", "to": "A.5", "pairs": 3} in found["cells"]
    assert {one["id"]: one["mapped"] for one in found["from_families"]} == {"CC6": 3, "CC7": 1}


def test_coverage_is_made_once_for_each_state_of_the_documents(
    app: FastAPI, mapped: KnowledgeBase, reader: TestClient, folder: Path
) -> None:
    found = made(app, reader, "/v1/coverage/SOC 2")
    assert found["report"]["framework"] == "soc2"
    assert found["report"]["total"] == 4 == sum(found["report"]["counts"].values())
    gaps = reader.get("/v1/coverage/soc2?state=gap").json()["report"]
    assert gaps["total"] == found["report"]["counts"]["gap"]
    assert work(app) == 0
    put(mapped, folder, "access.md", "# Access\n\nCC6.1: access is by role.\n", Audience.INTERNAL,
        Collection.POLICY)  # fmt: skip
    stale = reader.get("/v1/coverage/soc2")
    assert (stale.status_code, stale.json()["current"]) == (202, False)
    assert stale.json()["report"]["total"] == 4
    assert reader.get("/v1/coverage/soc2").json()["job"]["id"] == stale.json()["job"]["id"]
    work(app)
    first = reader.get("/v1/coverage/soc2").json()["report"]["controls"][0]
    assert first["evidence"][0]["found_by"] == "mention"


def test_the_statement_of_applicability_is_a_file(
    app: FastAPI, mapped: KnowledgeBase, reader: TestClient
) -> None:
    address = "/v1/coverage/soc2/applicability"
    assert reader.get(address).status_code == 409
    work(app)
    for form in ("csv", "html", "json"):
        response = reader.get(f"{address}?form={form}")
        assert response.status_code == 200
        assert "CC6.1" in response.text
        assert f"applicability-soc2.{form}" in response.headers["Content-Disposition"]
    sheet = openpyxl.load_workbook(
        io.BytesIO(reader.get(f"{address}?form=xlsx").content)
    ).active  # fmt: skip
    assert sheet is not None
    assert sheet["A2"].value == "CC6.1"


def test_conflicts_are_found_and_filtered(
    app: FastAPI, base: KnowledgeBase, reader: TestClient, folder: Path
) -> None:
    for days in (30, 35):
        text = RETENTION.format(days)
        put(base, folder, f"r{days}.md", text, Audience.INTERNAL, Collection.POLICY)
    found = made(app, reader, "/v1/conflicts?explained=true")
    assert found["total"] == 1
    values = {value["value"] for value in found["conflicts"][0]["values"]}
    assert values == {"30 days", "35 days"}
    assert reader.get("/v1/conflicts?explained=true&topic=bees").json()["total"] == 0
    assert reader.get("/v1/conflicts?explained=true&kind=role").status_code == 422


def test_a_report_that_changed_documents_meanwhile_is_not_kept(
    app: FastAPI, mapped: KnowledgeBase, reader: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kb.coverage.survey import Surveyor

    survey = Surveyor.survey
    looked: list[str] = []

    def during(self: Surveyor, *arguments: Any) -> Any:
        report = survey(self, *arguments)
        if not looked:
            with mapped.records.write() as connection:
                purge(connection, id_of(reader, "Trust page"))
        looked.append("once")
        return report

    monkeypatch.setattr(Surveyor, "survey", during)
    made(app, reader, "/v1/coverage/soc2")
    assert len(looked) == 2


def test_a_purge_deletes_every_report(
    app: FastAPI, mapped: KnowledgeBase, reader: TestClient
) -> None:
    made(app, reader, "/v1/coverage/soc2")
    identity = id_of(reader, "Trust page")
    with mapped.records.write() as connection:
        purge(connection, identity)
        assert reports.get(connection, "coverage", "soc2", Audience.INTERNAL) is None


def test_what_is_above_the_audience_changes_nothing(
    app: FastAPI, mapped: KnowledgeBase, public: TestClient, reader: TestClient, folder: Path
) -> None:
    addresses = (
        "/v1/frameworks",
        "/v1/frameworks/soc2/controls",
        "/v1/crosswalks?from=soc2&indirect=true",
        "/v1/crosswalks/matrix?from=soc2&to=iso27001",
        "/v1/coverage/soc2",
        "/v1/coverage/soc2/applicability?form=csv",
        "/v1/conflicts?explained=true",
        "/v1/review-due?days=3650",
        "/v1/evals?cases=true",
    )
    made(app, public, "/v1/coverage/soc2")
    made(app, public, "/v1/conflicts")
    before = [public.get(address).content for address in addresses]
    for days in (30, 35):
        text = RETENTION.format(days)
        put(mapped, folder, f"r{days}.md", text, Audience.INTERNAL, Collection.POLICY)
    more = CROSSWALK + "| CC8.1 | Changes | A.8.32 |\n"
    put(mapped, folder, "internal.md", more, Audience.INTERNAL)
    made(app, reader, "/v1/coverage/soc2")
    made(app, reader, "/v1/conflicts")
    assert reader.get("/v1/coverage/soc2").json()["report"]["total"] == 5
    assert [public.get(address).content for address in addresses] == before
    lowered = reader.get("/v1/frameworks/soc2/controls?audience=public").json()
    assert lowered["total"] == 4


def test_a_last_report_is_not_shown_where_a_quoted_document_was_kept_back(
    app: FastAPI, base: KnowledgeBase, public: TestClient, folder: Path
) -> None:
    for days in (30, 35):
        text = RETENTION.format(days)
        put(base, folder, f"r{days}.md", text, Audience.PUBLIC, Collection.POLICY)
    assert made(app, public, "/v1/conflicts?explained=true")["total"] == 1
    load(base, folder / "r35.md", Audience.INTERNAL)
    response = public.get("/v1/conflicts?explained=true")
    assert response.json()["total"] == 0
    assert "35 days" not in response.text


def test_what_is_due_comes_by_date(base: KnowledgeBase, reviewer: TestClient) -> None:
    today = date.today()
    with base.records.write() as connection:
        identity = id_of(reviewer, "Trust page")
        row = sa.update(versions).where(versions.c.document_id == identity)
        connection.execute(row.values(review_by=today + timedelta(days=10)))
    draft = {"question": "Bees?", "answer": "No.", "valid_until": str(today)}
    entry = reviewer.post("/v1/library", json=draft).json()
    assert reviewer.get("/v1/review-due?kind=answer").json()["total"] == 0
    reviewer.post(f"/v1/library/{entry['id']}/approve")
    found = reviewer.get("/v1/review-due").json()
    assert [(one["kind"], one["overdue"]) for one in found["due"]] == [
        ("answer", False), ("document", False),
    ]  # fmt: skip
    assert reviewer.get("/v1/review-due?days=5").json()["counts"]["document"] == 0


def test_the_last_evals_are_read_from_where_they_are_put(
    base: KnowledgeBase, reader: TestClient, reviewer: TestClient
) -> None:
    assert reader.get("/v1/evals").json() == {"suites": []}
    folder = base.settings.home / "evals" / "reports"
    folder.mkdir(parents=True)
    run = {
        "format": 1, "suite": "company", "split": "dev", "at": "2026-11-02T09:14:10+00:00",
        "cases": 1, "passages": 2, "model": "m", "llm": None, "seconds": 1.0,
        "figures": [], "contestants": {}, "rows": [{"id": "a"}],
    }  # fmt: skip
    (folder / "company-dev.json").write_text(json.dumps(run), encoding="utf-8")
    before = json.dumps(run | {"at": "2026-11-01T09:14:10+00:00"})
    (folder / "company-dev.previous.json").write_text(before, encoding="utf-8")
    (folder / "odd.json").write_text("{", encoding="utf-8")
    assert [one["rows"] for one in reader.get("/v1/evals?cases=true").json()["suites"]] == [None]
    days = [one["at"][8:10] for one in reader.get("/v1/evals?earlier=true").json()["suites"]]
    assert days == ["02", "01"]
    whole = reviewer.get("/v1/evals?cases=true").json()["suites"]
    assert whole[0]["rows"] == [{"id": "a"}]
