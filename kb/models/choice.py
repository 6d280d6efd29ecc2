"""Which language model the settings ask for, and what its tokens cost."""

from dataclasses import dataclass
from importlib.util import find_spec

from kb.errors import SettingsError
from kb.models.breaker import Breaker
from kb.models.langchain_model import LangChainModel
from kb.models.protocol import ChatModel, Usage
from kb.settings import Settings


@dataclass(frozen=True, slots=True)
class Price:
    """What a million tokens cost, read and written, in whatever currency the owner thinks in."""

    read: float
    written: float

    def of(self, usage: Usage) -> float:
        """The cost of ``usage``, to a millionth."""
        return round((usage.read * self.read + usage.written * self.written) / 1e6, 6)


def make_chat_model(settings: Settings) -> ChatModel | None:
    """The model that ``settings.llm`` names, behind a breaker; None where none is named.

    Nothing is loaded or reached yet. Raises ``SettingsError`` for a name without a provider.
    """
    if settings.llm is None:
        return None
    provider, _, model = settings.llm.partition(":")
    if not provider or not model:
        raise SettingsError(
            f"VOUCH_LLM={settings.llm!r}: write provider:model, for example openai:gpt-4o-mini, "
            "anthropic:claude-sonnet-4-5 or ollama:llama3.1"
        )
    if find_spec("langchain") is None:
        raise SettingsError(
            f"VOUCH_LLM={settings.llm!r} needs LangChain, which is not installed; install it with "
            f"`pip install 'vouch-kb[{provider}]'` (openai, anthropic or ollama)"
        )
    key = settings.llm_api_key
    return Breaker(
        LangChainModel(
            settings.llm,
            base_url=settings.llm_base_url,
            api_key=None if key is None else key.get_secret_value(),
            timeout=settings.llm_timeout,
            max_tokens=settings.llm_max_tokens,
        )
    )


def price_of(settings: Settings) -> Price | None:
    """What the model's tokens cost, where the settings say it."""
    if settings.llm_price_in is None or settings.llm_price_out is None:
        return None
    return Price(settings.llm_price_in, settings.llm_price_out)
