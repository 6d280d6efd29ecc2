"""Who is looking at the pages, and the client that speaks for them.

The key stays in this process: it is in no page, no address and no log. It comes from a file
(``vouch ui`` on one's own machine), from the sign-in page (kept in this browser tab's session, here
on the server), or from an OpenID Connect provider (the person's token).
"""

import argparse
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import streamlit as st

from ui import data
from vouch_client import ADDRESS, Client, KeyNeededError
from vouch_client.models import Me

SIGN_IN = ("file", "key", "oidc")
_KEY, _CLIENT, _ME, _VISIT = "signed-in-key", "client", "me", "visit"


@dataclass(frozen=True)
class Options:
    """How the pages were started."""

    api: str
    key_file: Path
    sign_in: str


@dataclass(frozen=True)
class Visit:
    """A visitor: who they are, calls in their name, and the page's part of the sidebar."""

    client: Client
    me: Me
    side: Any = None


class SignedOutError(Exception):
    """Nobody is signed in; ``why`` is what to say about it, where there is anything."""

    def __init__(self, why: str = "") -> None:
        self.why = why
        super().__init__(why or "nobody is signed in")


def arguments(argv: list[str] | None = None) -> Options:
    """Where the service is, and how people sign in."""
    parser = argparse.ArgumentParser(prog="streamlit run ui/app.py --")
    parser.add_argument("--api", default=ADDRESS, help="the service's address")
    parser.add_argument("--key-file", type=Path, default=Path("~/.vouch/service.key"))
    parser.add_argument("--sign-in", choices=SIGN_IN, default="file")
    found = parser.parse_args(sys.argv[1:] if argv is None else argv)
    return Options(found.api.rstrip("/"), found.key_file.expanduser(), found.sign_in)


def client(options: Options) -> Client:
    """This visitor's client, made once; made again when the key changes.

    Raises ``SignedOutError`` when there is no key.
    """
    key = {"file": _from_file, "key": _pasted, "oidc": _token}[options.sign_in](options)
    held: tuple[str, str, Client] | None = st.session_state.get(_CLIENT)
    if held is None or held[:2] != (options.api, key):
        data.forget()
        held = (options.api, key, Client(options.api, key, retries=1, http=_http()))
        st.session_state[_CLIENT] = held
    return held[2]


def visit(speaker: Client) -> Visit:
    """The visitor behind ``speaker``. Raises ``SignedOutError`` when the key opens nothing."""
    try:
        me = data.kept("me", speaker.me, 30)
    except KeyNeededError as error:
        st.session_state.pop(_KEY, None)
        raise SignedOutError(error.detail) from error
    st.session_state[_ME] = me
    return Visit(speaker, me)


def let_in(visitor: Visit, side: Any) -> None:
    """Note who the pages of this run are for, and where in the sidebar they may draw."""
    st.session_state[_VISIT] = replace(visitor, side=side)


def current() -> Visit:
    """The visitor whom the shell let in; for screens."""
    found: Visit = st.session_state[_VISIT]
    return found


def last_known() -> Me | None:
    """Who it was before the service went away."""
    return st.session_state.get(_ME)


def sign_in(key: str) -> None:
    """Remember a pasted key for this session."""
    st.session_state[_KEY] = key.strip()


def sign_out(options: Options) -> None:
    """Forget the visitor."""
    for name in list(st.session_state):
        del st.session_state[name]
    if options.sign_in == "oidc":
        st.logout()


def _from_file(options: Options) -> str:
    try:
        return options.key_file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SignedOutError(
            f"The service's key is missing: {options.key_file} cannot be read. Start the pages "
            "with `vouch ui`, which makes the key."
        ) from error


def _pasted(_options: Options) -> str:
    key: str = st.session_state.get(_KEY, "")
    if not key:
        raise SignedOutError
    return key


def _token(_options: Options) -> str:
    if not st.user.is_logged_in:
        raise SignedOutError
    token = st.user.tokens.get("id") or st.user.tokens.get("access")
    if not token:
        raise SignedOutError(
            "Your provider signed you in, but the pages were given no token. Set "
            '`expose_tokens = "id"` in the [auth] part of the secrets file.'
        )
    return str(token)


def _http() -> httpx.Client:
    # No connection outlives its call: nobody closes a client when a visitor leaves.
    limits = httpx.Limits(max_keepalive_connections=0)
    return httpx.Client(timeout=httpx.Timeout(120, connect=3), limits=limits, trust_env=False)
