"""Roles and audiences as an admin chooses them."""

from ui import words
from vouch_client.models import Me

LEVELS = ("public", "nda", "internal")
ROLE_HELP = (
    "Reader: asks and reads. Contributor: also loads documents and drafts answers. Reviewer: also "
    "approves answers. Admin: also keys, people and this page."
)
AUDIENCE_HELP = (
    "The most that can be seen. Public: what anybody may read. Under NDA: also what partners may "
    "read. Internal: everything."
)


def levels(me: Me) -> list[str]:
    """The audiences that an admin may give others: at most their own."""
    top = LEVELS.index(me.audience) if me.audience in LEVELS else 0
    return list(LEVELS[: top + 1])


def role(name: str) -> str:
    """A role in words."""
    return words.ROLE.get(name, name)


def audience(name: str) -> str:
    """An audience in words."""
    return words.AUDIENCE.get(name, name)
