"""What the commands of the library share: their options, who acts, and saying what was done."""

import getpass
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.output import knowledge_base, say_wrapped, write_json, wrong_use

if TYPE_CHECKING:
    from kb.library.entry import Entry
    from kb.library.library import Library

Identity = Annotated[str, typer.Argument(metavar="ID", help="Its id; see `vouch library list`.")]
Identities = Annotated[
    list[str], typer.Argument(metavar="ID", help="Ids; see `vouch library list`.")
]
By = Annotated[
    str | None,
    typer.Option("--by", metavar="NAME", help="Who does this; your login name by default."),
]
Answer = Annotated[str | None, typer.Option("--answer", metavar="TEXT", help="The answer.")]
VerdictName = Annotated[
    str | None,
    typer.Option("--verdict", metavar="WORD", help="yes, no, partial, not_applicable or none."),
]
Wordings = Annotated[
    list[str] | None,
    typer.Option("--wording", metavar="TEXT", help="Another wording; may be repeated."),
]
Owner = Annotated[str | None, typer.Option("--owner", metavar="NAME", help="Who looks after it.")]
Tags = Annotated[
    list[str] | None, typer.Option("--tag", metavar="TAG", help="A tag; may be repeated.")
]
Product = Annotated[
    str | None, typer.Option("--product", metavar="NAME", help="Only for this product.")
]
AudienceName = Annotated[
    str | None,
    typer.Option("--audience", metavar="WHO", help="Who may be given it: public, nda, internal."),
]
Until = Annotated[
    str | None, typer.Option("--valid-until", metavar="DAY", help="Its last day, 2027-12-31.")
]
Evidence = Annotated[
    list[str] | None,
    typer.Option(
        "--evidence",
        metavar="ID=QUOTE",
        help="A document's id and its words, word for word; may be repeated.",
    ),
]
Approve = Annotated[bool, typer.Option("--approve", help="Approve it at once.")]


@contextmanager
def opened() -> Iterator["Library"]:
    """The library of the settings in force."""
    with knowledge_base() as base:
        yield base.library


def who(name: str | None) -> str:
    """Who does it: ``name``, or else whoever is logged in."""
    found = (name or "").strip() or _login()
    if not found:
        raise wrong_use("say who does this: --by NAME")
    return found


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""


def done(entries: "Sequence[Entry]", what: str, *, as_json: bool) -> None:
    """Say what was done to ``entries``."""
    from kb.library.entry import entry_json

    if as_json:
        write_json([entry_json(entry) for entry in entries])
        return
    for entry in entries:
        say_wrapped(f"{what} {entry.id} ({entry.state.value}): {entry.draft.question}", "", "  ")
