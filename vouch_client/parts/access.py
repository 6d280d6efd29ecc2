"""``client.keys`` and ``client.people``: who may come in, for admins."""

from dataclasses import dataclass
from typing import Any

from vouch_client.models import Key, KeyPage, PeoplePage, Person
from vouch_client.transport import Transport


@dataclass(frozen=True)
class Keys:
    """The keys that open the service."""

    _transport: Transport

    def list(self, *, limit: int = 100, offset: int = 0) -> KeyPage:
        """A page of the keys."""
        params = {"limit": limit, "offset": offset}
        return KeyPage.model_validate(self._transport.json("GET", "/v1/keys", params=params))

    def make(self, name: str, **facts: Any) -> Key:
        """Make a key (role, audience, scopes, days); its ``token`` is shown this once."""
        found = self._transport.json("POST", "/v1/keys", body={"name": name, **facts})
        return Key.model_validate(found)

    def revoke(self, identity: str) -> None:
        """End a key."""
        self._transport.json("DELETE", f"/v1/keys/{identity}")


@dataclass(frozen=True)
class People:
    """Who signed in."""

    _transport: Transport

    def list(self, *, limit: int = 100, offset: int = 0) -> PeoplePage:
        """A page of the people."""
        params = {"limit": limit, "offset": offset}
        return PeoplePage.model_validate(self._transport.json("GET", "/v1/people", params=params))

    def change(self, identity: str, **changes: Any) -> Person:
        """Change a person's role or audience, or keep them out (blocked)."""
        found = self._transport.json("PATCH", f"/v1/people/{identity}", body=changes)
        return Person.model_validate(found)
