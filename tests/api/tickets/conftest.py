"""A service with three ticketing tools, each a double on a loopback port."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import SecretStr

from api.jobs.handlers import HANDLERS
from api.jobs.runner import Runner
from api.jobs.tickets import KIND
from api.service.app import create_app
from api.service.core import Core
from api.service.keys import Caller, Keys
from api.service.roles import Role
from ingest.intake import Options
from ingest.load import Loader
from kb.knowledge_base import KnowledgeBase, open_knowledge_base
from kb.records import job_leases
from kb.records.service_schema import jobs as jobs_table
from kb.settings import Settings
from kb.ticket_settings import (
    JiraSettings,
    ServiceNowSettings,
    SlackSettings,
    TicketSettings,
    ZendeskSettings,
)
from kb.values import Audience, Collection
from tests.stubs import jira, servicenow, zendesk
from tests.stubs.ticketing import served

KEY, OTHER_KEY, READER_KEY = "internal-key-of-this-test", "public-key-of-this-test", "reader-key-x"
CALLBACK_SECRET = "whsec_" + "QUJDREVGR0hJSktMTU5PUFFSU1RVVldY"
SLACK_SECRET = "slack-signing-secret-1"
PUBLIC_PAGE = """# Trust page

## Encryption

All customer data is encrypted at rest with AES-256.

## Incidents

Incidents are reported to customers within 48 hours.
"""
INTERNAL_PAGE = """# Network handbook

The jump host for administrators is bastion-7.
"""


@dataclass
class Tools:
    """The doubles, and what a test does with the service over them."""

    jira: jira.Jira
    zendesk: zendesk.Zendesk
    servicenow: servicenow.ServiceNow
    settings: TicketSettings
    log: list[str] = field(default_factory=list)


def _reset(double: Any) -> None:
    for value in vars(double).values():
        if isinstance(value, dict | list):
            value.clear()


@pytest.fixture(scope="session")
def doubles() -> Iterator[tuple[jira.Jira, zendesk.Zendesk, servicenow.ServiceNow]]:
    made = (jira.Jira(), zendesk.Zendesk(), servicenow.ServiceNow())
    with served(made[0]), served(made[1]), served(made[2]):
        yield made


@pytest.fixture
def tools(doubles: tuple[jira.Jira, zendesk.Zendesk, servicenow.ServiceNow]) -> Tools:
    for double in doubles:
        _reset(double)
    site, desk, instance = doubles
    site.service, site.page = True, 100
    desk.files_url, desk.page = "", 100
    hosts = tuple(urlsplit(one.url).netloc for one in doubles)
    settings = TicketSettings(
        callback_hosts=("hooks.example.com", hosts[1]),
        callback_secrets=(SecretStr(CALLBACK_SECRET),),
        private_hosts=hosts,
        attempts=6,
        retry_seconds=0.01,
        jira=JiraSettings(
            base_url=site.url,
            secrets=(SecretStr("jira-old-secret-1234"), SecretStr(jira.SECRET)),
            account=jira.ACCOUNT,
            approvers=(jira.AGENT,),
            email=jira.EMAIL,
            api_token=SecretStr(jira.TOKEN),
            service_desk=jira.DESK,
            projects=("SUP",),
        ),
        zendesk=ZendeskSettings(
            base_url=desk.url,
            secrets=(SecretStr(zendesk.SECRET),),
            account=zendesk.ACCOUNT,
            approvers=(zendesk.AGENT,),
            email=zendesk.EMAIL,
            api_token=SecretStr(zendesk.TOKEN),
        ),
        servicenow=ServiceNowSettings(
            base_url=instance.url,
            secrets=(SecretStr(servicenow.SECRET),),
            account=servicenow.ACCOUNT,
            approvers=(servicenow.AGENT,),
            client_id=servicenow.CLIENT,
            client_secret=SecretStr(servicenow.CLIENT_SECRET),
        ),
        slack=SlackSettings(secrets=(SecretStr(SLACK_SECRET),), hosts=(hosts[1],)),
    )
    return Tools(site, desk, instance, settings)


@pytest.fixture
def base(tmp_path: Path, tools: Tools) -> Iterator[KnowledgeBase]:
    settings = Settings(
        home=tmp_path / "home",
        embedder="hashing",
        requests_per_minute=0,
        tickets=tools.settings,
    )
    folder = tmp_path / "documents"
    folder.mkdir()
    with open_knowledge_base(settings) as opened, opened.writing("test"):
        for name, text, audience in (
            ("trust.md", PUBLIC_PAGE, Audience.PUBLIC),
            ("network.md", INTERNAL_PAGE, Audience.INTERNAL),
        ):
            (folder / name).write_text(text, encoding="utf-8")
            report = Loader(opened, Options(Collection.POLICY, audience)).load([folder / name])
            assert not report.failures
        yield opened


@pytest.fixture
def app(base: KnowledgeBase) -> FastAPI:
    keys = {
        KEY: Caller("local", Audience.INTERNAL),
        OTHER_KEY: Caller("crm", Audience.PUBLIC, Role.CONTRIBUTOR),
        READER_KEY: Caller("reader", Audience.INTERNAL, Role.READER),
    }
    return create_app(base, Keys(keys))


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    return TestClient(app, headers={"Authorization": f"Bearer {KEY}"})


@pytest.fixture
def crm(app: FastAPI) -> TestClient:
    return TestClient(app, headers={"Authorization": f"Bearer {OTHER_KEY}"})


@pytest.fixture
def hooks(app: FastAPI) -> TestClient:
    """Somebody without a key."""
    return TestClient(app)


#: Jobs of tickets that are not over.
_LEFT = sa.select(jobs_table.c.id).where(
    jobs_table.c.kind == KIND, jobs_table.c.state.in_(["queued", "running"])
)


def core_of(app: FastAPI) -> Core:
    core: Core = app.state.core
    return core


def drain(core: Core, *, seconds: float = 20.0) -> int:
    """Do the jobs of tickets until none is left, those that are due a little later too."""
    runner = Runner(core, HANDLERS)
    until, done = time.monotonic() + seconds, 0
    while True:
        with core.base.records.write() as connection:
            job = job_leases.claim(connection, runner.name, [KIND], runner.lease)
            left = connection.execute(_LEFT).first() is not None
        if job is None:
            if not left:
                return done
            assert time.monotonic() < until, "jobs are left"
            time.sleep(0.005)
            continue
        runner.run(job)
        done += 1


def send(
    hooks: TestClient, tool: str, signed: tuple[bytes, dict[str, str]]
) -> tuple[int, dict[str, Any]]:
    """A webhook, as it is received."""
    body, headers = signed
    response = hooks.post(f"/v1/tickets/{tool}", content=body, headers=headers)
    return response.status_code, json.loads(response.content)
