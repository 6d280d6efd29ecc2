"""What a coverage report goes through: a framework's controls, in order, by family."""

import re
from dataclasses import dataclass

#: A publisher's notice in place of a text that it sells says nothing of the control.
_NO_TEXT = re.compile(
    r"\bplease see the [^.]{0,60}website\b|\bsee the .{0,30} for the full text", re.IGNORECASE
)
_LONGEST = 600
_ASSIGNMENT = re.compile(r"\[(?:Assignment|Selection)[^\]]*\]")


@dataclass(frozen=True, slots=True)
class Requirement:
    """One control or criterion. ``family`` is its group's id.

    ``topic`` is the group's title, which stands in for a title where there is none.
    """

    id: str
    title: str
    text: str = ""
    family: str = ""
    topic: str = ""

    @property
    def subject(self) -> str:
        """Its title, or else its group's."""
        return self.title or self.topic

    @property
    def label(self) -> str:
        """Its number and title, as a heading."""
        return f"{self.id} {self.title}".strip()

    @property
    def words(self) -> str:
        """What it asks for, for comparing: the title, and the text where it says more."""
        text = "" if _NO_TEXT.search(self.text) else _ASSIGNMENT.sub(" ", self.text)
        text = " ".join(text.split())[:_LONGEST]
        title = (self.title or (self.topic if text else "")).replace("|", ":")
        return text if title.lower() in text.lower() else f"{title}: {text}".strip(": ")


@dataclass(frozen=True, slots=True)
class Standard:
    """A framework as a coverage report needs it.

    ``frameworks``: its ids in the registry of names (``kb.answering.frameworks``). ``origin`` says
    where its controls are known from: ``catalogue``, ``crosswalk`` or ``documents``.
    """

    id: str
    name: str
    requirements: tuple[Requirement, ...]
    families: tuple[tuple[str, str], ...] = ()
    frameworks: frozenset[str] = frozenset()
    version: str = ""
    origin: str = "catalogue"
