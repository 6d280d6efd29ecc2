"""Who asks, and what they may do."""

from vouch_client.models.base import Page, Shape

ROLES = ("reader", "contributor", "reviewer", "admin")


class Me(Shape):
    """The caller, as the service knows them."""

    name: str
    actor: str = ""
    kind: str = "service"
    role: str
    audience: str
    scopes: tuple[str, ...] = ()
    expires_at: str | None = None

    def may(self, role: str, scope: str = "") -> bool:
        """Whether this caller has at least ``role`` and, where their key is narrowed, ``scope``."""
        if self.role not in ROLES or ROLES.index(self.role) < ROLES.index(role):
            return False
        return not self.scopes or not scope or scope in self.scopes


class Key(Shape):
    """An API key; ``token`` is there once, when it was just made."""

    id: str
    name: str
    role: str
    audience: str
    scopes: tuple[str, ...] = ()
    live: bool = True
    created_at: str = ""
    created_by: str = ""
    expires_at: str | None = None
    revoked_at: str | None = None
    used_at: str | None = None
    token: str | None = None


class KeyPage(Page):
    """A page of the keys."""

    keys: list[Key]


class Person(Shape):
    """A person who signed in at least once."""

    id: str
    handle: str
    email: str = ""
    name: str = ""
    role: str
    audience: str
    created_at: str = ""
    seen_at: str = ""
    blocked_at: str | None = None


class PeoplePage(Page):
    """A page of the people."""

    people: list[Person]


class Ready(Shape):
    """What is warm in the service: the first question waits for what is not."""

    status: str
    model: bool = False
    indexes: bool = False
    passages: int = 0
    problem: str | None = None
