"""What the questionnaires' pages call things."""

SCOPE = "questionnaires"

STAGE = {
    "read": "Not started",
    "answering": "Being answered",
    "stopped": "Stopped",
    "answered": "Ready for review",
}
STATE = {
    "waiting": "Waiting",
    "drafted": "To review",
    "in_review": "In review",
    "edited": "Edited",
    "approved": "Approved",
    "rejected": "Rejected",
}
STATE_HELP = {
    "waiting": "Nothing was looked for yet.",
    "drafted": "Vouch wrote it; nobody has looked at it yet.",
    "in_review": "Somebody put it up for review.",
    "edited": "A person wrote it; a reviewer has still to approve it.",
    "approved": "A reviewer signed it.",
    "rejected": "Nothing of it goes into the file until somebody edits it.",
}
OUTCOME = {
    "approved": "Approved",
    "grounded": "Quoted",
    "edited": "A person's words",
    "blank": "Blank",
    "skipped": "Not asked",
    "waiting": "Waiting",
}
OUTCOME_ICON = {
    "approved": "verified",
    "grounded": "format_quote",
    "edited": "edit",
    "blank": "help",
    "skipped": "remove",
    "waiting": "hourglass_empty",
}
ROLE = {
    "id": "Number",
    "question": "Question",
    "section": "Section",
    "guidance": "Guidance",
    "verdict": "Yes / No",
    "answer": "Answer",
    "comment": "Comment",
    "evidence": "Evidence",
    "owner": "Owner",
    "score": "Score",
    "other": "Leave alone",
}
ACTION = {
    "answer": "answered",
    "edit": "edited",
    "review": "put up for review",
    "approve": "approved",
    "reject": "rejected",
    "assign": "assigned",
    "undo": "taken back",
    "purge": "erased with a document",
}
#: Each filter of the desk: what it is called, in the order shown.
SHOW = {
    "all": "All",
    "review": "To review",
    "look": "Look first",
    "blank": "Blank",
    "approved": "Approved",
    "rejected": "Rejected",
}


def by_whom(actor: str) -> str:
    """A name without the kind of caller before it."""
    return actor.partition(":")[2] or actor
