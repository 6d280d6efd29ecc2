"""Texts of a form that ask nothing: how to fill it in, examples, sums, end marks, fields.

What begins like one of these may still be a question (``End of life systems are tracked``), so the
patterns want a second sign wherever the first is a common word.
"""

import re
from functools import lru_cache

from ingest.questionnaires.reading.asking import asks, bare, chooses

__all__ = [
    "is_boilerplate",
    "is_declaration",
    "is_example",
    "is_field",
    "is_instruction",
    "is_sum",
    "is_total",
]

_MOST = 2_000
_LABELLED = re.compile(
    r"^(?:instructions?|note|notes|important|nb|n\.b\.|guidance|hinweise?|anleitung|remarque|nota|"
    r"disclaimer|purpose|scope|definition|legend)\s*[:\-–—.]",
    re.I,
)
_ABOUT_FORM = re.compile(
    r"^(?:this (?:section|tab|sheet|worksheet|questionnaire|form|workbook)|these questions|"
    r"the (?:following|next|above) (?:questions?|section|items?|tab|controls?)|"
    r"questions? in this|in this (?:section|tab|sheet)|all questions|each question|"
    r"section \w+ (?:applies|is|only)|columns? [A-Z]\b|required fields|"
    r"responses? (?:must|should|are)|only (?:answer|complete|required|applicable)|"
    r"not applicable if|dieser abschnitt|cette section|esta sección|questa sezione)",
    re.I,
)
_TELLS = re.compile(
    r"^(?:please\s+|kindly\s+|bitte\s+|veuillez\s+)?(?:answer|complete|fill|respond|reply|return|"
    r"read|refer|see|select|choose|pick|use|enter|submit|send|save|skip|go\s+to|proceed|continue|"
    r"mark|tick|check|do\s+not|don['’]t|ensure|make\s+sure|rate|click|leave|contact|provide|give|"
    r"indicate|explain|list|specify|supply|state|describe|optional|mandatory|for each|ausfüllen|"
    r"beantworten\s+sie|wählen|répondre|répondez|remplir|remplissez|compléter|complétez|choisir|"
    r"sélectionnez|responda|rellene|compilare|vul)\b",
    re.I,
)
_FORM = re.compile(
    r"\b(?:questions?|answers?|responses?|columns?|rows?|cells?|sheets?|tabs?|forms?|questionnaires?|"
    r"drop-?downs?|boxe?s?|comments?|workbooks?|worksheets?|sections?|fields?|n/?a|below|honestly|"
    r"fragen?|antwort(?:en)?|abschnitt|spalte|felder|formulaire|réponses?|colonne|case|preguntas?|"
    r"respuestas?|domande|risposte|vragen)\b",
    re.I,
)
_EXAMPLE = re.compile(
    r"^\W*(?:examples?|beispiele?|exemples?|ejemplos?|esempi[oi]?|voorbeeld|exemplo)"
    r"(?:\s*(?:[:\-–.)\]]|\d|$)|\s+(?:questions?|answers?|rows?|responses?|only|frage|antwort)\b)"
    r"|^\W*(?:e\.g\.?|eg\.?(?:\s|$)|z\.\s?b\.|p\. ?ex\.)"
    r"|^\W*sample\s*(?:[:\-–]|\d|$|questions?\b|answers?\b|rows?\b|responses?\b)"
    r"|\((?:example|sample|beispiel|exemple|ejemplo)\)\s*$",
    re.I,
)
_SUM = (
    r"(?:(?:sub|grand|section|overall|category|weighted|final|max(?:imum)?|average|mean|your)[\s-]*){0,4}"
    r"(?:totals?|subtotal|sum|scores?|rating|average|points|percentage|result|gesamt|summe|"
    r"gesamtpunktzahl|sous-total|suma|totale|completion|progress)\b"
)
_TOTAL = re.compile(
    rf"^{_SUM}(?:\s+(?:scores?|points|rating|of|for|in|section|part|domain|category|questions?|"
    r"answered|risk|weighted|complete|this|percentage|possible)){0,6}\s*[:=%]?\s*$",
    re.I,
)
_BEGUN_SUM = re.compile(rf"^{_SUM}", re.I)
_BOILERPLATE = re.compile(
    r"^\W*(?:end of (?:the )?(?:standard|section|questionnaire|document|form|sheet|survey|part|"
    r"list|tab|"
    r"assessment|questions|worksheet|page)\b|ende de[rs] (?:fragebogens|abschnitts|dokuments)|"
    r"fin (?:du|de la|de l['’]|del) ?(?:questionnaire|section|document|cuestionario)|©|\(c\)\s|"
    r"copyright (?:©|\d|\(c\)|by)|all rights reserved|page \d+(?: of \d+)?$|"
    r"version \d[\d.]*\W*\w*$|"
    r"(?:strictly )?confidential\W*$|intentionally (?:left )?blank|"
    r"this (?:row|question|page) (?:is |was )?(?:intentionally|deleted|removed|reserved)|"
    r"(?:reserved|deleted|withdrawn|removed|not used|n/?a|tbd|tba)\.?$|"
    r"back to top|return to (?:top|index|menu|start|contents|main|cover)|click here|"
    r"(?:hi|hello|dear|thanks?|thank you|regards)\b(?=[^?]{0,80}$|,)|"
    r"(?:any )?questions\?|need help\?)",
    re.I,
)
_COURTESY = re.compile(
    r"\b(?:could|can|would|will) you (?:please )?(?:answer|complete|fill (?:in|out)|respond to|"
    r"return) "
    r"(?:these|this|the (?:following|attached|below|questionnaire|questions|form))\b",
    re.I,
)
_DECLARATION = re.compile(
    r"^\W*(?:(?:i|the undersigned|on behalf of \w+,? i)\s+(?:hereby\s+|also\s+)*(?:declare|certify|"
    r"confirm|acknowledge|agree|warrant)|(?:hiermit|ich) (?:erkläre|bestätige)|"
    r"je (?:déclare|certifie))\b",
    re.I,
)
_FIELD = frozenset(
    "name names address street city country zip phone telephone mobile fax email e-mail mail "
    "website "
    "url date title position role signature signed contact author duns vat headquarters firma "
    "firmenname anschrift adresse ansprechpartner datum unterschrift telefon nom société téléphone "
    "fonction nombre empresa dirección fecha cargo nome indirizzo naam bedrijf adres handtekening "
    "prepared completed reviewed company vendor supplier organization organisation version".split()
)
_WITH_FIELD = frozenset(
    "provider legal registered state postal post code number no web site job person primary "
    "secondary approved by of the your our main office product solution service services business "
    "registration id tax form assessment questionnaire completion respondent first last full "
    "department link trading holding parent and or for in to client customer des der de la du le "
    "del firm answered submission submitted review team security lead account".split()
)
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?")


@lru_cache(maxsize=20_000)
def is_instruction(text: str) -> bool:
    """Whether a text tells how the form is to be filled in; a question never does."""
    short = text[:_MOST].strip()
    body = bare(short, order=False)
    if _LABELLED.match(body):
        return True
    if short.endswith("?") or chooses(body):
        return False
    if _ABOUT_FORM.match(body):
        return True
    return bool(_TELLS.match(body)) and bool(_FORM.search(body)) and not asks(short)


def is_example(text: str) -> bool:
    """Whether a text says that it is an example."""
    return bool(_EXAMPLE.search(text[:200].strip()))


def is_total(text: str) -> bool:
    """Whether a text names a sum or score and nothing else."""
    return len(text) < 80 and bool(_TOTAL.match(text.strip()))


def is_sum(text: str) -> bool:
    """Whether a text begins as the name of a sum does; beside a formula it is one."""
    return len(text) < 80 and bool(_BEGUN_SUM.match(text.strip()))


def is_boilerplate(text: str) -> bool:
    """Whether a text is an end mark, a copyright line, a courtesy or a placeholder."""
    return bool(_BOILERPLATE.match(text[:300].strip()) or _COURTESY.search(text[:300]))


def is_declaration(text: str) -> bool:
    """Whether a text is to be signed rather than answered."""
    return bool(_DECLARATION.match(text[:100]))


def is_field(text: str) -> bool:
    """Whether a text is the label of a field about the company or the form, not a question."""
    short = text.strip()
    words = [word.lower() for word in _WORD.findall(short[:80])]
    if not 0 < len(words) <= 8 or len(short) > 70 or not _FIELD.intersection(words):
        return False
    return all(word in _FIELD or word in _WITH_FIELD for word in words) and not asks(short)
