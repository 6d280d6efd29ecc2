"""docs/tickets.md names every setting, with its default and what it does."""

from pathlib import Path

import pytest
from pydantic import BaseModel

from api.tickets.commands import Verb
from kb.errors import SettingsError
from kb.settings import load_settings
from kb.ticket_settings import (
    JiraSettings,
    ServiceNowSettings,
    SlackSettings,
    TicketSettings,
    ToolSettings,
    ZendeskSettings,
)

TEXT = (Path(__file__).parents[3] / "docs" / "tickets.md").read_text(encoding="utf-8")
SECTIONS: dict[str, type[BaseModel]] = {
    "": TicketSettings,
    "TOOL__": ToolSettings,
    "JIRA__": JiraSettings,
    "ZENDESK__": ZendeskSettings,
    "SERVICENOW__": ServiceNowSettings,
    "SLACK__": SlackSettings,
}


@pytest.mark.parametrize("section", SECTIONS)
def test_every_setting_has_its_row(section: str) -> None:
    for name, field in SECTIONS[section].model_fields.items():
        if isinstance(field.default, BaseModel):
            continue
        common = name in ToolSettings.model_fields and section not in ("", "SLACK__")
        prefix = "TOOL__" if common else section
        rows = [
            line
            for line in TEXT.splitlines()
            if f"`VOUCH_TICKETS__{prefix}{name.upper()}` |" in line
        ]
        assert len(rows) == 1, f"{prefix}{name} has no row of its own in docs/tickets.md"
        assert common or str(field.description) in rows[0]


def test_every_command_is_described() -> None:
    for verb in Verb:
        assert f"| `{verb.value}` |" in TEXT


def test_no_secret_shows_in_the_settings() -> None:
    from pydantic import SecretStr

    hidden = SecretStr("a-canary-of-this-test")
    made = TicketSettings(
        callback_secrets=(hidden,),
        jira=JiraSettings(secrets=(hidden,), api_token=hidden),
        servicenow=ServiceNowSettings(tokens=(hidden,), client_secret=hidden, password=hidden),
        slack=SlackSettings(secrets=(hidden,)),
    )
    assert "canary" not in f"{made!r}{made}{made.model_dump_json()}"


def test_a_short_secret_counts_as_none() -> None:
    from pydantic import SecretStr

    settings = JiraSettings(secrets=(SecretStr("short"),))
    assert "secrets" in settings.missing()


@pytest.mark.parametrize("value", ["canary-of-16-characters", '{"canary": 1}', "[canary"])
def test_a_secret_written_wrongly_is_named_and_not_shown(
    value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOUCH_HOME", str(tmp_path))
    monkeypatch.setenv("VOUCH_TICKETS__JIRA__SECRETS", value)

    with pytest.raises(SettingsError, match=r"(?i)tickets") as raised:
        load_settings()

    assert "canary" not in str(raised.value)


def test_a_list_in_the_environment_is_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOUCH_HOME", str(tmp_path))
    monkeypatch.setenv("VOUCH_TICKETS__JIRA__PROJECTS", '["SUP", "SEC"]')

    assert load_settings().tickets.jira.projects == ("SUP", "SEC")
