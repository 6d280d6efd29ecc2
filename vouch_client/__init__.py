"""Vouch's Python client: typed calls over HTTP, by httpx and pydantic alone."""

from vouch_client.client import ADDRESS, Client
from vouch_client.errors import (
    BusyError,
    ConflictError,
    ForbiddenError,
    InvalidError,
    KeyNeededError,
    NotFoundError,
    ServiceError,
    SlowError,
    UnreachableError,
    VouchClientError,
)
from vouch_client.events import Event

__all__ = [
    "ADDRESS",
    "BusyError",
    "Client",
    "ConflictError",
    "Event",
    "ForbiddenError",
    "InvalidError",
    "KeyNeededError",
    "NotFoundError",
    "ServiceError",
    "SlowError",
    "UnreachableError",
    "VouchClientError",
]
