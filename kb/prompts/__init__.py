"""Prompts: text files with a version, and the one way to load them.

``answer.v1.txt`` is version 1 of the prompt ``answer``. A version that has written an answer is
never edited: a change is a new file. The audit log keeps the version and a hash of the text.
"""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

__all__ = ["Prompt", "load_prompt"]


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt: ``identity`` names it, its version and its text's hash (``answer.v1@3f0c…``)."""

    name: str
    version: int
    text: str

    @property
    def identity(self) -> str:
        """What an answer records."""
        digest = hashlib.sha256(self.text.encode()).hexdigest()[:12]
        return f"{self.name}.v{self.version}@{digest}"

    def filled(self, **values: str) -> str:
        """The text with each ``{{name}}`` replaced; a value is never read for names again."""
        parts = self.text.split("{{")
        said = [parts[0]]
        for part in parts[1:]:
            name, _, rest = part.partition("}}")
            said += [values[name], rest]
        return "".join(said)


@lru_cache(maxsize=16)
def load_prompt(name: str, version: int) -> Prompt:
    """The prompt of this name and version. Raises ``FileNotFoundError`` where there is none."""
    text = files("kb.prompts").joinpath(f"{name}.v{version}.txt").read_text("utf-8")
    return Prompt(name, version, text)
