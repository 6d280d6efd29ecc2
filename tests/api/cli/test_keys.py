"""``vouch keys``: the key is printed once, and is what a service takes."""

import re

import pytest

from api.service.created_keys import caller_of
from api.service.keys import Caller
from kb.records import open_records
from kb.settings import load_settings
from tests.api.cli.conftest import Vouch


def caller(token: str) -> Caller | None:
    records = open_records(load_settings().records_url)
    try:
        return caller_of(records, token)
    finally:
        records.close()


def test_a_key_is_printed_once_and_alone(vouch: Vouch) -> None:
    done = vouch("keys", "create", "helpdesk", "--role", "contributor", "--audience", "nda")

    token = done.out.strip()
    assert re.fullmatch(r"vouch_[0-9a-f]{16}_[A-Za-z0-9_-]{43}", token)
    assert "not shown again" in done.err
    found = caller(token)
    assert found is not None
    assert (found.name, found.role.value, found.audience.value) == (
        "helpdesk",
        "contributor",
        "nda",
    )
    assert token not in vouch("keys", "list").out
    assert token not in vouch("keys", "list", "--json").out


def test_what_is_left_out_is_the_least(vouch: Vouch) -> None:
    made = vouch("keys", "create", "site", "--json").json

    assert (made["role"], made["audience"], made["scopes"]) == ("reader", "public", [])
    assert made["expires_at"] > made["created_at"]
    assert caller(made["token"]) is not None


def test_scopes_may_be_repeated(vouch: Vouch) -> None:
    made = vouch("keys", "create", "bot", "--scope", "ask", "--scope", "search", "--json").json

    assert made["scopes"] == ["ask", "search"]


def test_a_revoked_key_opens_nothing(vouch: Vouch) -> None:
    made = vouch("keys", "create", "site", "--json").json
    done = vouch("keys", "revoke", made["id"])

    assert done.code == 0
    assert caller(made["token"]) is None
    listed = vouch("keys", "list").out
    assert made["id"] in listed
    assert "revoked" in listed


@pytest.mark.parametrize(
    ("expires", "ends"), [("never", None), ("30d", "20"), ("2030-01-31", "2030-01-31")]
)
def test_a_key_ends_when_it_is_told(vouch: Vouch, expires: str, ends: str | None) -> None:
    made = vouch("keys", "create", "site", "--expires", expires, "--json").json

    if ends is None:
        assert made["expires_at"] is None
    else:
        assert made["expires_at"].startswith(ends)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("create", "site", "--expires", "soon"), "say 90d"),
        (("create", "site", "--expires", "0d"), "1 to 3,650"),
        (("create", "site", "--expires", "2001-01-01"), "1 to 3,650"),
        (("create", "local"), "cannot be named"),
        (("create", "a b"), "cannot be named"),
        (("create", "site", "--scope", "all"), "there is no scope"),
        (("revoke", "nothing"), "there is no key"),
    ],
)
def test_wrong_use_is_said(vouch: Vouch, arguments: tuple[str, ...], says: str) -> None:
    done = vouch("keys", *arguments)

    assert done.code == 2
    assert says in done.err
