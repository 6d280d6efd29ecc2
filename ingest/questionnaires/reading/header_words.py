"""The words that vendors' forms head their columns with, in six languages."""

import re

from kb.values.questionnaires import Role

__all__ = ["EXACT", "FOUND"]


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{pattern})", re.I)


EXACT: tuple[tuple[re.Pattern[str], Role], ...] = (
    (
        _words(
            r"#|no|nos|nr|n°|n\.? ?º|№|num|number|id|ids|code|ref|refs|reference|item|index|"
            r"seq|sequence|s/?n|"
            r"(?:q|ques|question|item|control|requirement|req|serial|seq|line|row|ref|reference|section|"
            r"criteria|criterion|check|sl|s|sr|ctrl|safeguard|domain|csa|original|unique|our|short|test|"
            r"questionnaire|clause|article)"
            r"[\s./_-]*(?:#|no|nos|nr|num|number|id|ids|code|ref|reference|identifier|index)|"
            r"identifier|lfd\.? ?nr|laufende nummer|frage ?nr|fragen? ?(?:id|nummer)|kennung|"
            r"nummer|numéro|numero|n° ?(?:de )?(?:question|ligne)?|réf|référence|referencia|"
            r"número|codice|"
            r"id ?(?:question|frage)|kenn?ziffer|rif|volgnummer|pos(?:ition)?"
        ),
        Role.ID,
    ),
    (
        _words(
            r"(?:the )?(?:(?:security|assessment|due diligence|control|risk|privacy|vendor|"
            r"supplier|survey|"
            r"compliance|audit|self[- ]assessment|evaluation|interview|detailed|assessor|"
            r"primary|main|core|"
            r"caiq|sig|question(?:naire)?|consensus assessment|information security)\s+)*"
            r"(?:questions?|query|queries|request|requests|questions? */ *(?:request|statement|"
            r"requirement)s?|"
            r"questionnaire|question text|question description|full question|questionnaire items?)"
            r"(?: ?\((?:en|english|de|deutsch|german|fr|french|français|es|spanish|it|nl)\)|"
            r" ?[-–/:] ?(?:en|"
            r"english|de|deutsch|german|fr|french|français|es|español|it|nl))?|"
            r"(?:english|german|french|spanish) question|question in (?:english|german|french)|"
            r"fragen?|fragestellung|frage ?text|question \(s\)|pregunta|preguntas|domanda|domande|"
            r"vraag|vragen|pergunta|perguntas|questions? posée?s?|prüffragen?|sicherheitsfragen?"
        ),
        Role.QUESTION,
    ),
    (
        _words(
            r"(?:(?:security|control|minimum|mandatory|baseline|key|compliance|contractual|specific|"
            r"detailed|technical|contract)\s+)*(?:requirements?|controls?|"
            r"control (?:description|statement|"
            r"objective|activity|requirement|question)s?|requirement (?:description|text|"
            r"statement)|"
            r"statements?|criteria|criterion|assertions?|expectations?|what we ask|"
            r"description of (?:the )?(?:control|requirement)|measures?|safeguards?|"
            r"assessment (?:item|criteria|area|point)s?|check(?:list)? ?(?:item|point)?s?|items?|"
            r"practices?|specifications?|control specification|capabilit(?:y|ies)|obligations?)|"
            r"anforderung(?:en)?|massnahmen?|maßnahmen?|kontrollen?|exigences?|mesures?|contrôles?|"
            r"requisitos?|controles?|requisiti|requisito|eisen?|eis|maatregel(?:en)?|description|"
            r"beschreibung|details of request|information (?:requested|required)|topic/question"
        ),
        Role.QUESTION,
    ),
    (
        _words(
            r"(?:vendor|supplier|provider|third[- ]party|csp|contractor|bidder|respondent|"
            r"service provider|"
            r"company|lieferant|anbieter|fournisseur|proveedor|fornitore|leverancier)(?:['’]?s)?"
            r"(?: (?:answers?|responses?|input|statement|reply|to complete|use))?"
        ),
        Role.ANSWER,
    ),
    (
        _words(
            r"section|domain|category|sub-?category|area|topic|theme|family|chapter|group|subject|function|"
            r"(?:control|security|risk|ccm|question|assessment|process|sub|iso|main|key|focus|"
            r"policy) ?-?"
            r"(?:domain|area|category|family|section|group|topic|title|name|heading|function|theme)s?"
            r"(?: (?:title|name))?|(?:ccm )?(?:domain|control|section) (?:title|name)|title|"
            r"heading|"
            r"bereich|kategorie|thema|themenbereich|abschnitt|kapitel|domaine|catégorie|thème|rubrique|"
            r"sección|categoría|dominio|área|sezione|categoria|categorie|onderwerp|gebied|component"
        ),
        Role.SECTION,
    ),
)

# Looked for anywhere in the header, in this order: what is for the customer's own use comes first.
FOUND: tuple[tuple[re.Pattern[str], Role, bool], ...] = (
    (
        _words(
            r"\b(?:analyst|assessor|auditor|reviewer|evaluator|\w+ use only|"
            r"(?!in\b)\w+ use(?=[)])|internal use|office use|(?:bank|client|buyer|"
            r"customer|institution|university|procurement|requestor|requester) (?:use|only|"
            r"notes?|comments?|"
            r"review|assessment|score|rating|evaluation|remarks?|feedback|follow)|for .{1,30} use|"
            r"do not (?:edit|fill|write|complete)|assessment result|review (?:notes?|comments?|"
            r"result|status)|"
            r"weight(?:ing|age)?|scoring|override|risk (?:rating|level|score)|residual|inherent|"
            r"criticality|priority|"
            r"severity|max(?:imum|\.)? (?:score|points)|points? (?:available|possible)|"
            r"compliant (?:response|answer)|"
            r"(?:preferred|expected|desired|correct|ideal|acceptable|target|model) (?:response|"
            r"answer|score|value|"
            r"maturity)|score formula|gap|finding|action (?:plan|owner)?|follow[- ]?up|"
            r"customer responsibilit\w*|"
            r"csc responsibilit\w*|mapping|mapped|crosswalk|iso ?(?:/iec)? ?27\d{3}|nist|cis (?:v|"
            r"control)|soc ?2|"
            r"pci|hipaa|gdpr article|ccm|cobit|frameworks?|standards? (?:ref|map)|response type|"
            r"answer type|answer options?|response options?|allowed (?:values|answers|"
            r"responses)|possible answers?|"
            r"question type|last (?:updated|modified)|date (?:modified|changed|added)|changed?|"
            r"applies to|"
            r"acronym|abbreviation|term|definition|meaning|likelihood|impact|threat|hidden|formula|lookup|key)\b"
        ),
        Role.OTHER,
        True,
    ),
    (
        _words(
            r"\b(?:(?:notes?|comments?) (?:for|to) (?:the )?(?:applicants?|vendors?|suppliers?|"
            r"respondents?|bidders?|providers?)|guidance|guideline|help(?: text)?|instructions?|"
            r"hints?|tips?|"
            r"clarif(?:ication|ying) (?:of|for|to) |"
            r"what (?:we|to) (?:expect|look)|expect(?:ed|ation)|intent|"
            r"rationale for (?:the )?question|purpose|"
            r"why (?:we|this)|how to (?:answer|respond|complete)|example|examples|"
            r"sample (?:answer|response)|"
            r"explanation of (?:the )?(?:question|control|requirement)|additional (?:guidance|"
            r"context|info for)|"
            r"hinweise?|erläuterung zur|hilfe|ausfüllhilfe|beispiel|aide|exemples?|consignes?|"
            r"guía|ayuda|"
            r"toelichting (?:op|bij) de vraag|interpretation|supplemental|background|objective|"
            r"evidence (?:required|requested|expected|examples?)|(?:required|requested|"
            r"suggested|expected|typical) "
            r"(?:evidence|documentation|documents?|artifacts?))\b"
        ),
        Role.GUIDANCE,
        False,
    ),
    (
        _words(
            r"\b(?:responsible|responsibility|owner(?:ship)?|respondent|assignee|assigned|"
            r"answered by|"
            r"completed by|contact(?: person)?|sme|point of contact|poc|who (?:answers|"
            r"is responsible)|"
            r"verantwortlich\w*|zuständig\w*|ansprechpartner|responsable|responsabile|verantwoordelijke)\b"
        ),
        Role.OWNER,
        True,
    ),
    (
        _words(
            r"\b(?:evidence|evidences|attachments?|supporting (?:doc\w*|info\w*|material|"
            r"evidence|artifacts?)|proofs?|"
            r"documents? (?:ref\w*|name|link|provided|location)|doc\.? ref\w*|artifacts?|"
            r"artefacts?|links?|"
            r"hyperlinks?|urls?|documentation|reference documents?|file ?names?|nachweise?|"
            r"belege?|anlagen?|"
            r"dokumente?|preuves?|justificatifs?|pièces? jointes?|evidencias?|adjuntos?|prove|"
            r"evidenze|allegati|"
            r"bewijs(?:stukken)?|bijlagen?)\b"
        ),
        Role.EVIDENCE,
        True,
    ),
    (
        _words(
            r"\b(?:scores?|scoring|maturity|level|rating|points?|grade|cmm[i]?|reifegrad\w*|bewertung|punkte|"
            r"maturité|niveau|note \(|puntuación|madurez|punteggio|maturità|volwassenheid\w*)\b"
        ),
        Role.SCORE,
        True,
    ),
    (
        _words(
            r"\b(?:comments?|remarks?|notes?|explanation|explanations|explain|"
            r"additional (?:info\w*|details?|comments?|"
            r"notes?)|further (?:info\w*|details?)|details?|justif\w*|rationale|elaborat\w*|"
            r"clarifications?|"
            r"implementation (?:description|details?|notes?)|description|describe|compensating|"
            r"narrative|observations?|"
            r"if (?:yes|no|not|applicable|other|n/?a|partial\w*)\b|bemerkung(?:en)?|kommentare?|"
            r"anmerkung(?:en)?|"
            r"erläuterung(?:en)?|begründung|ergänzung\w*|commentaires?|remarques?|précisions?|explications?|"
            r"observaciones?|comentarios?|commenti|note|osservazioni|opmerkingen?|toelichting|observações|mitigat\w*)"
        ),
        Role.COMMENT,
        True,
    ),
    (
        _words(
            r"\b(?:yes ?[/|,] ?no|y ?/ ?n(?: ?/ ?n/?a)?|yes or no|true ?/ ?false|compl(?:y|ies|"
            r"iant|iance)\w*|conform\w*|implemented|"
            r"implementation(?: status)?|in place|status|met|fulfilled|satisfied|applicab\w*|"
            r"supported|availab\w*|"
            r"meets?|agree\w*|accept\w*|pass ?/ ?fail|ja ?/ ?nein|erfüllt|erfüllungsgrad|"
            r"umgesetzt|umsetzung\w*|"
            r"oui ?/ ?non|conformité|conforme|sí ?/ ?no|si ?/ ?no|cumpl\w*|ja ?/ ?nee|sì ?/ ?no|"
            r"drop-?down|select)\b"
        ),
        Role.VERDICT,
        True,
    ),
    (
        _words(
            r"\b(?:answers?|responses?|repl(?:y|ies)|responded|your (?:input|entry)|input|feedback|"
            r"antwort(?:en)?|rückmeldung|auskunft|réponses?|respuestas?|risposta|risposte|antwoord(?:en)?|"
            r"respostas?|stellungnahme|angaben|value|to be (?:completed|filled))\b"
        ),
        Role.ANSWER,
        True,
    ),
)
