"""Signing in with an OpenID Connect provider, in a real browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.cli.serving import PageOptions, SignIn
from api.service.keys import local_key
from kb.knowledge_base import open_knowledge_base
from kb.settings import Settings
from tests.stubs.issuer import Issuer
from tests.ui import browsing
from tests.ui.conftest import Running

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not browsing.CHROMIUM.exists(), reason="Chromium is not installed"),
]


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with Issuer().running() as made:
        yield made


@pytest.fixture
def trusting(tmp_path: Path, issuer: Issuer) -> Iterator[Running]:
    """A service that takes the provider's tokens."""
    settings = Settings(
        home=tmp_path / "home",
        embedder="hashing",
        oidc_issuer=issuer.url,
        oidc_client_id="vouch",
    )
    with open_knowledge_base(settings) as base:
        local_key(settings.home)
        running = Running(base, settings.home / "service.key")
        try:
            yield running
        finally:
            running.stop()


def test_a_person_signs_in_and_stays_signed_in_when_the_pages_start_again(
    trusting: Running, issuer: Issuer, tmp_path: Path
) -> None:
    from playwright.sync_api import expect

    port = browsing.free_port()
    secrets = tmp_path / "pages.toml"
    secrets.write_text(
        f"""
[auth]
redirect_uri = "http://127.0.0.1:{port}/oauth2callback"
cookie_secret = "{"s" * 40}"
client_id = "vouch"
client_secret = "not a secret"
server_metadata_url = "{issuer.url}/.well-known/openid-configuration"
expose_tokens = "id"
""",
        encoding="utf-8",
    )
    chosen = PageOptions(SignIn.OIDC, secrets)
    start = (trusting.address, trusting.key_file, tmp_path, chosen, port)
    with browsing.browser() as page:
        with browsing.pages(*start) as url:
            page.goto(url)
            page.get_by_role("button", name="Sign in with your organisation").click(timeout=60_000)
            expect(page.get_by_text("Jane")).to_be_visible(timeout=60_000)
            assert page.url.startswith(url)
            assert "code=" not in page.url
            expect(page.get_by_role("link", name="Settings")).to_have_count(0)
        with browsing.pages(*start) as url:
            page.goto(url)
            expect(page.get_by_text("Jane")).to_be_visible(timeout=60_000)
            page.get_by_role("button", name="Sign out").click()
            again = page.get_by_role("button", name="Sign in with your organisation")
            expect(again).to_be_visible(timeout=60_000)
    assert issuer.codes == {}
