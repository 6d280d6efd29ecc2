"""A language model that says what it is told to: the double for tests and demonstrations."""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from kb.models.protocol import ChatModelError, Failure, Message, Reply, Schema, Usage

#: A reply, a failure, or something that makes up its reply from what it is shown.
Line = str | ChatModelError | Callable[[Sequence[Message]], str]
#: Characters to a token, about, in English.
_TOKEN = 4


@dataclass
class ScriptedModel:
    """Says ``lines`` one after the other, the last one again and again.

    ``seen`` keeps what it was shown. A stream comes in pieces of ``piece`` characters.
    """

    lines: Sequence[Line]
    name: str = "scripted:1"
    piece: int = 7
    seen: list[Sequence[Message]] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def complete(self, messages: Sequence[Message], schema: Schema) -> Reply:  # noqa: ARG002
        """The next line."""
        with self._lock:
            line = self.lines[min(len(self.seen), len(self.lines) - 1)] if self.lines else None
            self.seen.append(messages)
        if line is None:
            raise ChatModelError(Failure.UNAVAILABLE, "the scripted model has nothing to say")
        if isinstance(line, ChatModelError):
            raise line
        text = line if isinstance(line, str) else line(messages)
        read = sum(len(message.text) for message in messages)
        return Reply(text, Usage(read // _TOKEN, len(text) // _TOKEN))

    def stream(self, messages: Sequence[Message], schema: Schema) -> Iterator[Reply]:
        """The next line in pieces, its usage at the end."""
        reply = self.complete(messages, schema)
        for at in range(0, len(reply.text), self.piece):
            yield Reply(reply.text[at : at + self.piece])
        yield Reply("", reply.usage)
