"""What stands around every page: sign-in, the menu, the service's state."""

from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any

import streamlit as st

from ui import bridge, data, registry, session, sign_in, words
from ui.markup import esc, tag
from ui.parts import going, states
from ui.registry import Entry
from vouch_client import Client
from vouch_client.errors import UnreachableError, VouchClientError
from vouch_client.models import Ready

_HERE = Path(__file__).parent
#: How often a page without its service looks for it, in seconds.
_LOOK_SECONDS = 3.0
_STATE = {
    "ready": ("on", "Ready"),
    "warming": ("wait", "Warming up: the first answer takes a few seconds"),
}


def run() -> None:
    """Draw the page that the address names, for whoever is signed in."""
    st.set_page_config(
        page_title="Vouch",
        page_icon=_HERE / "icon.svg",
        layout="wide",
        menu_items={"About": "Vouch: answers you can check."},
    )
    st.html(f"<style>{_styles()}</style>")
    bridge.hear()
    options = session.arguments()
    try:
        speaker = session.client(options)
        visit = session.visit(speaker)
        ready = data.kept("ready", speaker.ready, 5)
    except session.SignedOutError as out:
        st.navigation([st.Page(partial(sign_in.page, options, out.why), title="Sign in")]).run()
        return
    except UnreachableError as error:
        _without_service(error, speaker)
        return
    except VouchClientError as error:
        st.navigation([st.Page(partial(states.error, error, retry=True), title="Vouch")]).run()
        return
    entries = registry.seen_by(visit.me)
    if not entries:
        st.navigation([st.Page(_nothing_to_see, title="Vouch")]).run()
        return
    here = _menu(entries, lambda entry: entry.draw)
    session.let_in(visit, st.sidebar.container())
    _foot(ready, options)
    try:
        here.run()
    except UnreachableError as error:
        st.html(_away(error))
        _look(speaker)
    except VouchClientError as error:
        states.error(error, retry=True)


@cache
def _styles() -> str:
    """The design of every page, and each page's own rules."""
    files = [_HERE / "style.css", *sorted((_HERE / "styles").glob("*.css"))]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def _menu(entries: list[Entry], drawn: Callable[[Entry], Callable[[], None]]) -> Any:
    """The menu; returns the page to run."""
    pages = [
        st.Page(
            drawn(entry),
            title=entry.title,
            icon=entry.symbol,
            url_path=entry.path,
            default=at == 0,
        )
        for at, entry in enumerate(entries)
    ]
    going.known(pages)
    return st.navigation(pages, position="sidebar" if len(pages) > 1 else "hidden", expanded=True)


def _foot(ready: Ready | None, options: session.Options) -> None:
    """At the sidebar's end: the service's state, who is signed in, the way out."""
    me = session.last_known()
    kind, text = ("off", "Service not reached")
    if ready is not None:
        kind, text = _STATE.get(ready.status, ("off", ready.problem or "The service has a problem"))
    who = f"{me.name} · {words.ROLE.get(me.role, me.role)}" if me else ""
    with st.sidebar, st.container(key="v-foot"):
        dot = tag("span", f"v-dot v-dot-{kind}", aria_hidden="true")
        st.html(
            tag("div", "v-status", dot, tag("span", "", esc(text)), role="status")
            + tag("div", "v-who", esc(who))
        )
        if options.sign_in != "file":
            st.button(
                "Sign out",
                icon=":material/logout:",
                type="tertiary",
                on_click=session.sign_out,
                args=(options,),
            )


def _without_service(error: UnreachableError, speaker: Client) -> None:
    """The pages while nothing answers: what still stands, and a look every few seconds."""
    entries = registry.seen_by(session.last_known())

    def draw(entry: Entry) -> None:
        st.html(_away(error))
        still = entry.offline()
        if still is not None:
            still()
        _look(speaker)

    here = _menu(entries, lambda entry: partial(draw, entry))
    _foot(None, session.arguments())
    here.run()


def _away(error: UnreachableError) -> str:
    looking = "This page looks for it every few seconds, and goes on by itself when it is back."
    return tag("div", "v-offline", states.error_html(error), tag("div", "v-small", esc(looking)))


@st.fragment(run_every=_LOOK_SECONDS)
def _look(speaker: Client) -> None:
    """Run the whole page again once the service answers."""
    st.button("Try now", icon=":material/refresh:", on_click=data.forget, key="look")
    try:
        speaker.ready()
    except VouchClientError:
        return  # still away, or not well: the page says so already
    data.forget()
    st.rerun()


def _nothing_to_see() -> None:
    states.empty(
        "This key opens none of the pages",
        "It is narrowed to other parts of the service. Ask an admin for another.",
        "lock",
    )
