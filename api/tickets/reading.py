"""What a ticket asks: its questions, or nothing where it only thanks, greets or is automatic."""

import re

from kb.answering.messages import clean, quoted, split_questions

#: Most questions of one message that are answered; a longer list is a questionnaire.
MOST = 50
_I = re.IGNORECASE
_AUTOMATIC_SUBJECT = re.compile(
    r"^\W*(?:(?:re|fw|fwd|aw)\s*:\s*)*(?:auto(?:matic|mated)?[ -]?(?:reply|response|antwort)|"
    r"out of (?:the )?office|ooo\b|abwesen\w+|automatische antwort|réponse automatique|"
    r"respuesta automática|undeliver\w+|delivery (?:status notification|failure|has failed)|"
    r"mail delivery (?:failed|subsystem)|returned mail|read receipt|(?:read|gelesen):)",
    _I,
)
_AUTOMATIC_BODY = re.compile(
    r"\bi(?:['’]?m| am| will be| shall be)(?: currently| now| presently)? "
    r"(?:out of (?:the )?office|on (?:annual |parental |sick |maternity |paternity )?leave|"
    r"on (?:vacation|holiday)|away from (?:my desk|the office))\b"
    r"|\bthis is an auto(?:matic|mated|matically generated)\b"
    r"|\b(?:please )?do not (?:reply|respond) to this (?:e-?mail|message)\b"
    r"|\bthis (?:mailbox|inbox|address) is not (?:monitored|attended)\b"
    r"|\bich bin (?:derzeit |momentan )?(?:nicht im (?:haus|büro)|im urlaub)\b",
    _I,
)
_ASKS = re.compile(
    r"\?|^\W*(?:please|pls|kindly)?\W*(?:can|could|do|does|did|is|are|was|were|has|have|will|"
    r"would|should|may|must|what|which|who|whom|when|where|why|how|describe|explain|list|provide|"
    r"confirm|state|give|name|tell|share|send|outline|detail|specify)\b",
    _I,
)
_WANTS = re.compile(
    r"\b(?:we|i|our \w+|the \w+|they)(?:['’]d| would)? (?:also )?(?:need|want|require|like to know|"
    r"like to (?:see|understand)|am looking for|are looking for|am interested in|"
    r"are interested in|have (?:a |some |the following )?questions?|wonder)\b",
    _I,
)
#: Questions about the ticket or between people, which no document answers.
_SMALL_TALK = re.compile(
    r"^\W*(?:(?:hi|hello|hey|and|so|ok(?:ay)?)\W+)*(?:how are you|how(?:['’]s| is) it going|"
    r"(?:is there |do you have )?any (?:update|news|progress)|what(?:['’]s| is) the (?:status|eta)|"
    r"when (?:can|will|could|may|might) (?:i|we) (?:expect|hear)|"
    r"(?:can|could|would|will|may) (?:you|we|i|someone|somebody)(?: please| kindly)? (?:call|phone|"
    r"ring|meet|chat|have a (?:call|chat)|schedule|close|reopen|escalate|assign|"
    r"look (?:at|into) (?:this|it|that)|check (?:on )?(?:this|it|that)|get back|take a look|"
    r"follow up)|"
    r"did you (?:get|receive|see) (?:my|our|this|the)|"
    r"have you (?:had a chance|got my|received (?:my|our)|seen (?:my|our))|are you there|"
    r"anyone there|does (?:that|this) (?:help|work|make sense)|(?:is|was) (?:that|this) all|"
    r"(?:please )?see (?:attached|the attach\w+|below)|please find|please (?:close|ignore|"
    r"disregard|let (?:me|us) know|advise|help|note|do not|don['’]t)|would you like)\b"
    r"|^\W*(?:right|ok(?:ay)?|thanks|thank you)\W*$"
    r"|^\W*(?:can|could|would|will) (?:you|someone|anybody)(?: please| kindly)? "
    r"help(?: (?:me|us))?(?: (?:with|on) (?:this|it|that))?\W*$",
    _I,
)
_THANKS = re.compile(
    r"^\W*(?:many |great[, ]+|perfect[, ]+|ok(?:ay)?[, ]+|got it[, ]+)*(?:thanks?(?: you)?|thx|ta|"
    r"cheers|ok(?:ay)?|great|perfect|got it|received|noted|understood|will do|sounds good|"
    r"much appreciated|appreciated|lgtm|\+1|done|resolved|bump|danke|merci|gracias)\b[^?]{0,80}$",
    _I,
)
_FILLED = re.compile(
    r"\b(?:attach\w+|enclosed)\b[^?]{0,80}\b(?:questionnaire|spreadsheet|workbook|form|sheet|file|"
    r"assessment|caiq|sig)\b|\b(?:complete|fill (?:in|out)) (?:the|this|our)\b",
    _I,
)


def is_automatic(subject: str, text: str) -> bool:
    """Whether a mail was written by a machine: an absence note, a bounce, a receipt."""
    return bool(_AUTOMATIC_SUBJECT.search(subject) or _AUTOMATIC_BODY.search(text[:1_500]))


def questions(text: str, subject: str = "") -> list[str]:
    """The questions of a message, in order, each once; none where it asks nothing.

    The subject counts where it is a question and the text holds none like it.
    """
    if is_automatic(subject, text):
        return []
    found: list[str] = []
    if text.strip():
        for part in split_questions(clean(text)):
            if _asks(part) and part not in found:
                found.append(part)
    asked = subject.strip()
    if asked.endswith("?") and _asks(asked) and not any(_like(asked, one) for one in found):
        found.insert(0, asked)
    return found[:MOST]


def before(text: str) -> str:
    """What a message quotes of an earlier one, or ``""``."""
    return quoted(text)


def _asks(part: str) -> bool:
    if _THANKS.match(part) or _SMALL_TALK.match(part):
        return False
    if _FILLED.search(part) and "?" not in part:
        return False  # the attached file is what is to be answered
    return bool(_ASKS.search(part) or _WANTS.search(part))


def _like(one: str, other: str) -> bool:
    words = set(re.findall(r"\w+", one.lower()))
    return len(words & set(re.findall(r"\w+", other.lower()))) >= 0.7 * len(words)
