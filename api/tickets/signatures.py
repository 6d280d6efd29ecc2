"""Signatures of webhooks, checked over the bytes as they came.

Sources: Jira Cloud "Secure admin webhooks" (WebSub ``X-Hub-Signature``), Zendesk "Verifying
webhooks", Slack "Verifying requests" (``v0``), and Standard Webhooks 1.0, which is also how Vouch
signs what it sends. Every secret is tried, whether or not one fitted, and every comparison takes
the same time; a header that stands there twice is refused.
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Sequence
from datetime import datetime

from starlette.datastructures import Headers

#: How far the sender's clock may be off, in seconds.
WINDOW = 300
_HEX = re.compile(r"sha256=[0-9a-f]{64}")
_ID = re.compile(r"[\x21-\x7e]{1,200}")


class SignatureError(Exception):
    """A request that does not prove where it comes from; the text says what was missing."""


def single(headers: Headers, name: str) -> str:
    """The one value of a header; ``SignatureError`` for none or several."""
    values = headers.getlist(name)
    if len(values) != 1 or not values[0]:
        raise SignatureError(f"{name} must be there once")
    return values[0]


def check_jira(headers: Headers, body: bytes, secrets: Sequence[str]) -> str:
    """The delivery's id. Jira signs no time, so a replay is known by what it tells of."""
    given = single(headers, "X-Hub-Signature")
    identity = _identity(single(headers, "X-Atlassian-Webhook-Identifier"))
    if _HEX.fullmatch(given) is None:
        raise SignatureError("X-Hub-Signature is not sha256=<hex>")
    made = [
        "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        for secret in secrets
    ]
    _compare([given], made)
    return identity


def check_zendesk(headers: Headers, body: bytes, secrets: Sequence[str], at: float) -> None:
    """Zendesk signs timestamp and body with nothing between; the event's id is in the body."""
    given = single(headers, "X-Zendesk-Webhook-Signature")
    told = single(headers, "X-Zendesk-Webhook-Signature-Timestamp")
    _compare([given], [_base64(secret.encode(), told.encode() + body) for secret in secrets])
    try:
        sent = datetime.fromisoformat(told)
    except ValueError as error:
        raise SignatureError("the timestamp is not one") from error
    if sent.tzinfo is None:
        raise SignatureError("the timestamp has no zone")
    _in_time(sent.timestamp(), at)


def check_standard(headers: Headers, body: bytes, secrets: Sequence[str], at: float) -> str:
    """The message's id. See https://www.standardwebhooks.com."""
    identity = _identity(single(headers, "webhook-id"))
    told = single(headers, "webhook-timestamp")
    given = single(headers, "webhook-signature").split(" ")
    if not re.fullmatch(r"\d{1,12}", told, re.ASCII) or len(given) > 10:
        raise SignatureError("the headers are not those of Standard Webhooks")
    _compare(given, [_standard(secret, identity, told, body) for secret in secrets])
    _in_time(float(told), at)
    return identity


def check_bearer(headers: Headers, tokens: Sequence[str], at: float) -> str:
    """The message's id, for a sender that signs nothing but has a token; sent over TLS only."""
    scheme, _, token = single(headers, "Authorization").partition(" ")
    _compare([token if scheme == "Bearer" else ""], tokens)
    told = single(headers, "webhook-timestamp")
    if not re.fullmatch(r"\d{1,12}", told, re.ASCII):
        raise SignatureError("webhook-timestamp is not one")
    _in_time(float(told), at)
    return _identity(single(headers, "webhook-id"))


def check_slack(headers: Headers, body: bytes, secrets: Sequence[str], at: float) -> None:
    """Slack's ``v0``."""
    given = single(headers, "X-Slack-Signature")
    told = single(headers, "X-Slack-Request-Timestamp")
    if not re.fullmatch(r"\d{1,12}", told, re.ASCII):
        raise SignatureError("the timestamp is not one")
    base = b"v0:" + told.encode() + b":" + body
    made = [
        "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest() for secret in secrets
    ]
    _compare([given], made)
    _in_time(float(told), at)


def sign_standard(identity: str, at: float, body: bytes, secrets: Sequence[str]) -> dict[str, str]:
    """The headers that prove a message of ours, signed with every live secret."""
    told = str(int(at))
    signatures = [_standard(secret, identity, told, body) for secret in secrets]
    return {
        "webhook-id": identity,
        "webhook-timestamp": told,
        "webhook-signature": " ".join(signatures),
    }


def _standard(secret: str, identity: str, told: str, body: bytes) -> str:
    return "v1," + _base64(_key(secret), f"{identity}.{told}.".encode() + body)


def _key(secret: str) -> bytes:
    """The key of a ``whsec_…`` secret; any other secret is the key itself."""
    if not secret.startswith("whsec_"):
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except binascii.Error as error:
        raise SignatureError("a secret behind whsec_ is not base64") from error


def _base64(key: bytes, text: bytes) -> str:
    return base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()


def _compare(given: Sequence[str], made: Sequence[str]) -> None:
    fits = False
    for one in given:
        for other in made:
            fits |= hmac.compare_digest(one.encode("utf-8", "replace"), other.encode())
    if not fits:
        raise SignatureError("the signature does not fit")


def _identity(text: str) -> str:
    if _ID.fullmatch(text) is None:
        raise SignatureError("the delivery's id is not one")
    return text


def _in_time(sent: float, at: float) -> None:
    if abs(at - sent) > WINDOW:
        raise SignatureError(f"the request is more than {WINDOW} seconds old, or a clock is wrong")
