"""Giving the library out as a file."""

from datetime import date

import streamlit as st

from ui.parts import downloads, heading
from ui.session import Visit

_FORMS = {"xlsx": "Excel", "csv": "CSV", "json": "JSON"}
_STATES = {"": "Everything", "approved": "Approved", "draft": "Drafts", "retired": "Retired"}


def draw(visit: Visit, _sent: str) -> None:
    """Choose what and as what, and save it."""
    heading.section(
        "Export",
        "A file that people can read and the import reads back. No cell of it is a formula. The "
        "audit trail notes that you took it.",
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        form = st.segmented_control(
            "As",
            list(_FORMS),
            default="xlsx",
            required=True,
            format_func=_FORMS.__getitem__,
            key="export-form",
        )
        state = st.segmented_control(
            "What",
            list(_STATES),
            default="",
            required=True,
            format_func=_STATES.__getitem__,
            key="export-state",
        )
    name = f"library-{date.today().isoformat()}.{form}"
    wanted = {"form": str(form)} | ({"state": str(state)} if state else {})
    downloads.button(
        visit.client, "Save the file", "/v1/library/export", name, "export-go", **wanted
    )
