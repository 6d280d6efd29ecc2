"""The chat page. `vouch ui` starts it; `streamlit run ui/app.py -- --help` says how else."""

import argparse
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import streamlit as st

from ui import view, words
from ui.client import Client, ServiceError, read_key

Json = dict[str, Any]
_HERE = Path(__file__).parent


@dataclass
class Turn:
    """A question and what came of it."""

    question: str
    answer: Json | None = None
    opened: dict[tuple[str, int, int, int], Json | str] = field(default_factory=dict)
    error: ServiceError | None = None


def arguments(argv: list[str]) -> argparse.Namespace:
    """Where the service is, and the file with its key."""
    parser = argparse.ArgumentParser(prog="streamlit run ui/app.py --")
    parser.add_argument("--api", default="http://127.0.0.1:8321", help="the service's address")
    parser.add_argument("--key-file", type=Path, default=Path("~/.vouch/service.key"))
    return parser.parse_args(argv)


def main() -> None:
    """Draw the page, and answer the question that was just asked, if one was."""
    st.set_page_config(page_title="Vouch", page_icon=_HERE / "icon.svg", layout="centered")
    st.html(_HERE / "style.css")
    turns: list[Turn] = st.session_state.setdefault("turns", [])
    options = arguments(sys.argv[1:])
    try:
        client = _client(options.api, options.key_file.expanduser())
        ready = client.ready()
    except ServiceError as error:
        _without_service(error, turns)
        return
    asked = st.chat_input("Ask a question", max_chars=4_000) or st.session_state.pop("asked", None)
    audience = _sidebar(client, ready, turns, begun=bool(turns or asked))
    if not turns and not asked:
        st.html(view.welcome())
    for turn in turns:
        _show(turn)
    if asked:
        st.html(view.question(asked))
        with st.spinner("Looking through the documents…"):
            turn = _answered(client, asked, [t.question for t in turns], audience)
        turns.append(turn)
        _show_answer(turn)


def _client(address: str, key_file: Path) -> Client:
    """This visitor's client, made once; made again when the key changes."""
    key = read_key(key_file)
    held: Client | None = st.session_state.get("client")
    if held is None or (held.address, held.key) != (address, key):
        held = Client(address.rstrip("/"), key)
        st.session_state["client"] = held
    return held


def _answered(client: Client, question: str, history: list[str], audience: str) -> Turn:
    turn = Turn(question)
    try:
        turn.answer = client.ask(question, history, audience)
    except ServiceError as error:
        turn.error = error
        return turn
    for citation in _citations(turn.answer):
        try:
            turn.opened[view.place_of(citation)] = client.open(citation, audience)
        except ServiceError as error:
            turn.opened[view.place_of(citation)] = f"{error.title}: {error.detail}"
    return turn


def _citations(answer: Json) -> list[Json]:
    """Every citation of an answer: of what it says, of what disagrees, of what is close."""
    disputed = [v["citation"] for c in answer["conflicts"] for v in c["values"]]
    return [*answer["citations"], *disputed, *answer.get("closest", [])]


def _show(turn: Turn) -> None:
    st.html(view.question(turn.question))
    _show_answer(turn)


def _show_answer(turn: Turn) -> None:
    if turn.answer is not None:
        st.html(view.answer(turn.answer, turn.opened))
    elif turn.error is not None:
        st.html(view.problem(turn.error.title, turn.error.detail, turn.error.request_id))


def _sidebar(client: Client, ready: Json, turns: list[Turn], *, begun: bool) -> str:
    """The sidebar; returns the audience to answer for."""
    with st.sidebar:
        st.html(view.brand() + view.status(ready))
        audience = st.radio(
            "Answer for",
            list(words.AUDIENCE),
            format_func=words.AUDIENCE.__getitem__,
            help=words.AUDIENCE_HELP,
            key="audience",
        )
        try:
            st.html(view.library(client.documents(audience)))
        except ServiceError as error:
            st.html(view.problem(error.title, error.detail))
        st.caption("Try asking")
        for suggestion in words.SUGGESTIONS:
            st.button(suggestion, on_click=_ask, args=(suggestion,), width="stretch")
        if begun:
            st.button(
                "Start over", on_click=turns.clear, icon=":material/restart_alt:", type="tertiary"
            )
    return str(audience)


def _ask(question: str) -> None:
    st.session_state["asked"] = question


def _without_service(error: ServiceError, turns: list[Turn]) -> None:
    """The page while the service cannot be used: what is wrong, and what was said so far."""
    with st.sidebar:
        st.html(view.brand() + view.status(None))
    for turn in turns:
        _show(turn)
    st.html(view.problem(error.title, error.detail, error.request_id))
    st.button("Try again", icon=":material/refresh:")


if __name__ == "__main__":
    main()
