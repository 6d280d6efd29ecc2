"""The tools that are set up, built from the settings."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx

from api.tickets.addresses import Allowed
from api.tickets.events import Tool
from api.tickets.jira import Jira
from api.tickets.servicenow import ServiceNow
from api.tickets.web import Web
from api.tickets.zendesk import Zendesk
from kb.ticket_settings import TicketSettings, ToolSettings

_KINDS: Mapping[str, Any] = {"jira": Jira, "zendesk": Zendesk, "servicenow": ServiceNow}
TOOLS = tuple(_KINDS)


def settings_of(name: str, settings: TicketSettings) -> ToolSettings:
    """The settings of a tool."""
    found: ToolSettings = getattr(settings, name)
    return found


def missing(name: str, settings: TicketSettings) -> str:
    """What has to be set before a tool's adapter is on, or ``""``."""
    lacking = settings_of(name, settings).missing()
    return ", ".join(f"VOUCH_TICKETS__{name.upper()}__{one.upper()}" for one in lacking)


def make_tool(
    name: str, settings: TicketSettings, transport: httpx.BaseTransport | None = None
) -> Tool | None:
    """The adapter of a tool, or None where it is not set up."""
    if name not in _KINDS or missing(name, settings):
        return None
    own = settings_of(name, settings)
    hosts = (urlsplit(own.base_url).netloc, *getattr(own, "file_hosts", ()))
    tool: Tool = _KINDS[name](own, _web(hosts, settings, transport))
    return tool


def callback_web(settings: TicketSettings, transport: httpx.BaseTransport | None = None) -> Web:
    """The way to the addresses that results are sent to."""
    return _web(settings.callback_hosts, settings, transport)


def slack_web(settings: TicketSettings, transport: httpx.BaseTransport | None = None) -> Web:
    """The way to Slack."""
    return _web(settings.slack.hosts, settings, transport)


def _web(
    hosts: tuple[str, ...], settings: TicketSettings, transport: httpx.BaseTransport | None
) -> Web:
    return Web(Allowed(hosts, settings.private_hosts), settings.timeout, transport)
