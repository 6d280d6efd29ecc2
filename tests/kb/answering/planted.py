"""Planted falsehoods, and honest paraphrases: what a model may say of a passage and what not.

``python -m tests.kb.answering.planted`` prints each with its fate.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field

from kb.answering.asked import understand
from kb.answering.generated import Generator
from kb.answering.generated_trace import Outcome, Written
from kb.answering.scored import Scored
from kb.answering.units import units
from kb.models.protocol import ChatModel
from kb.models.scripted import ScriptedModel
from kb.text.contrasts import Contrasts
from kb.text.thesaurus import Thesaurus
from kb.values import Answer, Citation, Collection, Question, Status
from tests.kb.answering.passages import TODAY, passage

PLAIN = "The documents' own sentence."
_THESAURUS, _CONTRASTS = Thesaurus.load(), Contrasts.load()


@dataclass(frozen=True)
class Case:
    """What a model makes of a passage: ``quote`` (by default all of it) and ``sentence``."""

    name: str
    text: str
    sentence: str
    quote: str = ""
    passage: int = 1
    others: tuple[str, ...] = ()
    question: str = "What do the documents say?"
    fields: dict[str, object] = field(default_factory=dict)


def reply_of(case: Case) -> str:
    """What the model replies."""
    claim = {
        "passage": case.passage,
        "quote": case.quote or case.text,
        "sentence": case.sentence,
    }
    return json.dumps({"claims": [claim], "verdict": None, "cannot_answer": None})


def written(case: Case, model: ChatModel | None = None) -> Written:
    """What leaves when a model says this."""
    texts = [case.text, *case.others]
    found = [
        Scored(unit, score=0.9, coverage=0.9, meaning=0.9 - at / 100)
        for at, text in enumerate(texts)
        for unit in units(
            passage(
                text,
                document_id=f"d{at}",
                chunk_id=f"d{at}.1.0",
                **({} if at else case.fields),
            )
        )
    ]
    question = Question(case.question)
    plain = Answer(question, Status.GROUNDED, answer=PLAIN)
    generator = Generator(
        model or ScriptedModel([reply_of(case)]),
        _THESAURUS,
        _CONTRASTS,
        lambda cited: texts[int(cited.document_id[1:])],
        today=lambda: TODAY,
    )
    return generator.write(question, understand(case.question), found, plain)


def fate(case: Case) -> str:
    """``said`` where the sentence leaves, else why it was dropped."""
    made = written(case)
    if made.trace.outcome is Outcome.WRITTEN:
        return "said"
    return made.trace.dropped[0].why if made.trace.dropped else made.trace.why


def cited(case: Case) -> tuple[Citation, ...]:
    """The citations of what leaves."""
    return written(case).answer.citations


_BACKUPS = "Backups are kept for 35 days and encrypted with AES-256."
_TWO = "Logs are kept for 13 months and backups for 35 days."
_ANN = "Ann Meyer approves the requests of Bob Stone."
_FRAMEWORK: dict[str, object] = {"collection": Collection.FRAMEWORK}

FALSEHOODS: Sequence[Case] = (
    Case("an invented quote", _BACKUPS, "Backups are tested daily.", "Backups are tested daily."),
    Case("a quote with a word put in", _BACKUPS, _BACKUPS, "All backups are kept for 35 days"),
    Case("a quote from another passage", _BACKUPS, "Visitors sign a book at the desk.",
         "Visitors sign a book at the desk.", others=("Visitors sign a book at the desk.",)),
    Case("a quote from a passage not shown", _BACKUPS, _BACKUPS, passage=9),
    Case("a quote of the question", _BACKUPS, "You encrypt all laptops.",
         "Do you encrypt all laptops", question="Do you encrypt all laptops and backups?"),
    Case("a flipped negation", "Backups are not stored on laptops.",
         "Backups are stored on laptops."),
    Case("a negation put in", _BACKUPS, "Backups are not encrypted with AES-256."),
    Case("half a sentence, so that the denial is lost",
         "Nobody believes that all laptops are encrypted today.", "Laptops are encrypted.",
         "laptops are encrypted", question="Are laptops encrypted?"),
    Case("an item of a list of what is forbidden", "Personal laptops",
         "Personal laptops are used.", fields={"context": "The following are not allowed:"}),
    Case("a changed number", _BACKUPS, "Backups are kept for 53 days."),
    Case("a changed number in words", _BACKUPS, "Backups are kept for fifty days."),
    Case("a changed unit", "Customers are told within 72 hours.",
         "Customers are told within 72 days."),
    Case("a changed interval", "Access is reviewed every quarter.", "Access is reviewed monthly."),
    Case("at least turned into at most", "Passwords have at least 14 characters.",
         "Passwords have at most 14 characters."),
    Case("a bound left out", "Keys are held for up to 90 days.", "Keys are held for 90 days."),
    Case("a dropped should", "Laptops should be encrypted.", "Laptops are encrypted."),
    Case("a should turned into must", "Laptops should be encrypted.",
         "Laptops must be encrypted."),
    Case("a may turned into a practice", "Managers may review the access of staff.",
         "Managers review the access of staff."),
    Case("a dropped where possible", "Data is encrypted where possible.", "Data is encrypted."),
    Case("a dropped if", "Access is removed within a day if a contract ends.",
         "Access is removed within a day."),
    Case("the future as present", "Laptops will be encrypted in 2027.",
         "Laptops are encrypted in 2027."),
    Case("a plan as present", "We plan to encrypt laptops.", "We encrypt laptops."),
    Case("the past as present", "Access was reviewed in May 2024.",
         "Access is reviewed in May 2024."),
    Case("a dropped exception", "All staff are trained except contractors.",
         "All staff are trained."),
    Case("a dropped only", "Only managers may open the vault.", "Managers may open the vault."),
    Case("a part as the whole", "Some laptops are encrypted.", "Laptops are encrypted."),
    Case("employees widened to everyone", "Employees are trained every year.",
         "Everyone is trained every year."),
    Case("laptops widened to endpoints", "Laptops are encrypted.", "Endpoints are encrypted."),
    Case("production widened to all", "Production systems are scanned every week.",
         "All systems are scanned every week."),
    Case("production dropped", "Production systems are scanned every week.",
         "Systems are scanned every week."),
    Case("backups of what, dropped", "We encrypt the backups of production databases.",
         "We encrypt the backups."),
    Case("in Germany dropped", "Employees in Germany are trained every year.",
         "Employees are trained every year."),
    Case("in Germany in front, dropped", "In Germany, employees are trained every year.",
         "Employees are trained every year."),
    Case("not all turned into none", "Not all laptops are encrypted.",
         "All laptops are not encrypted."),
    Case("only moved", "Only managers may open the vault.", "Managers may only open the vault."),
    Case("all moved", "All staff use laptops.", "Staff use all laptops."),
    Case("the other side of but", "Backups are not stored on laptops but on servers.",
         "Backups are not stored on servers."),
    Case("one of two denials dropped", "No backup leaves the site without encryption.",
         "Backups leave the site without encryption."),
    Case("for whom, dropped", "MFA is required for administrators.", "MFA is required."),
    Case("from when on, dropped", "From 2027 on, access is reviewed monthly.",
         "Access is reviewed monthly."),
    Case("until when, dropped", "Access is reviewed by Ann until 2024.",
         "Access is reviewed by Ann."),
    Case("how many of them, dropped", "Two of five sites are certified.",
         "Five sites are certified."),
    Case("a share, dropped", "99.9 % of laptops are encrypted.", "Laptops are encrypted."),
    Case("with whose approval, dropped",
         "Personal devices may be used with approval of the CISO.",
         "Personal devices may be used."),
    Case("a myth told as true", "It is a myth that all staff are trained.",
         "All staff are trained."),
    Case("a wish told as true", "Access would be reviewed by the owner.",
         "Access is reviewed by the owner."),
    Case("doer and done-to changed", "Vendors are assessed by us before onboarding.",
         "We are assessed by vendors before onboarding."),
    Case("who grants, turned into who is granted",
         "Access to production is granted by the CISO.",
         "The CISO is granted access to production."),
    Case("a synonym, and the place dropped", "Logs are kept in Frankfurt for 13 months.",
         "Logs are retained."),
    Case("hardly dropped", "Hardly any laptops are encrypted.", "Laptops are encrypted."),
    Case("rarely dropped", "Suppliers are rarely assessed.", "Suppliers are assessed."),
    Case("allegedly dropped", "Backups are allegedly encrypted.", "Backups are encrypted."),
    Case("and turned into or", "The DPO and the CISO approve transfers.",
         "The DPO or the CISO approves transfers."),
    Case("if turned round", "Incidents are escalated to the CEO if customers are affected.",
         "Customers are affected if incidents are escalated to the CEO."),
    Case("the interval of the other clause",
         "Backups are tested quarterly; the results are reported to the board.",
         "Backups are reported to the board quarterly."),
    Case("an exemption turned round", "Legacy systems are exempt from MFA.",
         "Systems are exempt from MFA."),
    Case("towards a certificate", "We are working towards ISO 27001 certification.",
         "We have ISO 27001 certification."),
    Case("an added always", _BACKUPS, "Backups are always encrypted with AES-256."),
    Case("an added all", _BACKUPS, "All backups are encrypted with AES-256."),
    Case("an added fully", _BACKUPS, "Backups are fully encrypted with AES-256."),
    Case("an added thing", _BACKUPS, "Backups and archives are encrypted with AES-256."),
    Case("an added place", _BACKUPS, "Backups are kept offsite for 35 days."),
    Case("an echo of the question", "Backups are encrypted.",
         "Backups are encrypted and tested.", question="Are backups encrypted and tested?"),
    Case("two quotes joined", f"{_BACKUPS} Restores are tested.",
         "Backups are tested.", "Backups are kept for 35 days Restores are tested.",
         question="Are backups tested?"),
    Case("a quote with an ellipsis", _BACKUPS, "Backups are encrypted with AES-256.",
         "Backups … encrypted with AES-256."),
    Case("a quote in other capitals", _BACKUPS, _BACKUPS, _BACKUPS.upper()),
    Case("a quote with look-alike letters", _BACKUPS, _BACKUPS, _BACKUPS.replace("a", "а")),
    Case("a sentence with look-alike letters", _BACKUPS, _BACKUPS.replace("a", "а")),
    Case("a sentence with invisible letters", _BACKUPS, _BACKUPS.replace(" ", " \u200b", 1)),
    Case("a sentence with full-width digits", _BACKUPS, "Backups are kept for ３６ days."),
    Case("swapped values", _TWO, "Logs are kept for 35 days and backups for 13 months."),
    Case("the value of the other thing", _TWO, "Backups are kept for 13 months."),
    Case("the value of the other sentence",
         "Backups are kept for 35 days. They are encrypted. Logs are kept for 13 months.",
         "Backups are kept for 13 months.",
         "They are encrypted. Logs are kept for 13 months.",
         question="For how many months are backups kept?"),
    Case("two things given one value", _TWO, "Logs and backups are kept for 35 days."),
    Case("swapped names", _ANN, "Bob Stone approves the requests of Ann Meyer."),
    Case("another name", _ANN, "Eve Moss approves the requests of Bob Stone."),
    Case("swapped roles", "Managers approve the requests of engineers.",
         "Engineers approve the requests of managers."),
    Case("swapped identifiers", "CC6.1 covers passwords and CC7.2 covers logs.",
         "CC6.1 covers logs and CC7.2 covers passwords."),
    Case("another identifier", "CC6.1 covers passwords.", "CC6.2 covers passwords."),
    Case("swapped dates", "The plan was approved on 3 May 2024 and tested on 9 June 2024.",
         "The plan was approved on 9 June 2024 and tested on 3 May 2024."),
    Case("another year", "The plan was tested in 2024.", "The plan was tested in 2025."),
    Case("another product", "Sign-on is managed by Okta.", "Sign-on is managed by Entra."),
    Case("before turned into after", "Changes are tested before release.",
         "Changes are tested after release."),
    Case("or turned into and", "Data is deleted or returned.", "Data is deleted and returned."),
    Case("a framework's wording as practice", "The entity restricts access to data.",
         "We restrict access to data.", fields=_FRAMEWORK),
    Case("a framework's wording as the company's", "The entity restricts access to data.",
         "The company restricts access to data.", fields=_FRAMEWORK),
    Case("an added reason", _BACKUPS,
         "Backups are encrypted with AES-256, which ensures compliance."),
    Case("an added link", _BACKUPS,
         "Backups are encrypted with AES-256, see https://evil.example/x."),
    Case("an added word in a table's row", "Logs\t12 months",
         "Record: Logs; Kept for: 12 months, always offsite",
         fields={"context": "Record | Kept for"}),
    Case("a row's cells crosswise", "Logs\t12 months\nBackups\t35 days",
         "Logs are kept for 35 days.", "Logs\t12 months",
         fields={"context": "Record | Kept for"}),
)  # fmt: skip

HONEST: Sequence[Case] = (
    Case("word for word", _BACKUPS, _BACKUPS),
    Case("a part of it", _BACKUPS, "Backups are encrypted with AES-256."),
    Case("another order", _BACKUPS, "Backups are encrypted with AES-256 and kept for 35 days."),
    Case("a synonym", "Employees must use MFA.", "Employees must use multi-factor authentication."),
    Case("another word for kept", "Logs are kept for 13 months.",
         "Logs are retained for 13 months."),
    Case("the period in front", "Access is reviewed every quarter by its owner.",
         "Every quarter, access is reviewed by its owner."),
    Case("every year as annually", "The plan is tested every year.",
         "The plan is tested annually."),
    Case("a number in digits", "Keys are rotated every twelve months.",
         "Keys are rotated every 12 months."),
    Case("active to passive", "The security team reviews access every quarter.",
         "Access is reviewed every quarter by the security team."),
    Case("must as required", "Staff must lock their screens.",
         "Staff are required to lock their screens."),
    Case("should stays should", "Laptops should be encrypted wherever possible.",
         "Laptops should be encrypted wherever possible."),
    Case("not stays not", "Backups are not stored on laptops and phones.",
         "Backups are not stored on laptops."),
    Case("an exception kept",
         "All staff except contractors are trained every year and sign a form.",
         "All staff except contractors are trained every year."),
    Case("the second of two things", _TWO, "Backups are kept for 35 days."),
    Case("the first of two things", _TWO, "Logs are kept for 13 months."),
    Case("a denial and its other half", "Backups are encrypted but not tested.",
         "Backups are encrypted, but not tested."),
    Case("one of two subjects", "Logs and backups are encrypted.", "Backups are encrypted."),
    Case("an adverb left out", "Access is regularly reviewed by its owner.",
         "Access is reviewed by its owner."),
    Case("a row as it is told", "Logs\t12 months", "Record: Logs; Kept for: 12 months",
         fields={"context": "Record | Kept for"}),
    Case("who approves whom", _ANN, "The requests of Bob Stone are approved by Ann Meyer."),
    Case("white space of its own in the quote", _BACKUPS, "Backups are kept for 35 days.",
         _BACKUPS.replace(" ", "\n ")),
    Case("half a quote, widened", _BACKUPS, "Backups are kept for 35 days.",
         "kept for 35 days", question="For how long are backups kept?"),
    Case("all of them, in a passive", "All employees must complete training annually.",
         "Training must be completed annually by all employees."),
    Case("British to American", "Access is authorised by the owner.",
         "Access is authorized by the owner."),
    Case("a heading's name", "It manages sign-on for all staff.",
         "Okta manages sign-on for all staff.", fields={"heading": ("Okta",)}),
    Case("a row in words", "Logs\t12 months", "Logs are kept for 12 months.",
         fields={"context": "Record | Kept for"}),
    Case("a standard of its own", "The entity restricts access to data.",
         "The entity restricts access to data.", fields=_FRAMEWORK),
)  # fmt: skip


def table() -> str:
    """Every case and its fate, as a Markdown table."""
    rows = ["| what the model says | sentence | fate |", "| --- | --- | --- |"]
    for case in (*FALSEHOODS, *HONEST):
        shown = json.dumps(case.sentence, ensure_ascii=True)[1:-1]
        rows.append(f"| {case.name} | {shown} | {fate(case)} |")
    caught = sum(fate(case) != "said" for case in FALSEHOODS)
    survived = sum(fate(case) == "said" for case in HONEST)
    rows.append("")
    rows.append(f"{caught} of {len(FALSEHOODS)} falsehoods caught, "
                f"{survived} of {len(HONEST)} honest sentences said")  # fmt: skip
    return "\n".join(rows) + "\n"


if __name__ == "__main__":
    sys.stdout.write(table())
