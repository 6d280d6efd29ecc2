"""Callers of several kinds over one service."""

from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.service.app import create_app
from api.service.keys import Caller, Keys
from api.service.roles import Role
from kb.knowledge_base import KnowledgeBase
from kb.values import Audience

PEOPLE = {
    "ann": Caller("ann", Audience.INTERNAL, Role.READER),
    "bob": Caller("bob", Audience.INTERNAL, Role.READER),
    "eve": Caller("eve", Audience.PUBLIC, Role.READER),
    "rae": Caller("rae", Audience.INTERNAL, Role.REVIEWER),
    "pam": Caller("pam", Audience.PUBLIC, Role.REVIEWER),
}


def people_app(base: KnowledgeBase, **changed: Caller) -> FastAPI:
    """A service for ``PEOPLE``, some of them changed."""
    held = PEOPLE | changed
    return create_app(base, Keys({f"key-of-{name}-in-this-test": c for name, c in held.items()}))


def client_of(app: FastAPI, name: str) -> TestClient:
    """What ``name`` calls the service with."""
    return TestClient(app, headers={"X-API-Key": f"key-of-{name}-in-this-test"})
