"""``GET /v1/settings``: what is in force, without what is secret."""

from pathlib import Path

from fastapi.testclient import TestClient

from api.service.app import create_app
from api.service.keys import Caller, Keys
from api.service.roles import Role
from kb.knowledge_base import open_knowledge_base
from kb.settings import Settings
from kb.values import Audience

KEY = "the-admin-key-of-this-test"
REVIEWER = "the-reviewer-key-of-this-test"


def clients(tmp_path: Path, **more: object) -> Settings:
    return Settings(home=tmp_path / "home", embedder="hashing", **more)


def test_an_admin_sees_settings_and_no_secret(tmp_path: Path) -> None:
    settings = clients(
        tmp_path,
        evidence_threshold=0.6,
        llm="openai:a-model",
        llm_api_key="not-to-be-shown",
        llm_base_url="http://someone:hidden@127.0.0.1:9/v1",
    )
    keys = {
        KEY: Caller("local", Audience.INTERNAL, Role.ADMIN),
        REVIEWER: Caller("eva", Audience.INTERNAL, Role.REVIEWER),
    }
    with open_knowledge_base(settings) as base, base.writing("test"):
        client = TestClient(create_app(base, Keys(keys)))
        answer = client.get("/v1/settings", headers={"X-API-Key": KEY})
        refused = client.get("/v1/settings", headers={"X-API-Key": REVIEWER})
    assert answer.status_code == 200
    assert refused.status_code == 403
    found = answer.json()
    lines = {line["name"]: line for line in found["settings"]}
    assert found["records"] == "SQLite"
    threshold = lines["evidence_threshold"]
    assert (threshold["value"], threshold["default"], threshold["changed"]) == (0.6, 0.5, True)
    assert lines["llm"]["value"] == "openai:a-model"
    assert lines["llm_base_url"]["value"] == "http://…@127.0.0.1:9/v1"
    assert lines["llm_api_key"]["changed"]
    assert lines["home"]["value"] == str(settings.home)
    assert lines["port"]["meaning"]
    assert "not-to-be-shown" not in answer.text
    assert "hidden" not in answer.text
