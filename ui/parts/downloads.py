"""Files to save: made when they are asked for, not before."""

import re

import streamlit as st

from vouch_client import Client

_UNSAFE = re.compile(r"[^\w.()\- ]+")


def button(client: Client, label: str, path: str, name: str, key: str, **params: str) -> None:
    """A button that fetches ``path`` from the service when it is pressed, and saves it."""
    st.download_button(
        label,
        data=lambda: client.file(path, **params)[1],
        file_name=safe_name(name),
        icon=":material/download:",
        on_click="ignore",
        key=key,
    )


def safe_name(name: str) -> str:
    """A file name without folders or characters that a system takes for something else."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return _UNSAFE.sub("_", last).strip(" .")[:120] or "download"
