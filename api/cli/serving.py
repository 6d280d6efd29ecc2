"""``vouch serve`` and ``vouch ui``."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.output import knowledge_base, tell
from kb.errors import SettingsError

if TYPE_CHECKING:
    from kb.settings import Settings

_LOOPBACK = ("127.0.0.1", "::1", "localhost")
#: Longest wait for a service that was started here, in seconds: a first start makes the records.
_START_SECONDS = 60.0
#: -P keeps a folder named like one of our packages, where the person stands, off the path.
_PYTHON = (sys.executable, "-P")
_VOUCH = (*_PYTHON, "-c", "from api.cli.main import run; run()")
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
) -> None:
    """Serve questions, search and documents over HTTP until stopped with Ctrl-C.

    Every request but GET /v1/health needs the key, which is made at the first start. While it
    runs, the service is the one that writes to the data folder.

    Example: vouch serve --port 8321
    """
    import uvicorn

    from api.service.app import create_app
    from api.service.keys import KEY_FILE, Keys, local_key
    from kb.settings import load_settings

    settings = load_settings()
    _leave_on_terminate()
    listener = _listen(host or settings.host, settings.port if port is None else port)
    with listener, knowledge_base() as base, base.writing("serve"):
        key = local_key(settings.home)
        _announce(listener, settings.home / KEY_FILE)
        config = uvicorn.Config(
            create_app(base, Keys.local(key)),
            log_level=settings.log_level,
            access_log=settings.log_level in ("debug", "info"),
            server_header=False,
            timeout_graceful_shutdown=10,
        )
        uvicorn.Server(config).run(sockets=[listener])


def ui(
    port: Port = None,
    api: Annotated[
        str | None, typer.Option(help="Address of a running service, such as http://host:8321.")
    ] = None,
    key_file: Annotated[
        Path | None, typer.Option(help="File with that service's key; by default this machine's.")
    ] = None,
) -> None:
    """Open the chat page on this machine, starting the service too if none answers.

    Example: vouch ui --port 8501
    """
    from api.service.keys import KEY_FILE, local_key
    from kb.settings import load_settings

    settings = load_settings()
    if key_file is None:
        local_key(settings.home)
        key_file = settings.home / KEY_FILE
    _leave_on_terminate()
    address = (api or f"http://{_bracketed(_reachable(settings.host))}:{settings.port}").rstrip("/")
    chosen = _free_port() if (wanted := settings.ui_port if port is None else port) == 0 else wanted
    with _service(address, settings, ours=api is None):
        tell(f"The chat page is at http://127.0.0.1:{chosen} (service: {address}).")
        page = subprocess.Popen(page_command(chosen, address, key_file))
        try:
            code = page.wait()
        finally:
            _stop(page)
    raise typer.Exit(1 if code else 0)


def page_command(port: int, api: str, key_file: Path) -> list[str]:
    """The command that runs the page; the key itself is on no command line."""
    from importlib.util import find_spec

    spec = find_spec("ui")
    if spec is None or spec.origin is None:
        raise SettingsError("the pages are not installed; install Vouch again")
    options = {
        "server.port": str(port),
        "server.address": "127.0.0.1",
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
        "logger.level": "error",
    }
    flags = [f"--{name}={value}" for name, value in options.items()]
    # Any other name in the address means that a foreign page points the browser here.
    flags += [f"--server.allowedHosts={name}" for name in ("127.0.0.1", "localhost")]
    app = str(Path(spec.origin).with_name("app.py"))
    streamlit = [*_PYTHON, "-m", "streamlit", "run", app, *flags]
    return [*streamlit, "--", "--api", api, "--key-file", str(key_file)]


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


def _listen(host: str, port: int) -> socket.socket:
    """A listening socket. Raises ``SettingsError`` when the address cannot be had."""
    try:
        kind, _, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(place[:2], family=kind)
    except OSError as error:
        raise SettingsError(
            f"cannot listen on {host}, port {port}: {error.strerror}; "
            "choose another with --port, or stop what uses it"
        ) from error


def _announce(listener: socket.socket, key_file: Path) -> None:
    host, port = listener.getsockname()[:2]
    tell(
        f"Vouch serves at http://{_bracketed(host)}:{port}. "
        f"The key is in {key_file}. Ctrl-C ends it."
    )
    if host not in _LOOPBACK:
        tell(
            f"vouch: warning: {host} can be reached from other machines, and the key is all that "
            "protects what this service knows; requests are not encrypted. Put a proxy with TLS "
            "in front of it, or leave --host at 127.0.0.1."
        )


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _reachable(host: str) -> str:
    """Where to reach from here what listens on ``host``."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])
