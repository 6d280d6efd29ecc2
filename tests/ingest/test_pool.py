"""How the processes of a pool start, share the work, are replaced, and end."""

import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

import ingest.sandbox
from ingest.limits import Limits
from ingest.sandbox import ReaderPool, ReadResult
from kb.errors import VouchError

REGISTRY = "tests.ingest.misbehaving:READERS"
LIMITS = Limits(seconds=2, memory_mb=300)


def test_the_pool_says_why_it_cannot_start(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("text", "utf-8")

    with (
        ReaderPool(LIMITS, registry="tests.ingest.nowhere:READERS") as pool,
        pytest.raises(VouchError, match="does not start: ModuleNotFoundError"),
    ):
        pool.read(tmp_path / "a.txt")


def test_results_come_in_order_and_one_bad_file_stops_nothing(tmp_path: Path) -> None:
    texts = ["segfault" if n % 7 == 3 else f"file {n}" for n in range(30)]
    paths = [tmp_path / f"{n}.txt" for n in range(30)]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, "utf-8")

    with ReaderPool(LIMITS, workers=2, registry=REGISTRY) as pool:
        results = list(pool.read_many(paths))

    assert [path for path, _ in results] == paths
    for text, (_, result) in zip(texts, results, strict=True):
        if text == "segfault":
            assert result.error is not None
        else:
            assert result.documents[0].text == text


def test_paths_are_taken_only_as_results_are(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("text", "utf-8")
    taken: list[int] = []

    def paths() -> Iterator[Path]:
        for number in range(100):
            taken.append(number)
            yield tmp_path / "a.txt"

    with ReaderPool(LIMITS, registry=REGISTRY) as pool:
        next(pool.read_many(paths()))

    assert len(taken) <= 4


def test_a_process_outlives_the_thread_that_first_used_it(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("pid", "utf-8")
    pids: list[str] = []

    with ReaderPool(LIMITS, registry=REGISTRY) as pool:

        def read() -> None:
            pids.append(pool.read(tmp_path / "a.txt").documents[0].text)

        for _ in range(3):
            thread = threading.Thread(target=read)
            thread.start()
            thread.join()

    assert len(pids) == 3
    assert len(set(pids)) == 1


def test_a_process_is_replaced_after_so_many_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest.sandbox, "_FILES", 2)
    (tmp_path / "a.txt").write_text("pid", "utf-8")

    with ReaderPool(LIMITS, registry=REGISTRY) as pool:
        pids = [pool.read(tmp_path / "a.txt").documents[0].text for _ in range(4)]

    assert pids[0] == pids[1] != pids[2] == pids[3]


def test_relative_paths_and_any_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text("text", "utf-8")
    monkeypatch.chdir(tmp_path)

    with ReaderPool(LIMITS, registry=REGISTRY) as pool:
        assert pool.read(Path("a.txt")).error is None


def test_closing_ends_what_is_being_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("pid", "utf-8")
    (tmp_path / "b.txt").write_text("wait", "utf-8")
    results: list[ReadResult] = []
    limits = Limits(seconds=200)

    with ReaderPool(limits, registry=REGISTRY) as pool:
        pid = int(pool.read(tmp_path / "a.txt").documents[0].text)
        thread = threading.Thread(target=lambda: results.append(pool.read(tmp_path / "b.txt")))
        thread.start()
    thread.join(20)

    assert not thread.is_alive()
    assert "stopped" in str(results[0].error)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a guard of Linux")
def test_no_orphan_remains_when_the_parent_is_killed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("pid", "utf-8")
    (tmp_path / "b.txt").write_text("hang", "utf-8")
    script = f"""
import sys
from pathlib import Path
from ingest.limits import Limits
from ingest.sandbox import ReaderPool
pool = ReaderPool(Limits(seconds=600), registry={REGISTRY!r})
print(pool.read(Path("a.txt")).documents[0].text, flush=True)
pool.read(Path("b.txt"))
"""
    root = str(Path(ingest.sandbox.__file__).parents[1])
    with subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": root},
        stdout=subprocess.PIPE,
    ) as parent:
        assert parent.stdout is not None
        child = os.pidfd_open(int(parent.stdout.readline()))
        parent.send_signal(signal.SIGKILL)

    ended, _, _ = select.select([child], [], [], 20)
    os.close(child)
    assert ended
