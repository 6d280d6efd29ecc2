"""``vouch migrate``."""

from typing import Annotated

import typer

from api.cli.output import JsonFlag, counted, knowledge_base, say, tell, write_json


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("migrate")(migrate)


def migrate(
    to: Annotated[
        str,
        typer.Option(
            "--to", metavar="URL", help="The new, empty database, such as postgresql://host/vouch."
        ),
    ],
    as_json: JsonFlag = False,
) -> None:
    """Copy every record to another database, all of it or nothing.

    Stop the service first. The records in use stay as they are; uploads stay in the data folder.
    A password need not stand in the URL: Postgres' own PGPASSWORD and ~/.pgpass are read.

    Example: vouch migrate --to postgresql://vouch@db.internal/vouch
    """
    from dataclasses import asdict

    from kb.records import copying, open_records

    def told(table: str, done: int, total: int) -> None:
        if done == total or done % 5_000 < 500:
            tell(f"{table}: {done:,} of {total:,}")

    with knowledge_base() as base, base.changing("migrate", 0):
        target = open_records(to)
        try:
            copied = copying.copy(base.records, target, told)
        finally:
            target.close()
    if as_json:
        write_json([asdict(one) for one in copied])
        return
    rows = sum(one.rows for one in copied)
    say(f"Copied {counted(rows, 'row')} of {counted(len(copied), 'table')}, each compared.")
    say("Set DATABASE_URL to the new address, then run: vouch doctor")
    say("The indexes are built anew when they are first used.")
