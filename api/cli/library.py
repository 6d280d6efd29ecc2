"""``vouch library``: approved answers, looked at, changed, signed, taken in and given out."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli import library_editing, library_transfer
from api.cli.library_options import By, Identities, Identity, done, opened, who
from api.cli.library_text import show_change, show_entry
from api.cli.output import JsonFlag, counted, say, say_wrapped, tell, write_json, wrong_use

if TYPE_CHECKING:
    from kb.library.entry import Shown

app = typer.Typer(
    help="Approved answers: add, approve, import, retire.",
    no_args_is_help=True,
)


@app.command("list")
def list_entries(
    state: Annotated[
        str | None, typer.Option(metavar="STATE", help="Only draft, approved or retired ones.")
    ] = None,
    tag: Annotated[str | None, typer.Option(metavar="TAG", help="Only with this tag.")] = None,
    product: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only for this product.")
    ] = None,
    flagged: Annotated[
        bool, typer.Option("--flagged", help="Only approved ones that need review, and why.")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """List the entries, one a line; retired ones only with --state retired.

    A "!" marks an approved answer that is not given any more, since its evidence changed or its
    date has passed.

    Example: vouch library list --flagged
    """
    from kb.library.entry import State

    if state is not None and state not in [one.value for one in State]:
        raise wrong_use(f"--state {state}: use draft, approved or retired")
    with opened() as library:
        found = [
            shown
            for shown in library.listing()
            if (shown.entry.state.value == state if state else shown.entry.state != State.RETIRED)
            and (tag is None or tag in shown.entry.draft.tags)
            and (product is None or product == shown.entry.draft.product)
            and (not flagged or _flagged(shown))
        ]
    if as_json:
        write_json([_json(shown) for shown in found])
        return
    for shown in found:
        mark = "!" if _flagged(shown) else " "
        verdict = shown.entry.draft.verdict.value if shown.entry.draft.verdict else ""
        say(
            f"{shown.entry.id}  {shown.entry.state.value:<8} {mark} {verdict:<14}  "
            f"{shown.entry.draft.question}"
        )
        if flagged:
            say_wrapped("; ".join(shown.reasons), " " * 14)
    tell(counted(len(found), "entry", "entries"))


@app.command("show")
def show(identity: Identity, as_json: JsonFlag = False) -> None:
    """Show one entry: its evidence, whether it may be given, and its history.

    Example: vouch library show 3f0c9a7be21d
    """
    with opened() as library:
        shown = library.show(identity)
    if as_json:
        write_json(_json(shown) | {"history": [_change_json(c) for c in shown.history]})
        return
    show_entry(shown)
    for change in shown.history:
        show_change(change)


@app.command("approve")
def approve_entries(identities: Identities, by: By = None, as_json: JsonFlag = False) -> None:
    """Approve entries: from now on they are given as answers. All of them, or none.

    Example: vouch library approve 3f0c9a7be21d --by "Dana Ito"
    """
    with opened() as library:
        entries = library.approve(identities, who(by))
    done(entries, "Approved", as_json=as_json)


@app.command("retire")
def retire(identities: Identities, by: By = None, as_json: JsonFlag = False) -> None:
    """Take entries out of use. They stay readable; `vouch library undo` brings one back.

    Example: vouch library retire 3f0c9a7be21d
    """
    with opened() as library:
        entries = library.retire(identities, who(by))
    done(entries, "Retired", as_json=as_json)


@app.command("undo")
def undo(identity: Identity, by: By = None, as_json: JsonFlag = False) -> None:
    """Take back the last change of an entry; once more takes back the one before.

    Example: vouch library undo 3f0c9a7be21d
    """
    with opened() as library:
        entry = library.undo(identity, who(by))
    done([entry], "Restored", as_json=as_json)


def _flagged(shown: "Shown") -> bool:
    from kb.library.entry import State

    return bool(shown.reasons) and shown.entry.state is State.APPROVED


def _json(shown: "Shown") -> dict[str, Any]:
    from kb.library.entry import entry_json

    return entry_json(shown.entry) | {
        "flagged": _flagged(shown),
        "reasons": list(shown.reasons),
    }


def _change_json(change: Any) -> dict[str, Any]:
    from kb.library.entry import entry_json

    return {
        "at": change.at,
        "by": change.actor,
        "action": change.action,
        "before": None if change.before is None else entry_json(change.before),
        "after": entry_json(change.after),
    }


library_editing.register(app)
library_transfer.register(app)
