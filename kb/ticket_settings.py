"""The settings of ticketing tools: ``VOUCH_TICKETS__JIRA__BASE_URL=…``, or ``[tickets.jira]``.

A list in the environment is written as JSON: ``VOUCH_TICKETS__JIRA__PROJECTS='["SUP"]'``.
``docs/tickets.md`` describes each.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr

Level = Literal["public", "nda", "internal"]
Names = tuple[str, ...]
#: Fewest characters of a secret that signs or is signed with.
SHORTEST_SECRET = 16


def live(secrets: tuple[SecretStr, ...]) -> tuple[str, ...]:
    """The secrets long enough to be used."""
    found = (secret.get_secret_value() for secret in secrets)
    return tuple(secret for secret in found if len(secret) >= SHORTEST_SECRET)


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ToolSettings(_Section):
    """What every ticketing tool has."""

    base_url: str = Field("", description="Address of the tool: `https://acme.atlassian.net`.")
    secrets: tuple[SecretStr, ...] = Field(
        (), description="Secrets its webhooks are signed with; two while one takes over."
    )
    account: str = Field(
        "", description="Id of the account Vouch writes as; its own comments are ignored."
    )
    agents: Names = Field(
        (), description="Ids of people whose commands count wherever they are written."
    )
    approvers: Names = Field(
        (), description="Ids of the people who may approve; by default nobody."
    )
    projects: Names = Field((), description="Only tickets of these; by default all.")
    audience: Level = Field("public", description="What answers to its tickets may draw on.")

    def missing(self) -> list[str]:
        """The names of the settings without which the adapter stays off."""
        needed = {
            "base_url": self.base_url,
            "account": self.account,
            "secrets": live(self.secrets),
        }
        return [name for name, value in (needed | self._needed()).items() if not value]

    def _needed(self) -> dict[str, object]:
        return {}


class JiraSettings(ToolSettings):
    """Jira Cloud. ``projects`` are project keys, ids are ``accountId``."""

    email: str = Field("", description="E-mail of the account Vouch writes as.")
    api_token: SecretStr = Field(SecretStr(""), description="API token of that account.")
    service_desk: str = Field(
        "",
        description="Id of the service desk, where the projects are service projects; comments "
        "are then internal notes, and files can be held back from the customer.",
    )
    internal_role: str = Field(
        "", description="In other projects: the project role that alone sees drafts."
    )

    def _needed(self) -> dict[str, object]:
        return {
            "email": self.email,
            "api_token": self.api_token.get_secret_value(),
            "service_desk (or internal_role)": self.service_desk or self.internal_role,
        }


class ZendeskSettings(ToolSettings):
    """Zendesk Support. ``projects`` are brand ids, ids are user ids."""

    email: str = Field("", description="E-mail of the account Vouch writes as.")
    api_token: SecretStr = Field(SecretStr(""), description="API token of the Zendesk account.")
    file_hosts: Names = Field(
        ("*.zdusercontent.com",), description="Where Zendesk keeps attachments."
    )

    def _needed(self) -> dict[str, object]:
        return {"email": self.email, "api_token": self.api_token.get_secret_value()}


class ServiceNowSettings(ToolSettings):
    """ServiceNow. ``projects`` are table names, ids are ``sys_id`` of users."""

    projects: Names = Field(("incident",), description="Tables whose records are tickets.")
    tokens: tuple[SecretStr, ...] = Field(
        (), description="Bearer tokens its REST message may send in place of a signature."
    )
    client_id: str = Field("", description="OAuth client (client credentials) Vouch writes as.")
    client_secret: SecretStr = Field(SecretStr(""), description="Secret of that client.")
    username: str = Field("", description="Account for basic authentication, without OAuth.")
    password: SecretStr = Field(SecretStr(""), description="Password of that account.")

    def missing(self) -> list[str]:
        """As for every tool; a bearer token may stand for the signing secret."""
        return [n for n in super().missing() if n != "secrets" or not live(self.tokens)]

    def _needed(self) -> dict[str, object]:
        oauth = self.client_id and self.client_secret.get_secret_value()
        basic = self.username and self.password.get_secret_value()
        return {"client_id and client_secret (or username and password)": oauth or basic}


class SlackSettings(_Section):
    """Slack's slash command. Off without ``secrets``."""

    secrets: tuple[SecretStr, ...] = Field((), description="The app's signing secret; two live.")
    teams: Names = Field((), description="Only workspaces with these ids; by default all.")
    hosts: Names = Field(("hooks.slack.com",), description="Where answers may be sent.")
    audience: Level = Field("public", description="What answers may draw on.")


class TicketSettings(_Section):
    """Tickets: what goes for all tools, and each tool."""

    audience: Level = Field(
        "public", description="What answers to POST /v1/tickets draw on unless it asks for other."
    )
    callback_hosts: Names = Field(
        (),
        description="Where results may be sent: `hooks.example.com`, with `:8443` for another "
        "port than 443, `*.example.com` for any host below.",
    )
    callback_secrets: tuple[SecretStr, ...] = Field(
        (), description="What results are signed with (`whsec_…`); two while one takes over."
    )
    private_hosts: Names = Field(
        (),
        description="Hosts of the above that may have a private or loopback address, and may be "
        "spoken to without TLS.",
    )
    attempts: Annotated[int, Field(ge=1, le=50)] = Field(
        10, description="How often something is sent before it is given up."
    )
    retry_seconds: Annotated[float, Field(gt=0, le=3_600)] = Field(
        5.0, description="Wait before the second attempt; it doubles with each, up to an hour."
    )
    timeout: Annotated[float, Field(gt=0, le=60)] = Field(
        10.0, description="Longest wait for a tool's reply, in seconds."
    )
    jira: JiraSettings = Field(JiraSettings(), description="Jira Cloud.")
    zendesk: ZendeskSettings = Field(ZendeskSettings(), description="Zendesk Support.")
    servicenow: ServiceNowSettings = Field(ServiceNowSettings(), description="ServiceNow.")
    slack: SlackSettings = Field(SlackSettings(), description="Slack.")
