"""A server on this machine that speaks OpenAI's chat completions, and fails as we tell it to.

It knows structured output (``response_format``), streaming with usage, errors, slow replies and
bodies that are no JSON. Standard library only; one thread; used in tests and by hand::

    python -m tests.stubs.openai_server 8000
"""

import json
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Turn:
    """One reply of the server.

    ``status`` other than 200 sends an error with ``text`` as its message. ``body`` is sent as it
    is. ``stalls`` leaves the client waiting (after the first piece of a stream) until the server
    stops. ``without_schema`` and ``without_temperature`` refuse requests that ask for them.
    """

    text: str = ""
    status: int = 200
    body: bytes | None = None
    stalls: bool = False
    breaks: bool = False
    without_schema: bool = False
    without_temperature: bool = False


@dataclass
class OpenAIStub:
    """The server's side of the conversation: what it says in turn, and what it was asked."""

    turns: Sequence[Turn]
    asked: list[Json] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    url: str = ""
    stopping: threading.Event = field(default_factory=threading.Event)

    def turn(self, request: Json, key: str) -> Turn:
        """The next turn; the last one is kept."""
        found = self.turns[min(len(self.asked), len(self.turns) - 1)]
        self.asked.append(request)
        self.keys.append(key)
        return found


class _Handler(BaseHTTPRequestHandler):
    stub: OpenAIStub

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        turn = self.stub.turn(request, self.headers.get("Authorization", ""))
        if turn.stalls and not request.get("stream"):
            self.stub.stopping.wait(30)
            return
        if turn.without_schema and "response_format" in request:
            turn = Turn("unknown field response_format", status=400)
        elif turn.without_temperature and "temperature" in request:
            turn = Turn("Unsupported value: temperature", status=400)
        if self.path != "/v1/chat/completions":
            turn = Turn(f"no such path: {self.path}", status=404)
        if turn.body is not None:
            self._send(200, turn.body)
        elif turn.status != 200:
            error = {"error": {"message": turn.text, "type": "stub", "code": None}}
            self._send(turn.status, json.dumps(error).encode())
        elif request.get("stream"):
            self._stream(request, turn)
        else:
            self._send(200, json.dumps(_completion(request, turn.text)).encode())

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _stream(self, request: Json, turn: Turn) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self._piece({"delta": {"role": "assistant", "content": ""}}, request)
        for at in range(0, len(turn.text), 9):
            self._piece({"delta": {"content": turn.text[at : at + 9]}}, request)
            if turn.stalls:
                self.stub.stopping.wait(30)
                return
            if turn.breaks:
                self.close_connection = True
                self.wfile.write(b"data: {not json\n\n")
                return
        self._piece({"delta": {}, "finish_reason": "stop"}, request)
        if (request.get("stream_options") or {}).get("include_usage"):
            self._event({**_head(request, "chat.completion.chunk"), "choices": [],
                         "usage": _usage(request, turn.text)})  # fmt: skip
        self.wfile.write(b"data: [DONE]\n\n")

    def _piece(self, choice: Json, request: Json) -> None:
        whole = {"index": 0, "finish_reason": None, **choice}
        self._event({**_head(request, "chat.completion.chunk"), "choices": [whole]})

    def _event(self, data: Json) -> None:
        self.wfile.write(b"data: " + json.dumps(data).encode() + b"\n\n")
        self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing on stderr."""


def _head(request: Json, kind: str) -> Json:
    return {"id": "stub-1", "object": kind, "created": 0, "model": request["model"]}


def _usage(request: Json, text: str) -> Json:
    read = sum(len(str(m["content"])) for m in request["messages"]) // 4
    written = len(text) // 4
    return {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}


def _completion(request: Json, text: str) -> Json:
    choice = {
        "index": 0,
        "message": {"role": "assistant", "content": text},
        "finish_reason": "stop",
    }
    return {
        **_head(request, "chat.completion"),
        "choices": [choice],
        "usage": _usage(request, text),
    }


@contextmanager
def openai_stub(*turns: Turn, port: int = 0) -> Iterator[OpenAIStub]:
    """The server, listening on a port of its own until the end of the block."""
    stub = OpenAIStub(turns or (Turn("{}"),))
    handler = type("Handler", (_Handler,), {"stub": stub})
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    server.daemon_threads = True
    stub.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield stub
    finally:
        stub.stopping.set()
        server.shutdown()
        server.server_close()
        thread.join()


if __name__ == "__main__":
    reply = '{"claims": [], "verdict": null, "cannot_answer": "This is a stub."}'
    with openai_stub(Turn(reply), port=int(sys.argv[1]) if sys.argv[1:] else 0) as running:
        sys.stderr.write(f"{running.url}\n")
        threading.Event().wait()
