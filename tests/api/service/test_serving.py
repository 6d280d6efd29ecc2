"""``vouch serve`` and ``vouch ui`` as processes: what they say, and how they end."""

import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from api.cli import serving
from api.service.keys import KEY_FILE

ROOT = Path(__file__).parents[3]
URL = re.compile(r"http://[\d.]+:\d+")


def environment(home: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "VOUCH_HOME": str(home),
        "VOUCH_EMBEDDER": "hashing",
    }


@contextmanager
def vouch(
    home: Path, *arguments: str, log_level: str = "warning"
) -> Iterator[subprocess.Popen[str]]:
    run = [sys.executable, "-P", "-c", "from api.cli.main import run; run()", *arguments]
    process = subprocess.Popen(
        run,
        env=environment(home) | {"VOUCH_LOG_LEVEL": log_level},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stderr is not None
    return process.stderr.readline()


def test_serve_says_where_it_is_and_where_the_key_is(tmp_path: Path) -> None:
    with vouch(tmp_path, "serve", "--port", "0") as process:
        said = first_line(process)
        found = URL.search(said)
        assert found is not None, said
        assert found[0].startswith("http://127.0.0.1:")
        key_file = tmp_path / KEY_FILE
        assert str(key_file) in said
        assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
        assert key_file.read_text().strip() not in said
        assert httpx.get(f"{found[0]}/v1/health", timeout=20).json() == {"status": "ok"}
        assert httpx.get(f"{found[0]}/v1/documents", timeout=20).status_code == 401
        headers = {"X-API-Key": key_file.read_text().strip()}
        listed = httpx.get(f"{found[0]}/v1/documents", headers=headers, timeout=20)
        assert listed.json()["total"] == 0
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


def test_one_service_owns_the_data_folder(tmp_path: Path) -> None:
    with vouch(tmp_path, "serve", "--port", "0") as first:
        assert URL.search(first_line(first))
        with vouch(tmp_path, "serve", "--port", "0") as second:
            assert second.wait(30) == 2
            assert "vouch serve" in first_line(second)


def test_a_taken_port_is_said_plainly(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        with vouch(tmp_path, "serve", "--port", port) as process:
            assert process.wait(30) == 2
            said = first_line(process)
    assert port in said
    assert "--port" in said


def made_key(home: Path) -> str:
    run = [sys.executable, "-P", "-c", "from api.cli.main import run; run()"]
    done = subprocess.run(
        [*run, "keys", "create", "site"],
        env=environment(home),
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_listening_beyond_this_machine_wants_a_key_and_a_word(tmp_path: Path) -> None:
    beyond = ("serve", "--port", "0", "--host", "0.0.0.0")
    with vouch(tmp_path, *beyond, "--allow-remote") as process:
        assert process.wait(30) == 2
        assert "vouch keys create" in first_line(process)
    token = made_key(tmp_path)
    with vouch(tmp_path, *beyond) as process:
        assert process.wait(30) == 2
        said = first_line(process)
        assert "--allow-remote" in said
        assert "TLS" in said
    with vouch(tmp_path, *beyond, "--allow-remote") as process:
        found = URL.search(first_line(process))
        assert found is not None
        assert "can be reached from other machines" in first_line(process)
        address = found[0].replace("0.0.0.0", "127.0.0.1")
        me = httpx.get(f"{address}/v1/me", headers={"X-API-Key": token}, timeout=20)
        assert me.json()["actor"] == "key:site"


def test_a_foreign_name_for_this_machine_is_refused(tmp_path: Path) -> None:
    with vouch(tmp_path, "serve", "--port", "0") as process:
        found = URL.search(first_line(process))
        assert found is not None
        given = {"Host": "evil.example"}
        assert httpx.get(f"{found[0]}/v1/health", headers=given, timeout=20).status_code == 421


def test_the_log_is_json_with_the_request_s_id_and_no_query(tmp_path: Path) -> None:
    with vouch(tmp_path, "serve", "--port", "0", log_level="info") as process:
        found = URL.search(first_line(process))
        assert found is not None
        headers = {
            "X-API-Key": (tmp_path / KEY_FILE).read_text().strip(),
            "X-Request-ID": "seen-1",
        }
        address = f"{found[0]}/v1/documents/a%0Ab%1b?audience=public&limit=secret"
        assert httpx.get(address, headers=headers, timeout=20).status_code in (404, 422)
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=30)
    lines = [json.loads(line) for line in said.splitlines()]
    access = next(line for line in lines if line.get("request_id") == "seen-1")
    assert access["route"] == "/v1/documents/{document_id}"
    assert access["caller"] == "service:local"
    assert access["path"] == "/v1/documents/a\nb\x1b"
    assert "secret" not in said
    assert headers["X-API-Key"] not in said
    assert process.returncode == 0


def test_the_page_gets_the_key_by_file_and_stays_on_this_machine(tmp_path: Path) -> None:
    command = serving.page_command(8601, "http://127.0.0.1:8321", tmp_path / "service.key")
    assert "--server.address=127.0.0.1" in command
    assert "--browser.gatherUsageStats=false" in command
    assert command[command.index("--") :] == [
        "--",
        "--api",
        "http://127.0.0.1:8321",
        "--key-file",
        str(tmp_path / "service.key"),
        "--sign-in",
        "file",
    ]
    assert Path(command[command.index("run") + 1]).is_file()


def test_what_is_no_service_does_not_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    assert not serving.answers(f"http://127.0.0.1:{port}")
    assert not serving.answers("http://[nonsense")
