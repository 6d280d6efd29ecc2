"""``vouch mcp``: Vouch as tools of an assistant."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli.output import tell
from kb.errors import SettingsError


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("mcp")(mcp)


def mcp(
    api: Annotated[
        str | None, typer.Option(help="Address of a running service; by default this machine's.")
    ] = None,
    key_file: Annotated[
        Path | None,
        typer.Option(help="File with the key that the assistant works with; by default your own."),
    ] = None,
) -> None:
    """Serve an assistant (Model Context Protocol) on standard input and output.

    The tools are ask, search, crosswalk and library. They call a running `vouch serve` with one
    key, so make one that may see and do what the assistant is to see and do:
    vouch keys create assistant --role reader --audience public --scope ask --scope search

    Example: vouch mcp --key-file ~/.vouch/assistant.key
    """
    from api.service.keys import KEY_FILE, read_key
    from kb.settings import load_settings
    from vouch_client import Client
    from vouch_client.mcp_server import build_server

    settings = load_settings()
    address = api or f"http://127.0.0.1:{settings.port}"
    path = key_file or settings.home / KEY_FILE
    if not path.is_file():
        raise SettingsError(
            f"there is no key in {path}; start `vouch serve` once, or make one with `vouch keys "
            "create` and name its file with --key-file"
        )
    with Client(address, read_key(path)) as client:
        tell(f"Vouch's tools are served on standard input and output (service: {address}).")
        build_server(client).run("stdio")
