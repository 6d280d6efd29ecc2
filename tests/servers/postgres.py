"""A Postgres server of its own for a test run, and an empty database for each test that asks."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg

from tests.servers.programs import end, free_port, wait_until

_USER = "vouch"
#: Text sorts by the rules of a language, as on most servers: nothing may rest on its order.
_CLUSTER = ("--auth=trust", f"--username={_USER}", "--encoding=UTF8", "--no-sync",
            "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-US")  # fmt: skip
#: Nothing is to outlive the test run, so nothing waits for the disk.
_OPTIONS = {"fsync": "off", "full_page_writes": "off",
            "max_connections": "200", "shared_buffers": "32MB", "autovacuum": "off",
            "listen_addresses": "127.0.0.1", "log_min_messages": "error"}  # fmt: skip


class NoServerError(Exception):
    """There is no Postgres here, or it cannot be started; the text says why."""


def programs() -> Path:
    """The folder with initdb and postgres. Raises ``NoServerError``."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if configured := shutil.which("pg_config"):
        said = subprocess.run([configured, "--bindir"], capture_output=True, text=True, check=False)
        found.append(Path(said.stdout.strip()) / "initdb")
    if on_path := shutil.which("initdb"):
        found.append(Path(on_path).resolve())
    whole = [one.parent for one in found if one.is_file() and (one.parent / "postgres").is_file()]
    if not whole:
        raise NoServerError("no Postgres server is installed (Debian: apt-get install postgresql)")
    return whole[-1]


def _as_whom(folder: Path) -> list[str]:
    """What a command begins with: Postgres refuses to run as root."""
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        raise NoServerError("Postgres does not run as root, and setpriv is missing")
    import pwd

    known = {entry.pw_name for entry in pwd.getpwall()}
    user = next((name for name in ("postgres", "nobody") if name in known), None)
    if user is None:
        raise NoServerError("Postgres does not run as root, and there is no user to become")
    entry = pwd.getpwnam(user)
    os.chown(folder, entry.pw_uid, entry.pw_gid)
    return ["setpriv", f"--reuid={entry.pw_uid}", f"--regid={entry.pw_gid}", "--clear-groups"]


@dataclass
class PostgresServer:
    """A server on loopback; ``stop`` and ``start`` it as a test needs."""

    folder: Path
    port: int
    _as: list[str]
    _process: "subprocess.Popen[bytes] | None" = None
    _numbers: Iterator[int] = field(default_factory=count)

    def url(self, database: str) -> str:
        """The address of a database of it, as a person would write it."""
        return f"postgresql://{_USER}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = [part for name, value in _OPTIONS.items() for part in ("-c", f"{name}={value}")]
        options += ["-p", str(self.port), "-k", str(self.folder), "-D", str(self.folder / "data")]
        program = str(programs() / "postgres")
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [*self._as, program, *options], stdout=log, stderr=log, cwd="/"
            )
        wait_until(self._answers, "Postgres answers")

    def stop(self) -> None:
        """Stop it at once; who is connected is cut off."""
        assert self._process is not None
        end(self._process, signal.SIGQUIT)

    def _answers(self) -> bool:
        assert self._process is not None
        if self._process.poll() is not None:
            raise NoServerError(f"Postgres ended: {(self.folder / 'log').read_text()[-500:]}")
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def execute(self, statement: str, address: str = "") -> None:
        """Run a statement outside every transaction, in no database in particular by default."""
        with psycopg.connect(address or self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    @contextmanager
    def database(self, template: str = "template1") -> Iterator[str]:
        """The address of a new database, a copy of ``template``; dropped at the end."""
        name = f"t{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield self.url(name)
        finally:
            self.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@contextmanager
def running() -> Iterator[PostgresServer]:
    """A new server. Raises ``NoServerError``."""
    bin_folder = programs()
    folder = Path(tempfile.mkdtemp(prefix="vouch-pg-"))
    server: PostgresServer | None = None
    try:
        user = _as_whom(folder)
        command = [*user, str(bin_folder / "initdb"), "-D", str(folder / "data"), *_CLUSTER]
        made = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
        if made.returncode:
            raise NoServerError(f"initdb failed: {made.stderr.strip()[-300:]}")
        server = PostgresServer(folder, free_port(), user)
        server.start()
        yield server
    finally:
        if server is not None and server._process is not None:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)
