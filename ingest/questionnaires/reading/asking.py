"""Whether a text asks something, states something, or merely names a thing.

Judged by words of six languages (English, German, French, Spanish, Italian, Dutch), since the forms
of vendors mix them. Only the first 2,000 characters of a text count.
"""

import re
from functools import lru_cache

__all__ = [
    "asks",
    "bare",
    "chooses",
    "names_topic",
    "opens",
    "states",
    "title_like",
    "wants_value",
    "word_count",
]

_MOST = 2_000
_WORD = re.compile(r"[^\W_]+(?:['’./-][^\W_]+)*")
_NUMBER = re.compile(
    r"^\s*(?:[Qq]uestion|[Qq]|Frage|Item)?\s*[#(\[]?(?:[A-Za-z&]{0,6}[-.\s]?)?\d{1,3}(?:[.\-]\d{1,3})*"
    r"(?:\s?[a-z])?[.):\]]*\s+|^\s*[(\[]?[a-zA-Z][.)\]]\s+|^\s*[•·▪◦*–—-]\s*"
)
_MARK = re.compile(r"[?？](?:[\s\"'”’)\]]|$)|^\s*¿")

_OPENERS = (
    "do does did is are was were has have had can could will would should shall may might must "
    "what which who whom whose where when how why whether "
    # German
    "haben hat ist sind gibt wird werden wurde wurden wie was welche welcher welches welchen "
    "wer wo "
    "wann warum können kann verfügt verfügen besteht bestehen existiert existieren führen führt "
    "erfolgt erfolgen setzen nutzen verwenden stellen inwiefern inwieweit betreiben "
    # French
    "avez est-ce êtes disposez existe-t-il existe comment quel quelle quels quelles qui où quand "
    "pourquoi utilisez effectuez procédez les-données est sont "
    # Spanish, Italian, Dutch
    "tiene cuenta existen cuál cuáles cómo dónde cuándo quién utiliza dispone realiza son está "
    "avete esiste esistono come quale quali chi dove quando sono viene vengono "
    "heeft hebben zijn wordt worden hoe wat welke wie waar wanneer kunt beschikt bestaat"
).split()
_ORDERS = (
    "describe explain provide list specify indicate state confirm detail outline identify attach "
    "name summarize summarise elaborate give supply include share document define estimate "
    "quantify "
    "tell demonstrate discuss disclose enumerate upload "
    "beschreiben erläutern nennen geben listen bestätigen erklären angeben "
    "décrivez décrire expliquez fournissez indiquez précisez joignez listez confirmez détaillez "
    "describa explique indique proporcione detalle adjunte confirme enumere "
    "descrivere descrivete indicare indicate fornire fornite spiegare "
    "beschrijf geef licht vermeld"
).split()
_ANSWERING = re.compile(  # tells how to fill in the form, whatever its verb
    r"^(?:provide|give|indicate|explain|list|specify|supply|state)\s+(?:all\s+|your\s+|an?\s+|the\s+|"
    r"any\s+|further\s+|additional\s+)*(?:answers?|responses?|comments?|explanations?)\s+"
    r"(?:in|to|for|below|using|on|with|where)\b",
    re.I,
)
_NOUN = re.compile(  # a word that may order, used as a noun
    r"^(?:name|list|state|share|supply|document|estimate|detail|outline)\s*"
    r"(?:[/&:,]|\b(?:of|and|or|in|chain|name|title|number|owner|type|date|id)\b)",
    re.I,
)
_WH = ("what", "which", "who", "whom", "whose", "where", "when", "why")
_PLEASE = re.compile(
    r"^(?:please|kindly|bitte|veuillez|merci de|por favor|si prega di|gelieve)\s+", re.I
)
_IF = re.compile(
    r"^(?:if|when|where|for (?:each|all|every|any)|wenn|falls|si|se|indien|"
    r"in case)\b[^,:;–—?]{1,160}[,:;–—]\s*",
    re.I,
)
_VERB = re.compile(
    r"\b(?:is|are|be|been|has|have|must|shall|should|will|can|may|does|do|"
    r"uses?|maintains?|performs?|requires?|provides?|ensures?|implements?|supports?|conducts?|"
    r"restricts?|applies|apply|includes?|covers?|protects?|reviews?|tests?|enforces?|exists?|"
    r"employs?|monitors?|stores?|encrypts?|undergoes?|receives?|holds?|follows?|reports?|"
    r"prevents?|notif(?:y|ies)|segregates?|"
    r"established|documented|implemented|defined|reviewed|maintained|performed|tested|approved|"
    r"encrypted|restricted|logged|monitored|enforced|enabled|disabled|required|"
    r"ist|sind|wird|werden|hat|haben|muss|müssen|soll|sollen|kann|können|"
    r"est|sont|doit|doivent|a|ont|peut|"
    r"es|son|debe|deben|tiene|está|están|è|sono|deve|devono|moet|moeten|wordt|worden)\b",
    re.I,
)
_CHOOSE = re.compile(
    r"^(?:select|choose|tick|check|mark|rate|pick|wählen sie|cochez|sélectionnez)\s+(?:all\s+|"
    r"any\s+|each\s+)?"
    r"(?:of\s+)?(?:the|those|which|your|what|how|die|alle|les|le|la)\b"
    r"(?!.{0,80}\b(?:drop-?down|columns?|answers?|responses?|boxe?s?|tabs?|worksheets?|cells?)\b)",
    re.I,
)
_TOPIC = re.compile(
    r"security|management|governance|controls?|protection|privacy|compliance|continuity|recovery|"
    r"cryptography|encryption|policies|awareness|operations|organi[sz]ation|infrastructure|overview|"
    r"information|general|introduction|background|assessments?|resources|relations|relationships|"
    r"development|testing|monitoring|logging|response|questions|sicherheit|schutz|verwaltung|"
    r"allgemeines|organisation|sécurité|gestion|seguridad|gestión|sicurezza|gestione|beveiliging",
    re.I,
)
_VALUE = re.compile(
    r"^\W*(?:[\d.]+\s+)?(?:number|amount|percentage|average|date|frequency|length|location|types?|"
    r"names?|details?|descriptions?|list|copy|copies|size|anzahl|anteil|datum|nombre|date|número|"
    r"fecha) (?:of|der|des|von|de)\b|\bif (?:known|any|applicable|available)\b|"
    r"\((?:minimum|maximum|days|hours|years|months|%|in \w+)\)",
    re.I,
)
_SMALL = frozenset(
    "a an and as at by for from in of on or the to with & und der die das de du des la le les "
    "y e".split()
)


def chooses(text: str) -> bool:
    """Whether a text asks to choose among things: ``Select the systems that you use``."""
    return bool(_CHOOSE.match(_PLEASE.sub("", text.strip(), count=1)))


def word_count(text: str) -> int:
    """Words of a text."""
    return len(_WORD.findall(text[:_MOST]))


@lru_cache(maxsize=50_000)
def asks(text: str) -> bool:
    """Whether a text is a question or a request for an answer."""
    short = text[:_MOST].strip()
    if _MARK.search(short):
        return True
    body = bare(short)
    first = _first(body)
    if _ANSWERING.match(body):
        return False
    if first in _ORDERS and not _NOUN.match(body):
        return word_count(body) >= 2 or body.endswith(".")
    if _CHOOSE.match(body):
        return True
    if first not in _OPENERS or word_count(body) < (3 if first in _WH else 4):
        return False
    return not body.rstrip().endswith(":") or first in ("what", "which", "how", "who")


def opens(text: str) -> bool:
    """Whether a text begins as a question or request does, as the lead-in of a list."""
    first = _first(bare(text[:_MOST].strip()))
    return first in _OPENERS or first in _ORDERS


@lru_cache(maxsize=50_000)
def states(text: str) -> bool:
    """Whether a text is a sentence that says how something is or must be."""
    short = text[:_MOST]
    return word_count(short) >= 4 and bool(_VERB.search(short)) and not title_like(short)


@lru_cache(maxsize=50_000)
def title_like(text: str) -> bool:
    """Whether a text reads as a heading: few words, most of them capital, no full stop."""
    body = _NUMBER.sub("", text[:_MOST].strip(), count=1).rstrip(":")
    words = [word for word in _WORD.findall(body) if word.lower() not in _SMALL]
    if not words or len(words) > 12 or body.endswith((".", "?", ";")):
        return False
    capital = sum(word[0].isupper() or word[0].isdigit() for word in words)
    return capital == len(words) or (len(words) > 4 and capital >= 0.8 * len(words))


def names_topic(text: str) -> bool:
    """Whether a text ends in a word that titles of sections end in: ``Access management``."""
    words = _WORD.findall(text[:120])
    return 0 < len(words) <= 6 and bool(_TOPIC.fullmatch(words[-1]))


def wants_value(text: str) -> bool:
    """Whether a text names something to be given: ``Number of employees``, ``Tier, if known``."""
    return bool(_VALUE.search(text[:200]))


def bare(text: str, *, order: bool = True) -> str:
    """A text without its number, a leading condition and ``please``."""
    text = _NUMBER.sub("", text, count=1)
    if order:
        text = _IF.sub("", text, count=1)
    return _PLEASE.sub("", text, count=1) if order else text


def _first(text: str) -> str:
    match = _WORD.search(text)
    if not match:
        return ""
    word = match[0].lower()
    return word if word in _OPENERS or word in _ORDERS else re.split(r"['’-]", word)[0]
