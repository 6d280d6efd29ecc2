"""What a key may be narrowed to: parts of the service, by the first word of an address."""

#: The scope of each first word after ``/v1``. A word that is not here needs ``admin``.
SCOPES = {
    "ask": "ask",
    "answers": "ask",
    "conversations": "ask",
    "feedback": "ask",
    "unanswered": "ask",
    "suggestions": "ask",
    "records": "ask",
    "search": "search",
    "passages": "search",
    "documents": "documents",
    "frameworks": "search",
    "crosswalks": "search",
    "coverage": "search",
    "conflicts": "search",
    "disagreements": "search",
    "library": "library",
    "questionnaires": "questionnaires",
    "tickets": "tickets",
    "jobs": "jobs",
    "evals": "metrics",
    "review-due": "library",
    "audit": "admin",
    "keys": "admin",
    "people": "admin",
    "settings": "admin",
    "topics": "admin",
    "metrics": "metrics",
    "ready": "",
    "me": "",
    "openapi.json": "",
}
#: Every scope, in the order of the documentation.
NAMES = (
    "ask",
    "search",
    "documents",
    "library",
    "questionnaires",
    "tickets",
    "jobs",
    "metrics",
    "admin",
)


def scope_of(path: str) -> str:
    """The scope that the address ``path`` needs; ``""`` where any key will do."""
    words = [word for word in path.split("/") if word]
    if words[:1] == ["v1"]:
        words = words[1:]
    return SCOPES.get(words[0] if words else "", "admin")
