"""What the pages say, in plain words."""

#: Status of an answer: its badge, and what stands behind it.
STATUS = {
    "approved": ("Approved", "A person signed this answer off, and it is in date."),
    "grounded": ("Grounded", "Each quote was checked, word for word, against the stored text."),
    "abstained": ("No answer", "The documents do not settle it; the reason says what to do next."),
}
STATUS_ICON = {"approved": "verified", "grounded": "format_quote", "abstained": "help"}

VERDICT = {"yes": "Yes", "no": "No", "partial": "Partly", "not_applicable": "Not applicable"}

#: Why there is no answer: what it means, and what to do about it.
REASON = {
    "no_evidence": (
        "The documents do not answer this.",
        "Load a document that does, or ask the person who would know.",
    ),
    "value_missing": (
        "The documents cover the topic, but do not state what was asked for.",
        "Add the missing value to the document it belongs in, then load that again.",
    ),
    "sources_conflict": (
        "The documents disagree.",
        "Decide which one holds, and correct or retire the other.",
    ),
    "needs_commitment": (
        "This asks for a promise, a price or a legal position.",
        "Pass it on to a person who may commit the organisation.",
    ),
    "ambiguous": (
        "The question can be read in more than one way.",
        "Ask again, naming the product, the system or the period you mean.",
    ),
    "out_of_scope": (
        "This is not a question about security, privacy or compliance.",
        "Ask about what your documents cover.",
    ),
}
NO_REASON = ("There is no answer to this.", "Ask the person who would know.")

COLLECTION = {
    "policy": "Policy",
    "framework": "Framework",
    "reference": "Reference",
    "answers": "Approved answer",
}
COLLECTIONS = {
    "policy": "Our own policies",
    "framework": "Standards",
    "reference": "Guides",
    "answers": "Approved answers",
}

AUDIENCE = {"internal": "Internal", "nda": "Under NDA", "public": "Public"}
AUDIENCE_HELP = (
    "Who will read the answer. Only documents that they may see are used: Public sees the least, "
    "Internal everything that is for no group."
)
ROLE = {
    "reader": "Reader",
    "contributor": "Contributor",
    "reviewer": "Reviewer",
    "admin": "Admin",
}
