"""``vouch keys``: keys for programs and people that call the service."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from api.cli.audiences import parse_audience
from api.cli.output import JsonFlag, counted, say, tell, write_json, wrong_use

if TYPE_CHECKING:
    from kb.records import Records

app = typer.Typer(
    help="Make and revoke the keys that open the service.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
RoleName = Annotated[
    Literal["reader", "contributor", "reviewer", "admin"],
    typer.Option("--role", help="What it may do."),
]
AudienceName = Annotated[
    str,
    typer.Option(
        "--audience",
        metavar="WHO",
        help="The most it may see: public, nda or internal, and any groups, as internal:legal.",
    ),
]
Scopes = Annotated[
    list[str] | None,
    typer.Option(
        "--scope",
        metavar="WORD",
        help="Only this part of the service; may be repeated. Else all that the role may.",
    ),
]
Expires = Annotated[
    str,
    typer.Option("--expires", metavar="WHEN", help="When it ends: 90d, 2027-01-31, or never."),
]


@app.command("create")
def create(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What the audit log calls it.")],
    role: RoleName = "reader",
    audience: AudienceName = "public",
    scope: Scopes = None,
    expires: Expires = "365d",
    as_json: JsonFlag = False,
) -> None:
    """Make a key and print it, this once: it is stored nowhere.

    A running service takes it at once.

    Example: vouch keys create helpdesk --audience nda --scope ask --expires 90d
    """
    from api.service.created_keys import create_key
    from api.service.key_routes import key_json
    from api.service.roles import Role

    days = _days(expires)
    with _records() as records:
        key, token = create_key(
            records,
            name,
            role=Role(role),
            audience=parse_audience(audience),
            scopes=tuple(scope or ()),
            days=days,
            by=f"cli:{getpass.getuser()}",
        )
    if as_json:
        write_json(key_json(key) | {"token": token})
        return
    tell(f"The key {key.name} ({key.id}); keep it now, it is not shown again:")
    say(token)


@app.command("list")
def list_keys(as_json: JsonFlag = False) -> None:
    """List the keys: what each may do, and when it was last used.

    Example: vouch keys list
    """
    from api.service.key_routes import key_json
    from kb.records import keys as stored

    with _records() as records, records.read() as connection:
        found = stored.listing(connection)
    if as_json:
        write_json({"keys": [key_json(key) for key in found]})
        return
    for key in found:
        state = "live" if key.live else "revoked" if key.revoked_at else "ended"
        parts = (
            key.id,
            key.name,
            key.role,
            key.audience.value,
            ",".join(key.scopes) or "all",
            state,
            f"ends {key.expires_at[:10] or 'never'}",
            f"used {key.used_at[:16] or 'never'}",
        )
        say("  ".join(parts))
    if not found:
        tell("vouch: there are no keys yet; make one with: vouch keys create NAME")
    else:
        tell(counted(len(found), "key"))


@app.command("revoke")
def revoke(
    identity: Annotated[str, typer.Argument(metavar="ID", help="Its id; see `vouch keys list`.")],
    as_json: JsonFlag = False,
) -> None:
    """End a key: it opens nothing from the next request on.

    Example: vouch keys revoke 3f9a2c41b07de865
    """
    from api.service.key_routes import key_json
    from kb.records import keys as stored

    with _records() as records, records.write() as connection:
        key = stored.revoke(connection, identity, "local")
    if as_json:
        write_json(key_json(key))
    else:
        tell(f"The key {key.name} opens nothing any more.")


@contextmanager
def _records() -> Iterator["Records"]:
    """The records alone: keys need no index and no model."""
    from kb.records import open_records
    from kb.settings import load_settings

    records = open_records(load_settings().records_url)
    try:
        yield records
    finally:
        records.close()


def _days(expires: str) -> int | None:
    """Days from now; None for never."""
    if expires == "never":
        return None
    if expires.endswith("d") and expires[:-1].isdecimal():
        days = int(expires[:-1])
    else:
        try:
            days = (date.fromisoformat(expires) - date.today()).days
        except ValueError:
            raise wrong_use(
                f"--expires {expires}: say 90d, a date like 2027-01-31, or never"
            ) from None
    if not 1 <= days <= 3_650:
        raise wrong_use(f"--expires {expires}: a key ends in 1 to 3,650 days, or never")
    return days
