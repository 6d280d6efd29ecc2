"""Fields that only a person may fill in: who answers, where the firm is, a signature, a promise."""

import re

from kb.values.questionnaires import Item

#: What such a field asks for.
_FIELDS = frozenset(
    (
        "name names address addresses street city town zip zipcode postcode postal country state "
        "phone telephone mobile fax email emails mail website websites url urls contact contacts "
        "position title role signature signatures signed sign date completed prepared submitted "
        "initials duns vat tax registration iban bank poc headquarters hq incorporation domicile "
        "signatory respondent lei ein"
    ).split()
)
#: Words beside it that leave it such a field; any other word makes it a question.
_BESIDE = frozenset(
    (
        "vendor supplier company organisation organization firm business legal entity provider "
        "service bidder your full trading registered parent authorised authorized primary main "
        "secondary security privacy sales account emergency person individual representative "
        "office job number no id identification code details information point head first last "
        "family given of for and or the this that form questionnaire survey document assessment "
        "by at to who whom is are was be has completing completed filled filling out in on behalf "
        "responsible answering submitting what please provide enter state give indicate fill s e "
        "o p block capitals place here below if any official corporate principal mailing direct d "
        "u n completion submission dd mm yyyy yy"
    ).split()
)
_PROMISE = re.compile(
    r"\b(?:i|we|the undersigned) (?:hereby )?"
    r"(?:certify|attest|declare|confirm|warrant|acknowledge)\b"
    r"|\bhereby\b|\bsign(?:ed)? (?:here|below|on behalf)\b|\bto the best of (?:my|our) knowledge\b",
    re.IGNORECASE,
)
_MOST_WORDS = 14


def why_personal(item: Item) -> str:
    """Why this row is left to a person, or ``""`` for a question that may be answered."""
    if _PROMISE.search(" ".join(item.text.split())):
        return "it asks a person to sign or to promise"
    words = re.findall(r"[^\W_]+", item.text.casefold())
    if not 0 < len(words) <= _MOST_WORDS or not _FIELDS & set(words):
        return ""
    if all(word in _FIELDS or word in _BESIDE for word in words):
        return "it asks who you are: contact, address, date or signature"
    return ""
