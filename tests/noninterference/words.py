"""Sentences made of few words, so that documents share nearly all of them."""

from random import Random

_SUBJECTS = (
    "Backups", "Passwords", "Visitors", "Suppliers", "Access rights", "Audit logs", "Laptops",
    "Incidents", "Encryption keys", "Customer data", "Multi-factor authentication", "Zebrafish",
)  # fmt: skip
_VERBS = ("reviewed", "encrypted", "tested", "recorded", "approved", "deleted", "enforced")
_WHO = ("the security team", "each owner", "the privacy officer", "an outside auditor")
_WHEN = ("every month", "once a year", "within 24 hours", "within 72 hours", "every 90 days")
_CONTROLS = ("", "", "", " (A.5.15)", " (CC6.1)", " with AES-256", " is mapped to CC6.2")

QUESTIONS = (
    "How often are backups tested?",
    "Are backups encrypted at rest?",
    "Do you enforce multi-factor authentication?",
    "Is MFA enforced for all employees?",
    "Within how many hours are incidents reported?",
    "Who reviews access rights, and how often?",
    "Are audit logs deleted after 90 days?",
    "List what is encrypted.",
    "Which SOC 2 criteria does A.5.15 map to?",
    "What is ISO 27001?",
    "How does SOC 2 compare with ISO 27001?",
    "Do you feed zebrafishes and are pasword rules encripted?",
    "Are suppliers approved by an outside auditor? How long is customer data kept?",
    "Will you sign our data processing agreement?",
    "Do you keep bees on the roof?",
)


def sentence(drawn: Random) -> str:
    """Something a policy might say."""
    subject, verb = drawn.choice(_SUBJECTS), drawn.choice(_VERBS)
    tail = drawn.choice(_CONTROLS)
    return f"{subject} are {verb} by {drawn.choice(_WHO)} {drawn.choice(_WHEN)}{tail}."


def paragraph(drawn: Random) -> str:
    """One to five sentences."""
    return " ".join(sentence(drawn) for _ in range(drawn.randint(1, 5)))


def paper(drawn: Random) -> bytes:
    """A file that says nearly the same each time: long enough to be known for a near duplicate."""
    fixed = Random(0)
    body = " ".join(sentence(fixed) for _ in range(9))
    return f"# Paper 99\n\n{body} {sentence(drawn)}\n".encode()
