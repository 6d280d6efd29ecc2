"""The bank of subjects: how people ask about each, and how documents state it."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from kb.errors import SettingsError

_Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3)]


class Subject(BaseModel):
    """One thing that a sentence can state.

    ``asks``: questions that a sentence like those of ``states`` answers. ``inverse``: closed
    questions whose yes would mean that what is stated is not so. ``terms``: what marks the subject
    in a document. ``apart``: what it must not be taken for.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    about: _Line
    asks: tuple[_Line, ...] = Field(min_length=3)
    inverse: tuple[_Line, ...]
    states: tuple[_Line, ...] = Field(min_length=2)
    terms: tuple[str, ...] = Field(min_length=1)
    apart: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bank:
    """All subjects in a fixed order, named ``file/id``, and the hash of their files."""

    names: tuple[str, ...]
    subjects: tuple[Subject, ...]
    digest: str

    def texts(self) -> Iterator[str]:
        """What is embedded: of each subject its asks, inverse asks and states, in this order."""
        for subject in self.subjects:
            yield from subject.asks
            yield from subject.inverse
            yield from subject.states


def sources() -> list[Traversable]:
    """The files of the bank."""
    folder = files("kb.data").joinpath("practices")
    return sorted((f for f in folder.iterdir() if f.name.endswith(".yaml")), key=lambda f: f.name)


def digest_of(found: Sequence[Traversable]) -> str:
    """SHA-256 of the files' names and bytes."""
    sha = hashlib.sha256()
    for file in found:
        sha.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return sha.hexdigest()


def load_bank() -> Bank:
    """Read the bank. Raises ``SettingsError`` naming the subject that is not as it should be."""
    import yaml

    found = sources()
    subjects: dict[str, Subject] = {}
    for file in found:
        for entry in yaml.safe_load(file.read_bytes()) or []:
            try:
                subject = Subject.model_validate(entry)
            except ValidationError as error:
                name = entry.get("id", "?") if isinstance(entry, dict) else "?"
                where = ".".join(str(part) for part in error.errors()[0]["loc"])
                message = f"{file.name}: subject {name}: {where}: {error.errors()[0]['msg']}"
                raise SettingsError(message) from error
            key = f"{file.name.removesuffix('.yaml')}/{subject.id}"
            if key in subjects:
                raise SettingsError(f"{file.name}: subject {subject.id} is there twice")
            subjects[key] = subject
    names = tuple(sorted(subjects))
    return Bank(names, tuple(subjects[name] for name in names), digest_of(found))
