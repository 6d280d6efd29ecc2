"""What the errors of providers' libraries mean; imports none of them."""

import re
import sys

from kb.models.protocol import ChatModelError, Failure

#: Where each library keeps the error from which all of its own derive.
_ROOTS = (
    ("openai", "OpenAIError"),
    ("anthropic", "AnthropicError"),
    ("ollama", "ResponseError"),
    ("httpx", "HTTPError"),
    ("httpx2", "HTTPError"),
    ("langchain_core.exceptions", "LangChainException"),
)
_TIMED_OUT = re.compile(r"timed?[\s_-]?out|timeout", re.IGNORECASE)
_REJECTED = (400, 401, 403, 404, 413, 422)
_LONGEST = 200


def provider_errors() -> tuple[type[BaseException], ...]:
    """The errors that the libraries loaded so far raise when a request fails."""
    # All but the first come of a body that is not what the protocol says; LangChain asserts that a
    # stream had anything in it.
    found: list[type[BaseException]] = [OSError, ValueError, TypeError, LookupError, AssertionError]
    for module, name in _ROOTS:
        root = getattr(sys.modules.get(module), name, None)
        if isinstance(root, type) and issubclass(root, BaseException):
            found.append(root)
    return tuple(found)


def status(error: BaseException) -> int | None:
    """The HTTP status that an error stands for, if it has one."""
    held = getattr(error, "status_code", None)
    return held if isinstance(held, int) else None


def translated(error: BaseException, name: str) -> ChatModelError:
    """A provider's error as ours, in words for the person who runs Vouch."""
    code = status(error)
    kinds = " ".join(kind.__name__ for kind in type(error).__mro__)
    said = re.sub(r"\s+", " ", str(error))[:_LONGEST] or "what it sent was no reply"
    if code == 429:
        return ChatModelError(Failure.RATE_LIMITED, f"{name} takes no more requests now (429)")
    if code in (408, 504) or (code is None and _TIMED_OUT.search(f"{kinds} {said}")):
        return ChatModelError(Failure.TIMEOUT, f"{name} did not reply in time")
    if code in _REJECTED:
        what = "the key is missing or not accepted" if code in (401, 403) else said
        return ChatModelError(Failure.REFUSED, f"{name} refused the request ({code}): {what}")
    if code is not None:
        return ChatModelError(Failure.UNAVAILABLE, f"{name} is out of order ({code})")
    return ChatModelError(Failure.UNAVAILABLE, f"{name} cannot be reached: {said}")
