"""The service itself: whether it is well, where its data lies, and its settings."""

import streamlit as st

from ui import data
from ui.markup import badge, esc, icon, tag
from ui.parts import heading, states, table
from ui.session import Visit
from vouch_client.models.settings import Setting

_STATE = {
    "ready": ("check_circle", "Ready"),
    "warming": ("hourglass_top", "Warming up"),
    "failed": ("error", "Something is wrong"),
}

_VALUES = {"True": "yes", "False": "no"}


def draw(visit: Visit, _sent: str = "") -> None:
    """Health, data folder, version; then every setting in force."""
    ready = data.kept("ready", visit.client.ready, 5)
    found = data.kept("settings", visit.client.settings, 60)
    symbol, state = _STATE.get(ready.status, ("error", ready.status))
    facts = (
        ("State", icon(symbol) + " " + esc(state)),
        ("Model that finds by meaning", esc("loaded" if ready.model else "not loaded yet")),
        ("Indexes", esc("open" if ready.indexes else "not open yet")),
        ("Passages", esc(f"{ready.passages:,}")),
        ("Data folder", tag("code", "v-code", esc(found.value("home") or ""))),
        ("Records", esc(found.records)),
        ("Version", esc(found.version)),
        ("Address", tag("code", "v-code", esc(visit.client.address))),
    )
    heading.section("The service")
    st.html(tag("dl", "v-facts", *(tag("dt", "", esc(n)) + tag("dd", "", v) for n, v in facts)))
    if ready.problem:
        st.html(states.problem_html("The service has a problem", ready.problem))
    warning = getattr(ready, "warning", None)
    if warning:
        states.note(str(warning), "warning")
    heading.section(
        "Every setting",
        "They are read when the service starts. To change one, write it into `settings.toml` in "
        "the data folder, or into the environment as `VOUCH_NAME`, and start the service again.",
    )
    only = st.toggle("Only those that were changed", key="settings-changed")
    lines = [one for one in found.settings if one.changed or not only]
    if not lines:
        states.note("Every setting has its default.", "check_circle")
        return
    st.html(listing(lines))


def listing(settings: list[Setting]) -> str:
    """Settings as a table."""
    return table.html(("Setting", "Value", "What it does"), [_row(s) for s in settings], "Settings")


def _row(one: Setting) -> list[str]:
    value = esc("not set" if one.value in (None, "") else _VALUES.get(str(one.value), one.value))
    mark = " " + badge("grounded", "changed") if one.changed else ""
    return [tag("code", "v-code", esc(one.name)), value + mark, esc(one.meaning.replace("`", ""))]
