"""Any language model that LangChain's ``init_chat_model`` reaches.

LangChain and the provider's package are extras (``vouch-kb[openai]``), imported at the first
question. LangChain's own tracing is switched off: what a model is shown goes to that model alone.
"""

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from kb.errors import SettingsError
from kb.models.protocol import ChatModelError, Failure, Message, Reply, Role, Schema, Usage
from kb.models.provider_errors import provider_errors, status, translated

_TURNS = {Role.SYSTEM: "system", Role.USER: "human", Role.MODEL: "ai"}
#: Words by which a server says which of our wishes it does not know.
_ABOUT_SCHEMA = ("response_format", "json_schema", "schema", "format", "tool", "grammar")


@dataclass
class LangChainModel:
    """A model by its LangChain name (``provider:model``).

    ``timeout`` is in seconds and bounds a whole stream too. A server that knows no structured
    output, or no temperature, is asked again without, and from then on always without.
    """

    name: str
    base_url: str | None = None
    api_key: str | None = field(default=None, repr=False)
    timeout: float = 20.0
    max_tokens: int = 1_500
    temperature: float | None = 0.0
    structured: bool = True
    clock: Callable[[], float] = time.monotonic
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)
    _made: Any = field(default=None, init=False, repr=False)

    def complete(self, messages: Sequence[Message], schema: Schema) -> Reply:
        """See ``ChatModel``. Raises ``SettingsError`` where a package is missing."""
        self._model()
        while True:
            try:
                with _untraced():
                    return _reply(self._bound(schema).invoke(_turns(messages)))
            except provider_errors() as error:
                if not self._asks_less(error):
                    raise translated(error, self.name) from error

    def stream(self, messages: Sequence[Message], schema: Schema) -> Iterator[Reply]:
        """See ``ChatModel``."""
        self._model()
        begun = False
        ends = self.clock() + self.timeout
        while not begun:
            try:
                with _untraced():
                    for piece in self._bound(schema).stream(_turns(messages)):
                        begun = True
                        if self.clock() > ends:
                            raise ChatModelError(
                                Failure.TIMEOUT,
                                f"{self.name} did not finish within {self.timeout:g} s",
                            )
                        yield _reply(piece)
                begun = True
            except provider_errors() as error:
                if begun or not self._asks_less(error):
                    raise translated(error, self.name) from error

    def _bound(self, schema: Schema) -> Any:
        """The model, asked for JSON of ``schema`` where it can be."""
        model = self._model()
        if not self.structured:
            return model
        asked = model.with_structured_output(dict(schema), method="json_schema", include_raw=True)
        # Its first step gives the message itself, which is read and checked here, not there.
        return asked.first.steps__["raw"]

    def _model(self) -> Any:
        with self._lock:
            if self._made is None:
                self._made = self._make()
            return self._made

    def _make(self) -> Any:
        provider = self.name.partition(":")[0]
        try:
            make = import_module("langchain.chat_models").init_chat_model
            return make(self.name, **self._arguments(provider))
        except ImportError as error:
            raise SettingsError(
                f"VOUCH_LLM={self.name!r} needs a package that is not installed; install it with "
                f"`pip install 'vouch-kb[{provider}]'` (openai, anthropic or ollama; for another "
                "provider LangChain and its package for it)"
            ) from error
        except provider_errors() as error:
            raise SettingsError(f"VOUCH_LLM={self.name!r} cannot be set up: {error}") from error

    def _arguments(self, provider: str) -> dict[str, Any]:
        given: dict[str, Any] = {"base_url": self.base_url, "temperature": self.temperature}
        if provider == "ollama":
            given |= {"num_predict": self.max_tokens, "client_kwargs": {"timeout": self.timeout}}
        else:
            given |= {
                "api_key": self.api_key,
                "max_tokens": self.max_tokens,
                "timeout": self.timeout,
                "max_retries": 0,
            }
        if provider == "openai":
            given["stream_usage"] = True
        return {name: value for name, value in given.items() if value is not None}

    def _asks_less(self, error: BaseException) -> bool:
        """Whether to ask again without what the server did not understand."""
        said = str(error).lower()
        if status(error) not in (400, 422):
            return False
        with self._lock:
            if "temperature" in said and self.temperature is not None:
                self.temperature, self._made = None, None
                return True
            if self.structured and any(word in said for word in _ABOUT_SCHEMA):
                self.structured = False
                return True
        return False


def _untraced() -> Any:
    return import_module("langsmith").tracing_context(enabled=False)


def _turns(messages: Sequence[Message]) -> list[tuple[str, str]]:
    return [(_TURNS[message.role], message.text) for message in messages]


def _reply(message: Any) -> Reply:
    """What a LangChain message says: its text, or the arguments of the tool it calls."""
    text = message.text if isinstance(message.text, str) else message.text()
    calls = getattr(message, "tool_calls", None)
    if not text and calls:
        text = json.dumps(calls[0]["args"])
    used = message.usage_metadata or {}
    return Reply(str(text), Usage(used.get("input_tokens", 0), used.get("output_tokens", 0)))
