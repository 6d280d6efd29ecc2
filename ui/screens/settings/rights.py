"""Roles and audiences as an admin chooses them."""

from ui import words

ROLE_HELP = (
    "Reader: asks and reads. Contributor: also loads documents and drafts answers. Reviewer: also "
    "approves answers. Admin: also keys, people and this page."
)
AUDIENCE_HELP = (
    "The most that can be seen. Public: what anybody may read. Under NDA: also what partners may "
    "read. Internal: everything that is for no group; groups add what is for them alone."
)


def role(name: str) -> str:
    """A role in words."""
    return words.ROLE.get(name, name)
