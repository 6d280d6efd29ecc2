"""Readers for tests: each does what the first word of its file says."""

import ctypes
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from ingest.limits import Limits
from kb.errors import LimitError, UnreadableError, UnsupportedError
from kb.values import Block, BlockKind, Document

READERS = {"text": "tests.ingest.misbehaving:read", "markdown": "tests.ingest.nowhere:read"}

_LEAK: list[bytes] = []
_CALLS: list[str] = []


def read(path: Path, limits: Limits) -> Iterable[Document]:
    """One document with the file's text, or whatever its first word asks for."""
    text = path.read_text("utf-8")
    _CALLS.append(text)
    word, _, rest = text.partition(" ")
    act = _ACTS.get(word)
    return [_document(text)] if act is None else act(rest)


def _document(text: str) -> Document:
    return Document("A title", (Block(BlockKind.PARAGRAPH, text),))


def _hang(_: str) -> list[Document]:
    while True:
        pass


def _wait(_: str) -> list[Document]:
    os.read(os.pipe()[0], 1)
    return []


def _hog(_: str) -> list[Document]:
    return [_document(str(len(bytearray(10**10))))]


def _leak(megabytes: str) -> list[Document]:
    _LEAK.append(bytes(int(megabytes) * 1_000_000))
    return [_document(str(os.getpid()))]


def _segfault(_: str) -> list[Document]:
    ctypes.string_at(0)
    return []


def _segfault_if_used(_: str) -> list[Document]:
    return _segfault("") if len(_CALLS) > 1 else [_document("fresh")]


def _shout(_: str) -> list[Document]:
    print("noise")  # noqa: T201
    sys.stderr.write("noise " * 100_000)
    os.write(1, b"noise\n")
    return [_document("said and done")]


def _lie(_: str) -> list[Document]:
    for descriptor in range(3, 40):
        try:
            os.write(descriptor, b'{"id":1,"end":{"warnings":[1]}}\n')
        except OSError:
            continue
    return []


def _raise(name: str) -> list[Document]:
    errors: dict[str, Callable[[], BaseException]] = {
        "unreadable": lambda: UnreadableError("it is odd", "make it even", "page 3"),
        "unsupported": lambda: UnsupportedError("it is strange", "save it as .docx"),
        "limit": lambda: LimitError("it has too many pages", "limits.pages"),
        "key": lambda: KeyError("/Root\nsecond line" + "x" * 1000),
        "recursion": lambda: RecursionError("maximum recursion depth exceeded"),
        "exit": lambda: SystemExit(3),
    }
    raise errors[name]()


def _flood(rest: str) -> Iterable[Document]:
    count, length = map(int, rest.split())
    return (_document("x" * length) for _ in range(count))


def _connect(_: str) -> list[Document]:
    socket.create_connection(("127.0.0.1", 9))
    return []


def _start(_: str) -> list[Document]:
    subprocess.run([sys.executable, "-c", "pass"], check=True)
    return []


def _write(target: str) -> list[Document]:
    Path(target).write_text("changed", "utf-8")
    return []


def _remove(target: str) -> list[Document]:
    Path(target).unlink()
    return []


def _wrong_type(_: str) -> list[Document]:
    return [Document("A title", (Block(BlockKind.PARAGRAPH, "text", level="deep"),))]  # type: ignore[arg-type]


_ACTS: dict[str, Callable[[str], Iterable[Document]]] = {
    "hang": _hang,
    "wait": _wait,
    "hog": _hog,
    "leak": _leak,
    "segfault": _segfault,
    "segfault-if-used": _segfault_if_used,
    "abort": lambda _: os.abort(),
    "exit": lambda status: os._exit(int(status)),
    "shout": _shout,
    "lie": _lie,
    "raise": _raise,
    "flood": _flood,
    "connect": _connect,
    "start": _start,
    "write": _write,
    "remove": _remove,
    "pid": lambda _: [_document(str(os.getpid()))],
    "environment": lambda _: [_document(" ".join(f"{k}={v}" for k, v in os.environ.items()))],
    "surrogate": lambda _: [_document("a\ud800b")],
    "wrong-type": _wrong_type,
}
