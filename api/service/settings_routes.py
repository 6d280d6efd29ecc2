"""``GET /v1/settings``: the settings in force, for admins; nothing secret, nothing to change."""

import re
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, SecretStr

from api.service.access import CoreDep, requires
from api.service.roles import Role
from kb.audit.answers import code_version
from kb.settings import Settings

router = APIRouter(prefix="/settings", tags=["service"], dependencies=[requires(Role.ADMIN)])

#: Who signs in, in an address.
_PASSWORD = re.compile(r"//[^/@\s]+@")


class SettingLine(BaseModel):
    """A setting: its value in force, and the one it has when nobody sets it."""

    name: str
    value: str | int | float | bool | None = Field(description="Masked where it is a secret.")
    default: str | int | float | bool | None
    changed: bool = Field(description="Whether the value is not the default.")
    meaning: str


class SettingList(BaseModel):
    """The settings of this service, and the version of its code."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "version": "0.1.0",
                    "records": "SQLite",
                    "settings": [
                        {
                            "name": "evidence_threshold",
                            "value": 0.5,
                            "default": 0.5,
                            "changed": False,
                            "meaning": "How well a sentence must fit a question to answer it.",
                        }
                    ],
                }
            ]
        }
    )
    version: str
    records: str = Field(description="`SQLite` or `PostgreSQL`.")
    settings: list[SettingLine]


@router.get("")
def list_settings(core: CoreDep) -> SettingList:
    """The settings in force. They are read when the service starts: see docs/settings.md."""
    settings = core.base.settings
    postgres = settings.records_url.startswith("postgres")
    lines = [
        _line(settings, name)
        for name, field in Settings.model_fields.items()
        if not isinstance(getattr(settings, name), BaseModel) and field.description
    ]
    return SettingList(
        version=code_version(),
        records="PostgreSQL" if postgres else "SQLite",
        settings=lines,
    )


def _line(settings: Settings, name: str) -> SettingLine:
    field = Settings.model_fields[name]
    value, default = getattr(settings, name), field.default
    changed = value != default
    if name == "home":
        # The default is this machine's own; whether it was chosen cannot be told from the path.
        changed, default = False, value
    return SettingLine(
        name=name,
        value=_plain(value),
        default=_plain(default),
        changed=changed,
        meaning=field.description or "",
    )


def _plain(value: Any) -> str | int | float | bool | None:
    if isinstance(value, SecretStr):
        return "••••••"
    if value is None or isinstance(value, bool | int | float):
        return value
    return _PASSWORD.sub("//…@", str(value))
