"""``vouch sources``: what is stored, and taking it out again."""

import sys
from functools import partial
from typing import Annotated, Any

import typer

from api.cli.output import (
    JsonFlag,
    counted,
    knowledge_base,
    say,
    say_wrapped,
    short_path,
    tell,
    tell_if_empty,
    whoami,
    write_json,
    wrong_use,
)

app = typer.Typer(
    help="List what is stored, look at it, remove it or erase it.",
    no_args_is_help=True,
)
Identity = Annotated[
    str, typer.Argument(metavar="ID", help="The document's id; see `vouch sources list`.")
]
Identities = Annotated[
    list[str], typer.Argument(metavar="ID", help="Ids; see `vouch sources list`.")
]


@app.command("list")
def list_sources(
    removed: Annotated[bool, typer.Option("--removed", help="Removed ones as well.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """List the documents, one a line.

    VERSION is what the document calls itself, UNTIL the day it is due for review or out of date.

    Example: vouch sources list
    """
    from kb.records.sources import listing

    with knowledge_base() as base:
        tell_if_empty(base)
        with base.records.read() as connection:
            rows = listing(connection, removed=removed)
    if as_json:
        write_json([_plain(row) for row in rows])
        return
    wide = max((len(row["audience"]) for row in rows), default=0)
    columns = partial(_COLUMNS.format, wide=max(wide, len("AUDIENCE")))
    if rows:
        say(columns("ID", "COLLECTION", "AUDIENCE", "VERSION", "UNTIL", "PASSAGES", "TITLE"))
    for row in rows:
        state = "" if row["state"] == "live" else f"  ({row['state']})"
        until = row["valid_until"] or row["review_by"] or ""
        say(
            columns(
                row["id"], row["collection"], row["audience"], _short(row["label"]), str(until),
                row["chunks"] or 0, f"{row['title']}{state}",
            )
        )  # fmt: skip
    tell(counted(len(rows), "document"))


_COLUMNS = "{:<16}  {:<10}  {:<{wide}}  {:<8}  {:<10}  {:>8}  {}"


def _short(label: str) -> str:
    return label if len(label) <= 8 else label[:7] + "…"


@app.command("show")
def show(
    identity: Identity,
    version: Annotated[int | None, typer.Option(metavar="N", help="An earlier version.")] = None,
    text: Annotated[bool, typer.Option("--text", help="The stored text as well.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Show one document: facts, origins, what was left out and why.

    Example: vouch sources show 0e51780a814b95f3 --text
    """
    from kb.records.sources import details

    with knowledge_base() as base, base.records.read() as connection:
        found = _plain(details(connection, identity, version))
    for internal in ("sketch", "outline", "text_hash", "content_hash"):
        found.pop(internal, None)
    if not text:
        found.pop("text")
    if as_json:
        write_json(found)
        return
    for name in ("title", "id", "collection", "audience", "product", "state", "reference", "owner",
                 "label", "status", "effective", "review_by", "valid_until", "external_id",
                 "truncated", "chunks", "loaded_at", "superseded_at"):  # fmt: skip
        if found[name] not in (None, "", False):
            _show_fact(_LABELS.get(name, name.replace("_", " ")), found[name])
    _show_fact("stored version", f"{found['number']} of {len(found['history'])}")
    for origin in found["origins"]:
        _show_fact("from", short_path(origin))
    for warning in found["warnings"]:
        _show_fact("note", warning)
    _show_fact("left out", counted(len(found["dropped"]), "piece"))
    for reason, dropped in found["dropped"]:
        say_wrapped(f"{reason}: {' '.join(dropped.split())}", "  ", "    ")
    if text:
        say()
        say(found["text"])


def _show_fact(name: str, value: object) -> None:
    say_wrapped(f"{name:<16}{value}", "", " " * 16)


_LABELS = {"label": "version", "chunks": "passages", "loaded_at": "loaded"}


@app.command("remove")
def remove(
    identities: Identities,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Take documents out of every answer from now on.

    What they proved so far stays readable. Loading the file again brings it back.

    Example: vouch sources remove 0e51780a814b95f3
    """
    from kb.records import documents, files
    from kb.records.document_log import log_removed
    from kb.records.sources import details

    with knowledge_base() as base, base.writing("remove"):
        with base.records.read() as connection:
            found = [details(connection, identity) for identity in identities]
        titles = [str(document["title"]) for document in found]
        _confirm(f"Remove {_names(titles)} from answers?", yes=yes)
        with base.records.write() as connection:
            for document in found:
                documents.remove(connection, document["id"])
                log_removed(connection, [document["id"]], whoami())
                for path in document["origins"]:
                    # Else the next load would pass the file over as unchanged.
                    files.forget(connection, path)
        base.follow()
        base.follow_chroma()
    if as_json:
        write_json({"removed": identities})
    else:
        say(f"Removed {_names(titles)}.")


@app.command("purge")
def purge(
    identities: Identities,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Erase documents for good, and prove it.

    Every version, passage, vector and index entry goes, and every answer that quotes them. Ends
    with a search of the whole data folder for pieces of the erased text. The file it was loaded
    from is yours and stays.

    Example: vouch sources purge 0e51780a814b95f3 --yes
    """
    from dataclasses import asdict

    from kb.erasure import erase
    from kb.records.sources import details

    with knowledge_base() as base, base.writing("purge"):
        with base.records.read() as connection:
            titles = [str(details(connection, identity)["title"]) for identity in identities]
        _confirm(f"Erase {_names(titles)} for good? This cannot be undone.", yes=yes)
        proof = erase(base, identities, whoami())
    if as_json:
        write_json(asdict(proof))
    else:
        for erased in proof.erased:
            say(
                f"Erased {erased.document_id}: {counted(erased.versions, 'version')}, "
                f"{counted(erased.chunks, 'passage')}, {counted(erased.embeddings, 'vector')}; "
                f"{counted(erased.answers, 'answer')} blanked."
            )
        size = proof.searched_bytes / 1e6
        say(
            f"Searched {counted(proof.searched_files, 'file')} ({size:.1f} MB) for "
            f"{counted(proof.samples, 'piece')} of the text: "
            + (f"still in {', '.join(proof.left)}" if proof.left else "none is left.")
        )
    if proof.left:
        raise typer.Exit(1)


def _names(titles: list[str]) -> str:
    return titles[0] if len(titles) == 1 else f"{len(titles)} documents"


def _confirm(question: str, *, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise wrong_use(f"{question} Add --yes to do so without being asked.")
    if not typer.confirm(question, err=True):
        tell("Nothing was changed.")
        raise typer.Exit(0)


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """``row`` with dates as text, and without bytes."""
    return {
        key: value.isoformat() if hasattr(value, "isoformat") else value
        for key, value in row.items()
        if not isinstance(value, bytes)
    }
