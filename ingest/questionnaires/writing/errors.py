"""What goes wrong when a questionnaire is written back."""

from kb.errors import VouchError

__all__ = ["WriteError"]


class WriteError(VouchError):
    """A filled questionnaire could not be written; the target is as it was."""
