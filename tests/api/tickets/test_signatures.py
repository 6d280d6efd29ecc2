"""Signatures: the senders' published vectors pass, and whatever was changed is refused."""

import base64
import hashlib
import hmac
import time
from collections.abc import Callable

import pytest
from starlette.datastructures import Headers

from api.tickets.signatures import (
    SignatureError,
    check_bearer,
    check_jira,
    check_slack,
    check_standard,
    check_zendesk,
    sign_standard,
)
from tests.stubs import jira, servicenow, zendesk

NOW = 1_764_000_000.0
STAMP = "2025-11-24T16:00:00Z"  # NOW as Zendesk writes it


def headers(given: dict[str, str], *more: tuple[str, str]) -> Headers:
    raw = [*given.items(), *more]
    return Headers(raw=[(k.lower().encode(), v.encode("latin-1")) for k, v in raw])


def test_jira_vector_of_the_documentation() -> None:
    given = headers(
        {
            "X-Hub-Signature": "sha256="
            "a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9",
            "X-Atlassian-Webhook-Identifier": "d1",
        }
    )

    assert check_jira(given, b"Hello World!", ["It's a Secret to Everybody"]) == "d1"


def test_slack_vector_of_the_documentation() -> None:
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow"
        b"&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner"
        b"&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands"
        b"%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015."
        b"47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    given = headers(
        {
            "X-Slack-Signature": "v0="
            "a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
            "X-Slack-Request-Timestamp": "1531420618",
        }
    )

    check_slack(given, body, ["8f742231b10e8888abcd99yyyzzz85a5"], 1_531_420_620.0)


def test_standard_webhooks_vector_of_the_reference_libraries() -> None:
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    body = b'{"test": 2432232314}'
    signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    told = {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": signature,
    }

    assert sign_standard(told["webhook-id"], 1_614_265_330.9, body, [secret]) == told
    assert check_standard(headers(told), body, [secret], 1_614_265_330.0) == told["webhook-id"]


def test_zendesk_signs_timestamp_then_body_with_nothing_between() -> None:
    body, told = zendesk.signed({"id": "e"}, at=STAMP)

    check_zendesk(headers(told), body, [zendesk.SECRET], NOW)
    # "2025…Z" + '{"id"…' and "2025…Z{" + '"id"…' would be signed alike: the stamp must be one.
    moved = headers({**told, "X-Zendesk-Webhook-Signature-Timestamp": STAMP + "{"})
    with pytest.raises(SignatureError):
        check_zendesk(moved, body[1:], [zendesk.SECRET], NOW)


def test_zendesk_empty_body_that_is_signed_is_taken() -> None:
    digest = hmac.new(zendesk.SECRET.encode(), STAMP.encode(), hashlib.sha256).digest()
    told = {
        "X-Zendesk-Webhook-Signature": base64.b64encode(digest).decode(),
        "X-Zendesk-Webhook-Signature-Timestamp": STAMP,
    }

    check_zendesk(headers(told), b"", [zendesk.SECRET], NOW)


Check = Callable[[Headers, bytes, list[str]], object]
SENDERS: dict[str, tuple[Callable[[], tuple[bytes, dict[str, str]]], Check, str, str]] = {
    "jira": (
        lambda: jira.signed({"a": 1, "b": "ä"}, "d1"),
        check_jira,
        jira.SECRET,
        "X-Hub-Signature",
    ),
    "zendesk": (
        lambda: zendesk.signed({"id": "e1", "b": 1}, at=STAMP),
        lambda h, b, s: check_zendesk(h, b, s, NOW),
        zendesk.SECRET,
        "X-Zendesk-Webhook-Signature",
    ),
    "servicenow": (
        lambda: servicenow.signed({"a": 1, "b": 2}, "d1", at=int(NOW)),
        lambda h, b, s: check_standard(h, b, s, NOW),
        servicenow.SECRET,
        "webhook-signature",
    ),
}
OTHER = "whsec_" + base64.b64encode(b"another-secret-of-24-byte").decode()


@pytest.mark.parametrize("sender", SENDERS)
def test_either_of_two_live_secrets_will_do(sender: str) -> None:
    make, check, secret, _ = SENDERS[sender]
    body, told = make()

    check(headers(told), body, [OTHER, secret])
    check(headers(told), body, [secret, OTHER])
    with pytest.raises(SignatureError):
        check(headers(told), body, [])


def _swapped(value: str) -> str:
    """The signature in the other case: not what was sent, though some would take it."""
    return value.swapcase()


TAMPERS = {
    "body byte": lambda b, t, n: (b[:-1] + b"\x00", t, ()),
    "signature case": lambda b, t, n: (b, {**t, n: _swapped(t[n])}, ()),
    "empty body": lambda b, t, n: (b"", t, ()),
    "no signature": lambda b, t, n: (b, {k: v for k, v in t.items() if k != n}, ()),
    "empty signature": lambda b, t, n: (b, {**t, n: ""}, ()),
    "duplicate header": lambda b, t, n: (b, t, ((n, t[n]),)),
    "second header first": lambda b, t, n: (b, t, ((n, "x"),)),
    "written anew": lambda b, t, n: (b.replace(b": ", b":"), t, ()),
    "cut signature": lambda b, t, n: (b, {**t, n: t[n][:-4]}, ()),
    "no ascii": lambda b, t, n: (b, {**t, n: t[n][:-1] + "é"}, ()),
    "no id or time": lambda b, t, n: (b, {n: t[n]}, ()),
}


@pytest.mark.parametrize("tamper", TAMPERS)
@pytest.mark.parametrize("sender", SENDERS)
def test_a_tampered_request_is_refused(sender: str, tamper: str) -> None:
    make, check, secret, name = SENDERS[sender]
    body, told = make()
    changed, given, more = TAMPERS[tamper](body, told, name)

    with pytest.raises(SignatureError):
        check(headers(given, *more), changed, [secret])


@pytest.mark.parametrize("sender", SENDERS)
def test_another_secret_is_refused(sender: str) -> None:
    make, check, _, _ = SENDERS[sender]
    body, told = make()

    with pytest.raises(SignatureError):
        check(headers(told), body, [OTHER])


@pytest.mark.parametrize("off", [-301, 301, 86_400])
def test_an_old_or_future_request_is_refused(off: int) -> None:
    body, told = servicenow.signed({"a": 1}, "d1", at=int(NOW) + off)
    with pytest.raises(SignatureError, match="old"):
        check_standard(headers(told), body, [servicenow.SECRET], NOW)
    stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(NOW + off))
    body, told = zendesk.signed({"id": "e"}, at=stamp)
    with pytest.raises(SignatureError, match="old"):
        check_zendesk(headers(told), body, [zendesk.SECRET], NOW)


def test_one_of_several_signatures_of_standard_webhooks_will_do() -> None:
    body, told = servicenow.signed({"a": 1}, "d1", at=int(NOW))
    told["webhook-signature"] = "v1a,xx v1,AAAA " + told["webhook-signature"]

    assert check_standard(headers(told), body, [servicenow.SECRET], NOW) == "d1"


def test_what_we_send_holds_every_live_secret() -> None:
    sent = sign_standard("m1", NOW, b"{}", [servicenow.SECRET, OTHER])

    for secret in (servicenow.SECRET, OTHER):
        assert check_standard(headers(sent), b"{}", [secret], NOW) == "m1"


def test_a_bearer_token_needs_an_id_and_a_time() -> None:
    told = {
        "Authorization": "Bearer a-token-of-24-characters",
        "webhook-id": "d1",
        "webhook-timestamp": str(int(NOW)),
    }
    tokens = ["a-token-of-24-characters"]

    assert check_bearer(headers(told), tokens, NOW) == "d1"
    for name, value in (("Authorization", "Bearer x"), ("Authorization", "Basic x"),
                        ("webhook-timestamp", "1"), ("webhook-id", "a b")):  # fmt: skip
        with pytest.raises(SignatureError):
            check_bearer(headers({**told, name: value}), tokens, NOW)
