"""People's tokens: checked against the keys their OpenID Connect provider publishes.

Sources: RFC 7519 (JWT), RFC 8725 (what to check of one), OpenID Connect Discovery 1.0.
"""

import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import structlog

from api.service.roles import Role
from kb.errors import SettingsError
from kb.settings import Settings

if TYPE_CHECKING:
    from joserfc.jwk import KeySet

#: Signatures with a key pair alone: a shared secret, or none at all, is refused.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
#: Clocks may differ by this much, in seconds.
LEEWAY = 60
#: Keys are fetched again after an hour; for a key nobody knows, at most every half minute.
_KEPT_SECONDS, _LEAST_SECONDS = 3_600.0, 30.0
_FETCH_SECONDS = 5.0
_LONGEST_TOKEN, _LARGEST_ANSWER = 16_000, 1_000_000
#: Shortest RSA key, RFC 7518, section 3.3.
_LEAST_BITS = 2_048
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
log = structlog.get_logger()


class TokenError(Exception):
    """A token that is not accepted; the text says why and holds nothing of the token."""


class ProviderError(Exception):
    """The provider's keys cannot be had, so nobody's token can be checked."""


@dataclass(frozen=True, slots=True)
class Claims:
    """Who a checked token is about; ``email`` only when the provider has checked it."""

    subject: str
    email: str
    name: str
    role: Role | None
    expires: int


@dataclass
class Provider:
    """One provider and the keys it publishes, fetched when needed."""

    issuer: str
    client_id: str
    role_claim: str = ""
    roles: Mapping[str, Role] = field(default_factory=dict)
    clock: Callable[[], float] = time.monotonic
    _keys: "KeySet | None" = None
    _fetched: float = 0.0
    _tried: float | None = None
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def check(self, token: str) -> Claims:
        """What ``token`` says, once it is known to be true.

        Raises ``TokenError`` for a token that is not accepted, ``ProviderError`` when that cannot
        be found out now.
        """
        from joserfc import jwt
        from joserfc.errors import JoseError

        if len(token) > _LONGEST_TOKEN:
            raise TokenError("it is too long")
        try:
            found = jwt.decode(token, lambda guest: self._key(guest.headers()), [*ALGORITHMS])
            jwt.JWTClaimsRegistry(
                leeway=LEEWAY,
                iss={"essential": True, "value": self.issuer},
                aud={"essential": True, "value": self.client_id},
                exp={"essential": True},
                sub={"essential": True},
            ).validate(found.claims)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise TokenError(_reason(error)) from error
        return self._claims(found.claims)

    def _claims(self, claims: Mapping[str, Any]) -> Claims:
        subject = claims["sub"]
        if not isinstance(subject, str) or not 0 < len(subject) <= 255:
            raise TokenError("its subject is not a name")
        checked = claims.get("email_verified") is True
        email = str(claims.get("email", "")).casefold() if checked else ""
        return Claims(
            subject,
            email if email.isprintable() and " " not in email else "",
            "".join(c for c in str(claims.get("name", ""))[:200] if c.isprintable()),
            self._role(claims),
            int(claims["exp"]),
        )

    def _role(self, claims: Mapping[str, Any]) -> Role | None:
        if not self.role_claim:
            return None
        # A claim may be an address with dots itself, so the whole name is tried first.
        held: Any = claims.get(self.role_claim)
        if held is None:
            held = claims
            for part in self.role_claim.split("."):
                held = held.get(part) if isinstance(held, Mapping) else None
        values = [held] if isinstance(held, str) else held if isinstance(held, list) else []
        found = [self.roles[v] for v in values if isinstance(v, str) and v in self.roles]
        return max(found, key=lambda role: role.level, default=None)

    def _key(self, header: Mapping[str, Any]) -> Any:
        """The key that a token's header names. Runs inside ``jwt.decode``."""
        kid = header.get("kid")
        keys = self._fresh(lambda known: _named(known, kid) is None)
        key = _named(keys, kid)
        if key is None:
            raise TokenError("it was signed with a key that its issuer does not publish")
        return key

    def _fresh(self, lacks: Callable[["KeySet"], bool]) -> "KeySet":
        with self._turn:
            at, known = self.clock(), self._keys
            old = known is None or at - self._fetched > _KEPT_SECONDS or lacks(known)
            if old and (self._tried is None or at - self._tried >= _LEAST_SECONDS):
                self._tried = at
                try:
                    self._keys, self._fetched = self._fetch(), at
                except ProviderError as error:
                    # Keys that were good a while ago are better than letting nobody in.
                    log.error("the keys of the sign-in provider cannot be read", problem=str(error))
            if self._keys is None:
                raise ProviderError(
                    f"the sign-in provider {self.issuer} cannot be reached; try again soon, or "
                    "use a key"
                )
            return self._keys

    def _fetch(self) -> "KeySet":
        from joserfc.errors import JoseError
        from joserfc.jwk import ECKey, Key, KeySet, RSAKey

        address = self.issuer.rstrip("/") + "/.well-known/openid-configuration"
        about = _get_json(address)
        if about.get("issuer") != self.issuer:
            raise ProviderError(f"{address} speaks for another issuer")
        published = _get_json(str(about.get("jwks_uri", ""))).get("keys")
        keys: list[Key] = []
        for data in published if isinstance(published, list) else []:
            if not isinstance(data, dict) or data.get("use", "sig") != "sig":
                continue
            kind = data.get("kty")
            if kind in ("RSA", "EC"):
                try:
                    key = RSAKey.import_key(data) if kind == "RSA" else ECKey.import_key(data)
                    if isinstance(key, RSAKey) and key.raw_value.key_size < _LEAST_BITS:
                        raise ValueError("too short")
                    keys.append(key)
                except (JoseError, ValueError, TypeError, KeyError) as error:
                    log.warning("a published key cannot be used", problem=type(error).__name__)
        if not keys:
            raise ProviderError(f"{address} leads to no key that can be used")
        return KeySet(keys)


def _named(keys: "KeySet", kid: Any) -> Any:
    """The key ``kid``; without a name, the only key there is."""
    held = list(keys)
    if kid is None:
        return held[0] if len(held) == 1 else None
    return next((key for key in held if key.kid == kid), None)


def _get_json(address: str) -> dict[str, Any]:
    """A JSON object from the provider: over TLS, no redirects, at most a megabyte."""
    import httpx

    parts = urlsplit(address)
    if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
        raise ProviderError(f"{address or 'the address of its keys'} is not an https address")
    try:
        with (
            httpx.Client(timeout=_FETCH_SECONDS, follow_redirects=False) as client,
            client.stream("GET", address) as response,
        ):
            response.raise_for_status()
            text = b""
            for piece in response.iter_bytes():
                text += piece
                if len(text) > _LARGEST_ANSWER:
                    raise ProviderError(f"{address} answers with more than a megabyte")
        found = json.loads(text)
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise ProviderError(f"{address}: {type(error).__name__}") from error
    if not isinstance(found, dict):
        raise ProviderError(f"{address} answers with something else")
    return found


def _reason(error: Exception) -> str:
    """Why a token is refused, in words that hold nothing of it."""
    kind = type(error).__name__
    claim = getattr(error, "claim", "")
    return {
        "ExpiredTokenError": "it is past its end; sign in again",
        "BadSignatureError": "its signature is wrong",
        "UnsupportedAlgorithmError": "its algorithm is not allowed",
        "MissingClaimError": f"it has no {claim!r}",
        "InvalidClaimError": f"its {claim!r} is not what this service expects",
    }.get(kind, "it is not a token this service can read")


def provider_of(settings: Settings) -> Provider | None:
    """The provider that the settings name. Raises ``SettingsError`` when they do so in part."""
    if settings.oidc_issuer is None:
        return None
    if not settings.oidc_client_id:
        raise SettingsError("VOUCH_OIDC_ISSUER needs VOUCH_OIDC_CLIENT_ID beside it")
    parts = urlsplit(settings.oidc_issuer)
    if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
        raise SettingsError("VOUCH_OIDC_ISSUER must be an https address")
    roles = {}
    for pair in filter(None, (p.strip() for p in settings.oidc_roles.split(","))):
        value, _, role = pair.partition("=")
        try:
            roles[value.strip()] = Role(role.strip())
        except ValueError as error:
            raise SettingsError(f"VOUCH_OIDC_ROLES: there is no role {role.strip()!r}") from error
    return Provider(settings.oidc_issuer, settings.oidc_client_id, settings.oidc_role_claim, roles)
