"""Clients of every role, and doing the jobs that are queued without waiting for a thread."""

from datetime import timedelta

from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.service.app import create_app
from api.service.core import Core
from api.service.keys import Caller, Keys
from api.service.roles import Role
from kb.knowledge_base import KnowledgeBase
from kb.records import job_leases
from kb.values import Audience

PEOPLE = {
    "reader": Caller("rea", Audience.INTERNAL, Role.READER),
    "contributor": Caller("con", Audience.INTERNAL, Role.CONTRIBUTOR),
    "reviewer": Caller("rev", Audience.INTERNAL, Role.REVIEWER),
    "other": Caller("oth", Audience.INTERNAL, Role.REVIEWER),
    "public": Caller("pub", Audience.PUBLIC, Role.REVIEWER),
}


def app_for_all(base: KnowledgeBase) -> FastAPI:
    """The service with a key for each of ``PEOPLE``."""
    return create_app(base, Keys({_key(name): caller for name, caller in PEOPLE.items()}))


def client_of(app: FastAPI, name: str) -> TestClient:
    """The client of one of ``PEOPLE``."""
    return TestClient(app, headers={"X-API-Key": _key(name)})


def work(app: FastAPI) -> int:
    """Do every job that is queued, here and now; returns how many there were."""
    core: Core = app.state.core
    count = 0
    while True:
        with core.base.records.write() as connection:
            kinds = core.jobs.handlers
            job = job_leases.claim(connection, core.jobs.name, kinds, timedelta(minutes=1))
        if job is None:
            return count
        core.jobs.run(job)
        count += 1


def _key(name: str) -> str:
    return f"the-{name}-key-of-this-test"
