"""A screen by itself, as Streamlit runs it, for a visitor with a key of the service."""

from typing import Any

import httpx
from streamlit.testing.v1 import AppTest

from tests.ui.conftest import Running
from vouch_client import Client


def _script(module: str, address: str, key: str) -> None:
    from importlib import import_module

    import streamlit as st

    from tests.ui.screens import client_of
    from ui import data, session
    from ui.session import Visit

    client = client_of(address, key)
    me = data.kept("me", client.me, 30)
    session.let_in(Visit(client, me), st.sidebar.container())
    import_module(f"ui.screens.{module}").page()


def client_of(address: str, key: str) -> Client:
    """A client that holds no connection open: nobody closes it."""
    http = httpx.Client(timeout=60, limits=httpx.Limits(max_keepalive_connections=0))
    return Client(address, key, retries=1, http=http)


def caller(service: Running, key: str = "") -> Client:
    """A client of the service, with its own key by default."""
    own = key or service.key_file.read_text(encoding="utf-8").strip()
    return client_of(service.address, own)


def screen(module: str, service: Running, key: str = "") -> AppTest:
    """The screen ``ui.screens.<module>``, not run yet; ``key`` is the service's own by default."""
    own = key or service.key_file.read_text(encoding="utf-8").strip()
    given: dict[str, Any] = {"module": module, "address": service.address, "key": own}
    return AppTest.from_function(_script, kwargs=given, default_timeout=60)


def shown(page: AppTest) -> str:
    """All HTML of ours on the screen."""
    assert not page.exception
    return "\n".join(element.proto.body for element in page.get("html"))


def press(page: AppTest, address: str) -> str:
    """Press the button of our HTML that sends ``address``."""
    page.session_state["sent"] = address
    page.run()
    return shown(page)
