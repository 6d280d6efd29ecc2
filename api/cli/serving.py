"""``vouch serve`` and ``vouch ui``."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.listening import announce, bracketed, check_remote, listen
from api.cli.output import knowledge_base, tell
from kb.errors import SettingsError

if TYPE_CHECKING:
    from kb.settings import Settings

#: Longest wait for a service that was started here, in seconds: a first start makes the records.
_START_SECONDS = 60.0
#: -P keeps a folder named like one of our packages, where the person stands, off the path.
_PYTHON = (sys.executable, "-P")
_VOUCH = (*_PYTHON, "-c", "from api.cli.main import run; run()")


class SignIn(StrEnum):
    """How people come into the pages."""

    FILE = "file"
    KEY = "key"
    OIDC = "oidc"


@dataclass(frozen=True)
class PageOptions:
    """Who may come into the pages, and by which names they are reached."""

    sign_in: SignIn = SignIn.FILE
    secrets: Path | None = None
    names: tuple[str, ...] = ()


Port = Annotated[int | None, typer.Option(min=0, max=65_535, help="Port; 0 takes a free one.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("serve")(serve)
    app.command("ui")(ui)


def serve(
    host: Annotated[
        str | None, typer.Option(help="Address to listen on (this machine alone by default).")
    ] = None,
    port: Port = None,
    allow_remote: Annotated[
        bool, typer.Option("--allow-remote", help="Others may reach it; TLS stands in front.")
    ] = False,
) -> None:
    """Serve questions, search and documents over HTTP until stopped with Ctrl-C.

    Every request but GET /v1/health needs a key. One for this machine is made at the first start;
    `vouch keys create` makes others. While it runs, the service is the one that writes to the data
    folder. To listen beyond this machine it wants a created key or a sign-in provider, and
    --allow-remote.

    Example: vouch serve --port 8321
    """
    from api.service.app import create_app
    from api.service.front.hosts import names_for
    from api.service.keys import Keys, local_key
    from api.service.serving import run
    from kb.settings import load_settings

    settings = load_settings()
    place = host or settings.host
    _leave_on_terminate()
    with knowledge_base() as base:
        check_remote(place, settings, base.records, allowed=allow_remote or settings.allow_remote)
        listener = listen(place, settings.port if port is None else port)
        with listener, base.serving("serve"):
            key = local_key(settings.home)
            announce(listener, settings)
            names = names_for(listener.getsockname()[0], settings.allowed_hosts)
            run(create_app(base, Keys.local(key, settings.top), names), listener, settings)


def ui(
    port: Port = None,
    api: Annotated[
        str | None, typer.Option(help="Address of a running service, such as http://host:8321.")
    ] = None,
    key_file: Annotated[
        Path | None, typer.Option(help="File with that service's key; by default this machine's.")
    ] = None,
    sign_in: Annotated[
        SignIn,
        typer.Option(
            help="How people come in: `file` uses the key file for everybody here, `key` "
            "asks each for a key, `oidc` sends them to the provider that --secrets names."
        ),
    ] = SignIn.FILE,
    secrets: Annotated[
        Path | None,
        typer.Option(help="TOML file with the [auth] part for --sign-in oidc.", exists=True),
    ] = None,
    name: Annotated[
        list[str] | None,
        typer.Option(help="A name that a proxy in front serves the pages by; may be given again."),
    ] = None,
) -> None:
    """Open the pages on this machine, starting the service too if none answers.

    They listen on this machine alone. To let others in, put a proxy with TLS in front, name it with
    --name, and let people sign in with --sign-in key or oidc.

    Example: vouch ui --port 8501
    """
    from api.service.keys import KEY_FILE, local_key
    from kb.settings import load_settings

    settings = load_settings()
    if sign_in is SignIn.OIDC and secrets is None:
        raise SettingsError("--sign-in oidc needs --secrets FILE; docs/pages.md says what is in it")
    if name and sign_in is SignIn.FILE:
        raise SettingsError(
            "with --name others reach the pages, and would use them with this machine's key; "
            "give --sign-in key or --sign-in oidc too"
        )
    if key_file is None:
        local_key(settings.home)
        key_file = settings.home / KEY_FILE
    _leave_on_terminate()
    address = (api or f"http://{bracketed(_reachable(settings.host))}:{settings.port}").rstrip("/")
    chosen = _free_port() if (wanted := settings.ui_port if port is None else port) == 0 else wanted
    with _service(address, settings, ours=api is None):
        tell(f"The pages are at http://127.0.0.1:{chosen} (service: {address}).")
        options = PageOptions(sign_in, secrets, tuple(name or ()))
        page = subprocess.Popen(page_command(chosen, address, key_file, options))
        try:
            code = page.wait()
        finally:
            _stop(page)
    raise typer.Exit(1 if code else 0)


#: What nobody's own Streamlit settings may undo.
_FIXED = (
    "--server.headless=true",
    "--server.fileWatcherType=none",
    "--browser.gatherUsageStats=false",
    "--client.showErrorDetails=none",
    "--client.toolbarMode=minimal",
    "--logger.level=error",
)


def page_command(
    port: int, api: str, key_file: Path, chosen: PageOptions = PageOptions()
) -> list[str]:
    """The command that runs the pages; the key itself is on no command line.

    How they look, and what Streamlit may do, is in ui/.streamlit/config.toml.
    """
    from importlib.util import find_spec

    spec = find_spec("ui")
    if spec is None or spec.origin is None:
        raise SettingsError("the pages are not installed; install Vouch again")
    # Any other name in the address means that a foreign page points the browser here.
    names = ("127.0.0.1", "localhost", *chosen.names)
    flags = [f"--server.port={port}", "--server.address=127.0.0.1", *_FIXED]
    flags += [f"--server.allowedHosts={name}" for name in names]
    if chosen.secrets is not None:
        flags.append(f"--secrets.files={chosen.secrets.resolve()}")
    app = str(Path(spec.origin).with_name("app.py"))
    streamlit = [*_PYTHON, "-m", "streamlit", "run", app, *flags]
    ours = ["--api", api, "--key-file", str(key_file), "--sign-in", chosen.sign_in.value]
    return [*streamlit, "--", *ours]


def answers(address: str) -> bool:
    """Whether a Vouch service answers at ``address``."""
    import httpx

    try:
        found = httpx.get(f"{address}/v1/health", timeout=2.0, trust_env=False)
        return found.status_code == 200 and found.json() == {"status": "ok"}
    except (httpx.HTTPError, httpx.InvalidURL, ValueError):
        return False


@contextmanager
def _service(address: str, settings: "Settings", *, ours: bool) -> Iterator[None]:
    """A service at ``address`` for the length of the block: the one there, or a child."""
    if answers(address):
        yield
        return
    if not ours:
        tell(f"vouch: no service answers at {address} yet; the page says so until one does")
        yield
        return
    command = [*_VOUCH, "serve", "--host", settings.host, "--port", str(settings.port)]
    child = subprocess.Popen(command)
    try:
        _await(address, child)
        yield
    finally:
        _stop(child)


def _await(address: str, child: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + _START_SECONDS
    while not answers(address):
        if child.poll() is not None:
            raise SettingsError(
                f"the service could not be started (exit code {child.returncode}); "
                "what it said is above"
            )
        if time.monotonic() > until:
            raise SettingsError(f"the service did not answer at {address} within a minute")
        time.sleep(0.1)


def _stop(child: "subprocess.Popen[bytes]") -> None:
    """End a child: politely, then not."""
    if child.poll() is None:
        child.terminate()
        try:
            child.wait(15)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _leave_on_terminate() -> None:
    """Let SIGTERM end the command as Ctrl-C does, so that files are closed and children ended."""

    def leave(_number: int, _frame: Any) -> None:
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, leave)


def _reachable(host: str) -> str:
    """Where to reach from here what listens on ``host``."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])
