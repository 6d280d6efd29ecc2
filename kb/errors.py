"""Every error Vouch raises on purpose.

    VouchError
    ├── SettingsError        a setting is missing or wrong
    ├── StoreBusyError       another process owns the data folder
    ├── StoreError           the records cannot be read or written
    ├── DerivedIndexError    a derived index is missing, foreign or damaged
    │   └── IndexAwayError       the server that holds it does not answer
    ├── ModelError           the embedding model is missing or not the expected one
    ├── NotFoundError        no such document, version or passage
    ├── RuleError            what was asked does not go with what is stored
    ├── UnreadableError      a file could not be read (has a reason and a hint)
    │   ├── UnsupportedError     no reader for this kind of file
    │   └── LimitError           a limit was reached before the file was read
    └── VerificationError    a citation does not stand in the stored version

A message says what was wrong, where, and what to do. Errors of libraries are mapped to these at
the boundary where they arise, chained with ``raise … from``.
"""

__all__ = [
    "DerivedIndexError",
    "IndexAwayError",
    "LimitError",
    "ModelError",
    "NotFoundError",
    "RuleError",
    "SettingsError",
    "StoreBusyError",
    "StoreError",
    "UnreadableError",
    "UnsupportedError",
    "VerificationError",
    "VouchError",
]


class VouchError(Exception):
    """Base of every error raised on purpose; its text is meant for a person."""


class SettingsError(VouchError):
    """A setting is missing, unknown or out of range."""


class StoreError(VouchError):
    """The records cannot be opened, read or written."""


class StoreBusyError(StoreError):
    """Another process owns the data folder and is writing to it."""


class DerivedIndexError(VouchError):
    """A derived index is missing, damaged, or belongs to other records or another model."""


class IndexAwayError(DerivedIndexError):
    """The server that holds an index does not answer; nothing need be wrong with the index."""


class ModelError(VouchError):
    """The embedding model is missing, or its files are not the expected ones."""


class NotFoundError(VouchError):
    """No document, version or passage has the given id."""


class RuleError(VouchError):
    """What a person asked for does not go with what is stored, or says too little."""


class UnreadableError(VouchError):
    """A file could not be read.

    ``reason`` says what is wrong in one sentence without the file's name, ``hint`` what a person
    can do about it, ``place`` where in the file (``page 3``, ``sheet Assets``), if known.
    """

    def __init__(self, reason: str, hint: str = "", place: str = "") -> None:
        self.reason, self.hint, self.place = reason, hint, place
        where = f"{place}: " if place else ""
        super().__init__(f"{where}{reason}" + (f" ({hint})" if hint else ""))


class UnsupportedError(UnreadableError):
    """No reader handles this kind of file."""


class LimitError(UnreadableError):
    """A limit (size, pages, expansion, time, memory) was reached before the file was read."""


class VerificationError(VouchError):
    """A citation's quote does not stand in the stored version at the stated offsets."""
