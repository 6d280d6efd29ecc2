"""The shapes the service sends, each a frozen value."""

from vouch_client.models.answers import (
    Answer,
    Citation,
    Conflict,
    ConflictValue,
    Control,
    Hit,
    SearchResult,
)
from vouch_client.models.base import Page, Shape
from vouch_client.models.conversations import Conversation, ConversationPage, Turn
from vouch_client.models.documents import Document, DocumentPage, OpenedText, TextBlock
from vouch_client.models.jobs import Job, JobPage
from vouch_client.models.library import Entry, EntryPage
from vouch_client.models.people import Key, KeyPage, Me, PeoplePage, Person, Ready

__all__ = [
    "Answer",
    "Citation",
    "Conflict",
    "ConflictValue",
    "Conversation",
    "Control",
    "ConversationPage",
    "Document",
    "DocumentPage",
    "Entry",
    "EntryPage",
    "Hit",
    "Job",
    "JobPage",
    "Key",
    "KeyPage",
    "Me",
    "OpenedText",
    "Page",
    "PeoplePage",
    "Person",
    "Ready",
    "SearchResult",
    "Shape",
    "TextBlock",
    "Turn",
]
