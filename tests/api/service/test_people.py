"""People who sign in with an OpenID Connect provider: whose tokens count, and what they may do."""

import base64
import hashlib
import hmac
import json
import time
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from joserfc.jwk import ECKey, RSAKey

from api.service.app import create_app
from api.service.keys import Caller, Keys
from api.service.oidc import Provider, ProviderError, TokenError, provider_of
from api.service.roles import Role
from kb.errors import SettingsError
from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from kb.values import Audience
from tests.api.service.conftest import KEY
from tests.stubs.issuer import Issuer


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with Issuer().running() as running:
        yield running


@pytest.fixture
def app(base: KnowledgeBase, issuer: Issuer) -> FastAPI:
    base.settings = base.settings.model_copy(
        update={
            "oidc_issuer": issuer.url,
            "oidc_client_id": "vouch",
            "oidc_role_claim": "realm_access.roles",
            "oidc_roles": "writers=contributor, chiefs=admin",
        }
    )
    return create_app(base, Keys({KEY: Caller("local", Audience.INTERNAL)}))


@pytest.fixture
def ask(app: FastAPI) -> Callable[[str], Any]:
    client = TestClient(app)

    def me(token: str) -> Any:
        return client.get("/v1/me", headers={"Authorization": f"Bearer {token}"})

    return me


def test_a_first_sign_in_gives_the_least(ask: Callable[[str], Any], issuer: Issuer) -> None:
    me = ask(issuer.token()).json()
    assert (me["name"], me["kind"]) == ("jane@example.com", "person")
    assert (me["role"], me["audience"]) == ("reader", "public")
    assert me["actor"] == "person:jane@example.com"


def test_the_keys_are_fetched_once(ask: Callable[[str], Any], issuer: Issuer) -> None:
    for _ in range(3):
        assert ask(issuer.token()).status_code == 200
    assert len(issuer.asked) == 2


def test_an_admin_changes_what_a_person_may_do(
    ask: Callable[[str], Any], issuer: Issuer, client: TestClient
) -> None:
    ask(issuer.token())
    person = client.get("/v1/people").json()["people"][0]
    changed = client.patch(
        f"/v1/people/{person['id']}", json={"role": "reviewer", "audience": "nda"}
    )
    assert changed.status_code == 200
    me = ask(issuer.token()).json()
    assert (me["role"], me["audience"]) == ("reviewer", "nda")
    client.patch(f"/v1/people/{person['id']}", json={"blocked": True})
    blocked = ask(issuer.token())
    assert blocked.status_code == 401
    assert "blocked" in blocked.json()["detail"]
    client.patch(f"/v1/people/{person['id']}", json={"blocked": False})
    assert ask(issuer.token()).status_code == 200
    assert client.get(f"/v1/people/{person['id']}").json()["role"] == "reviewer"


def test_an_admin_gives_no_sight_above_their_own(
    ask: Callable[[str], Any], issuer: Issuer, client: TestClient, app: FastAPI
) -> None:
    ask(issuer.token(realm_access={"roles": ["chiefs"]}))
    person = client.get("/v1/people").json()["people"][0]
    token = issuer.token(realm_access={"roles": ["chiefs"]})
    chief = TestClient(app, headers={"Authorization": f"Bearer {token}"})
    address = f"/v1/people/{person['id']}"
    assert chief.patch(address, json={"audience": "internal"}).status_code == 403
    assert chief.patch(address, json={"audience": "public"}).status_code == 200


def test_the_provider_says_the_role(ask: Callable[[str], Any], issuer: Issuer) -> None:
    def role(*roles: str) -> str:
        return str(ask(issuer.token(realm_access={"roles": [*roles]})).json()["role"])

    assert role("writers") == "contributor"
    assert role("writers", "chiefs", "cooks") == "admin"
    assert role("cooks") == "admin"  # nothing said: what the row has
    assert role("writers") == "contributor"


def test_two_people_with_one_address_are_two(ask: Callable[[str], Any], issuer: Issuer) -> None:
    first = ask(issuer.token()).json()["actor"]
    second = ask(issuer.token(sub="jane-2")).json()["actor"]
    assert first != second
    assert second.startswith("person:jane@example.com#")


def test_an_address_nobody_checked_names_nobody(ask: Callable[[str], Any], issuer: Issuer) -> None:
    me = ask(issuer.token(email="boss@example.com", email_verified=False)).json()
    assert "boss" not in me["actor"]


def unsigned(token: str, alg: str = "none") -> str:
    head = base64.urlsafe_b64encode(json.dumps({"alg": alg}).encode()).rstrip(b"=").decode()
    return f"{head}.{token.split('.')[1]}."


def hmac_with_the_public_key(issuer: Issuer) -> str:
    """The oldest trick: the published key, used as if it were a shared secret."""
    key = issuer.keys[0]
    assert isinstance(key, RSAKey)
    head = base64.urlsafe_b64encode(json.dumps({"alg": "HS256", "kid": "first"}).encode())
    signed = head.rstrip(b"=") + b"." + issuer.token().split(".")[1].encode()
    mark = hmac.new(key.as_pem(private=False), signed, hashlib.sha256).digest()
    return (signed + b"." + base64.urlsafe_b64encode(mark).rstrip(b"=")).decode()


REFUSED: dict[str, Callable[[Issuer], str]] = {
    "past its end": lambda i: i.token(exp=int(time.time()) - 120),
    "without an end": lambda i: i.token(exp=None),
    "not yet": lambda i: i.token(nbf=int(time.time()) + 600),
    "for another": lambda i: i.token(aud="payroll"),
    "for nobody": lambda i: i.token(aud=None),
    "of another issuer": lambda i: i.token(iss="https://evil.example"),
    "without a subject": lambda i: i.token(sub=None),
    "with an odd subject": lambda i: i.token(sub=["jane-1"]),
    "unsigned": lambda i: unsigned(i.token()),
    "unsigned, spelled otherwise": lambda i: unsigned(i.token(), "nOnE"),
    "with a shared secret": hmac_with_the_public_key,
    "signed by a stranger": lambda i: i.token(RSAKey.generate_key(2048, {"kid": "first"})),
    "with a key in its head": lambda i: i.token(
        RSAKey.generate_key(2048, {"kid": "mine"}), {"jku": "http://127.0.0.1:9/keys"}
    ),
    "changed": lambda i: i.token()[:-6] + "AAAAAA",
    "too long": lambda i: i.token(name="x" * 20_000),
    "no token": lambda i: "a.b.c",
    "empty": lambda i: "..",
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_token_that_is_not_right_is_refused(
    name: str, ask: Callable[[str], Any], issuer: Issuer, base: KnowledgeBase
) -> None:
    token = REFUSED[name](issuer)
    response = ask(token)
    assert response.status_code == 401, response.text
    assert token not in response.text
    assert response.headers["www-authenticate"] == "Bearer"


def test_a_key_that_is_new_is_fetched_but_not_at_every_token(issuer: Issuer) -> None:
    at = [1_000.0]
    provider = Provider(issuer.url, "vouch", clock=lambda: at[0])
    provider.check(issuer.token())
    new = ECKey.generate_key("P-256", {"kid": "second"})
    issuer.keys.append(new)
    token = issuer.token(new, {"alg": "ES256"})
    with pytest.raises(TokenError, match="does not publish"):
        provider.check(token)
    assert len(issuer.asked) == 2
    at[0] += 31
    assert provider.check(token).subject == "jane-1"
    assert len(issuer.asked) == 4


def test_a_key_that_was_withdrawn_counts_for_an_hour_at_most(issuer: Issuer) -> None:
    at = [1_000.0]
    provider = Provider(issuer.url, "vouch", clock=lambda: at[0])
    old = issuer.keys[0]
    provider.check(issuer.token())
    issuer.keys = [RSAKey.generate_key(2048, {"kid": "second"})]
    at[0] += 3_601
    with pytest.raises(TokenError):
        provider.check(issuer.token(old))


def test_a_provider_that_is_away_is_said_so(ask: Callable[[str], Any], issuer: Issuer) -> None:
    token = issuer.token()
    issuer.failing = True
    response = ask(token)
    assert response.status_code == 503
    assert response.json()["type"] == "urn:vouch:problem:sign-in"


def test_keys_once_fetched_outlive_a_provider_that_is_away(issuer: Issuer) -> None:
    at = [1_000.0]
    provider = Provider(issuer.url, "vouch", clock=lambda: at[0])
    provider.check(issuer.token())
    issuer.failing = True
    at[0] += 4_000
    assert provider.check(issuer.token()).subject == "jane-1"


def test_a_description_of_another_issuer_is_not_believed(issuer: Issuer) -> None:
    issuer.claims_to_be = "https://evil.example"
    with pytest.raises(ProviderError):
        Provider(issuer.url, "vouch").check(issuer.token())


def test_short_keys_are_not_used(issuer: Issuer) -> None:
    token = issuer.token()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library warns of such keys, and uses them
        issuer.keys = [RSAKey.generate_key(1024, {"kid": "first"})]
        with pytest.raises(ProviderError):
            Provider(issuer.url, "vouch").check(token)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"oidc_client_id": ""}, "VOUCH_OIDC_CLIENT_ID"),
        ({"oidc_issuer": "http://id.example"}, "https"),
        ({"oidc_roles": "cooks=chef"}, "no role 'chef'"),
    ],
)
def test_settings_that_do_not_fit_are_refused(fields: dict[str, str], says: str) -> None:
    values = {"oidc_issuer": "https://id.example", "oidc_client_id": "vouch", **fields}
    with pytest.raises(SettingsError, match=says):
        provider_of(Settings(**values))  # type: ignore[arg-type]


def test_roles_are_read_from_the_settings() -> None:
    provider = provider_of(
        Settings(
            oidc_issuer="https://id.example",
            oidc_client_id="vouch",
            oidc_roles="a b=admin, c=reader",
        )
    )
    assert provider is not None
    assert provider.roles == {"a b": Role.ADMIN, "c": Role.READER}
