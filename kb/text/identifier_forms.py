"""How identifiers are written, and the one spelling that stands for each.

A canonical spelling holds no white space, so that it is a single token in any index: ``CC6.1``,
``A.5.15``, ``164.308(a)(5)``, ``Art.32(1)(b)``, ``AC-2(1)``, ``PR.AA-01``, ``Req.8.3.6``,
``ISO27001:2022``, ``SP800-53r5``, ``SSAE18``, ``SOC2``, ``TypeII``, ``ISP-04``, ``18.8.2``.
Every quantifier is bounded, so matching takes time proportional to the length of the text.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["DASH", "FORMS", "Form"]

DASH = "[-\u2010-\u2015\u2212]"

_PARENS = r"(?:\s?\([A-Za-z0-9]{1,5}\)){0,6}"
_DOTTED = r"\d{1,2}(?:\.\d{1,3}){1,5}"
_END = r"(?![A-Za-z0-9_]|\.\d)"
# A number with one of these behind it counts or measures something.
_NO_UNIT = (
    r"(?!\s?[%€£$°])(?!\s?(?i:percent|per\scent|hours?|hrs?|minutes?|mins?|days?|weeks?|months?"
    r"|years?|seconds?|secs?|ms|[kmgt]i?b|[kmgt]bps|million|billion|bn|thousand|times|points?"
    r"|stars?|eur|usd|gbp|euros?|dollars?|pounds?|ghz|mhz|kg|km|miles?|met(?:er|re)s?|x)\b)"
)
_FAMILIES = "AC|AT|AU|CA|CM|CP|IA|IR|MA|MP|PE|PL|PM|PS|PT|RA|SA|SC|SI|SR|AP|AR|DI|DM|IP|SE|TR|UL"
# Capitals, a dash and digits that name an algorithm, a disease or a month and no document.
_NOT_DOCUMENTS = frozenset(
    "AES SHA RSA DES MD UTF CRC TLS SSL HTTP IPV GPT USB COVID ECDSA EC DH PBKDF WPA DDR WIN ASCII"
    " JAN FEB MAR APR MAY JUN JUL AUG SEP SEPT OCT NOV DEC FY Q QTR EUR USD GBP UTC GMT".split()
)
_MEASURED = re.compile(
    r"(?:\b(?:version|ver|release|v|cvss|score|rating|ip|address|eur|usd|gbp|chf)\b\.?|[$€£¥])"
    r"[\s:=]{0,3}$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write one kind of identifier.

    ``canonical`` gets the part of the match that tells identifiers of this kind apart (the group
    ``_``, else all of it) and returns its one spelling, or ``""`` where it turns out to be
    something else; ``accepts`` looks at what stands around the match.
    """

    kind: str
    pattern: str
    canonical: Callable[[str], str]
    accepts: Callable[[re.Match[str]], bool] | None = None


def _squeeze(text: str) -> str:
    return re.sub(r"\s", "", text)


def _fixed(prefix: str) -> Callable[[str], str]:
    """The prefix and the form's own digits."""
    return lambda body: prefix + _squeeze(body)


def _cve(body: str) -> str:
    return re.sub(DASH, "-", body).upper()


def _cfr(body: str) -> str:
    """Levels of the Code of Federal Regulations run (a)(1)(i)(A): the case tells them apart."""
    number, *levels = re.findall(r"[\w.]+", body)
    cased = (level.upper() if at == 3 else level.lower() for at, level in enumerate(levels))
    return str(number) + "".join(f"({level})" for level in cased)


def _iso(body: str) -> str:
    number = re.search(r"(\d{4,5})((?:-\d{1,2}(?!\d))*)\s?(?:[:-]\s?(\d{4}))?", body)
    if number is None:
        return ""
    return f"ISO{number[1]}{number[2]}" + (f":{number[3]}" if number[3] else "")


def _publication(body: str) -> str:
    number = re.search(rf"800{DASH}(\d+[A-Z]?)(?:\D+(\d))?$", body)
    if number is None:
        return ""
    return f"SP800-{number[1]}" + (f"r{number[2]}" if number[2] else "")


def _attestation(body: str) -> str:
    name, *_, number = re.findall(r"(?i)AT-C|[A-Z]+|\d+", body)
    return f"{name.upper()}{number}"


def _soc(body: str) -> str:
    return "SOC" + {"I": "1", "II": "2", "III": "3"}.get(body, body)


def _report_type(body: str) -> str:
    return "Type" + {"1": "I", "2": "II"}.get(body, body.upper())


def _is_report_type(match: re.Match[str]) -> bool:
    """``type I`` in lower case is a word and a pronoun unless a report's name stands before it."""
    if match.group()[0] == "T" or not match.group().endswith((" i", " I")):
        return True
    before = match.string[max(0, match.start() - 8) : match.start()]
    return re.search(r"(?i)soc\s?[12]\W{1,2}$", before) is not None


def _article(body: str) -> str:
    number, *levels = re.findall(r"\w+", body)
    return f"Art.{number}" + "".join(f"({level})" for level in levels)


def _csf(body: str) -> str:
    """A category without a number reads like a word or a file name unless in capitals."""
    if not re.search(r"\d", body) and body != body.upper():
        return ""
    return re.sub(DASH, "-", body).upper()


def _nist(body: str) -> str:
    parts = re.findall(r"[A-Za-z]+|\d+", body)
    family, number, *levels = parts
    return f"{family.upper()}-{int(number)}" + "".join(
        f"({int(level)})" if level.isdigit() else f"({level})" for level in levels
    )


def _upper(body: str) -> str:
    return _squeeze(body).upper()


def _annex(body: str) -> str:
    """Annex A of ISO/IEC 27001 runs from 5 to 18 over all its editions."""
    return f"A.{body}" if 5 <= int(body.split(".")[0]) <= 18 else ""


def _document(body: str) -> str:
    text = re.sub(DASH, "-", body)
    head, _, number = text.rpartition("-")
    if head.split("-")[0] in _NOT_DOCUMENTS or re.fullmatch(r"(?:19|20)\d{2}", number):
        return ""
    return text


def _is_section(match: re.Match[str]) -> bool:
    """Whether a bare dotted number is no date, sum, version or address."""
    number = re.match(r"[\d.]+", match.group())
    parts = number.group().rstrip(".").split(".") if number else []
    before = match.string[max(0, match.start() - 12) : match.start()]
    if any(len(part) > 1 and part[0] == "0" for part in parts) or _MEASURED.search(before):
        return False
    if re.search(r"\d,$", before) and len(parts[0]) == 3:
        return False
    after = match.string[match.end() : match.end() + 2]
    return len(parts) != 4 or not _address([int(part) for part in parts], after)


def _address(parts: list[int], after: str) -> bool:
    """Whether four numbers are an IP address rather than a section four levels deep."""
    return (
        0 in parts
        or max(parts) >= 100
        or len(set(parts)) == 1
        or re.match(r"[/:]\d", after) is not None
    )


# Order matters where two forms start at the same place: the longer and stricter comes first.
FORMS: tuple[Form, ...] = (
    Form("cve", rf"(?i:CVE){DASH}\d{{4}}{DASH}\d{{4,7}}{_END}", _cve),
    Form("cfr", rf"(?i:\d{{1,2}}\sC\.?F\.?R\.?)\s?(?:(?i:Parts?)\s|§{{1,2}}\s?)?"
         rf"(?P<_>\d{{1,4}}\.\d{{1,4}}{_PARENS}){_END}", _cfr),
    Form("cfr", rf"§{{1,2}}\s?(?P<_>\d{{3}}\.\d{{1,4}}{_PARENS}){_END}", _cfr),
    Form("cfr", rf"(?<![.,$€£])(?P<_>16[024]\.\d{{3}}{_PARENS}){_END}", _cfr),
    Form("standard", rf"(?:(?i:ISO\s?/\s?IEC|ISO|IEC)[\s-]?(?:(?i:DIS|TS|TR)\s)?)"
         rf"(?P<_>\d{{4,5}}(?:-\d{{1,2}}(?!\d)){{0,2}}(?:\s?:\s?\d{{4}}|-\d{{4}})?){_END}", _iso),
    Form("standard", rf"(?P<_>(?:27\d{{3}}|22301|42001|9001):\d{{4}}){_END}", _iso),
    Form("standard", rf"(?<![-\d])(?:(?i:NIST)\s)?(?:(?i:SP)\s?)?(?P<_>800{DASH}\d{{1,3}}[A-Z]?"
         rf"(?:,?\s?(?i:rev(?:ision)?\.?|r)\s?\d)?){_END}(?!{DASH}\d)", _publication),
    Form("standard", rf"(?i:FIPS)(?:\s(?i:PUB))?[\s-]?(?P<_>\d{{3}}(?:-\d)?){_END}",
         _fixed("FIPS")),
    Form("standard", rf"(?P<_>(?:(?i:SSAE|ISAE|CSAE|SAS)[\s-]?(?:(?i:No)\.?\s?)?\d{{2,4}}"
         rf"|AT-C\s?(?:(?i:section|sec\.)\s)?\d{{3}})){_END}", _attestation),
    Form("report", rf"(?i:SOC)[\s-]?(?P<_>[123]|I{{1,3}}){_END}", _soc),
    Form("report_type", rf"(?i:Type)[\s-]?(?P<_>(?i:II|I)|[12]){_END}", _report_type,
         _is_report_type),
    Form("standard", rf"(?i:PCI[\s-]?DSS)\s?(?P<_>(?:(?i:version|v\.?)\s?[1-9](?:\.\d){{1,2}}"
         rf"|[12]\.[0-2]|3\.[0-2](?:\.1)?|4\.0(?:\.1)?)){_END}",
         lambda body: "PCIDSS" + re.sub(r"^\D+", "", body)),
    Form("pci", rf"(?i:req(?:uirement)?s?\b)\.?\s?#?"
         rf"(?P<_>\d{{1,2}}(?:\.\d{{1,2}}){{0,4}}){_END}{_NO_UNIT}", _fixed("Req.")),
    Form("pci", rf"(?i:PCI[\s-]?DSS)\s(?P<_>\d{{1,2}}(?:\.\d{{1,2}}){{1,4}}){_END}",
         _fixed("Req.")),
    Form("standard", rf"(?i:CSF)\s?(?:(?i:version|v)\.?\s?)?(?P<_>[12]\.\d){_END}", _fixed("CSF")),
    Form("cis", rf"(?i:CIS)\s(?i:(?:critical\s)?(?:security\s)?controls?|safeguards?)\s"
         rf"(?P<_>\d{{1,2}}(?:\.\d{{1,2}})?){_END}", _fixed("CIS")),
    Form("version", rf"(?i:TLS)\s?v?(?P<_>\d(?:\.\d)?){_END}", _fixed("TLS")),
    Form("version", rf"(?i:SSL)\s?v?(?P<_>\d(?:\.\d)?){_END}", _fixed("SSL")),
    Form("article", rf"(?i:art(?:icle)?s?)\b\.?\s?(?P<_>\d{{1,3}}(?:\.\d{{1,2}}(?:\.[a-z])?"
         rf"|(?:\s?\((?:\d{{1,2}}|[a-z]{{1,2}})\)){{1,4}})?){_END}", _article),
    Form("article", rf"(?i:recitals?)\s(?P<_>\d{{1,3}}){_END}", _fixed("Recital")),
    Form("csf", rf"(?P<_>(?i:ID|PR|DE|RS|RC|GV|CT)\.(?i:[A-Z]{{2}})(?:{DASH}P?\d{{1,2}})?){_END}",
         _csf),
    Form("nist", rf"(?P<_>(?i:{_FAMILIES}){DASH}\d{{1,2}}(?!\d)"
         rf"(?:\s?\(\d{{1,2}}\)|\.\d{{1,2}}(?!\d|\.\d))?(?:\s?\([a-z]\)|[a-z](?!\w))?){_END}",
         _nist),
    Form("tsc", rf"(?P<_>(?i:CC)\s?[1-9]\.\d{{1,2}}(?:\.\d{{1,2}})?){_END}", _upper),
    Form("tsc", rf"(?P<_>(?i:CC)[1-9]|PI\s?1\.\d|[AC]1\.\d|P[1-8]\.\d){_END}", _upper),
    Form("iso_annex", rf"(?i:annex\s?A)[\s.]{{0,2}}(?P<_>\d{{1,2}}(?:\.\d{{1,2}}){{0,2}}){_END}",
         _annex),
    Form("iso_annex", rf"A\.(?P<_>\d{{1,2}}(?:\.\d{{1,2}}){{0,2}}){_END}", _annex),
    Form("iso_annex", rf"(?:a\.|A\.?\s?)(?P<_>\d{{1,2}}(?:\.\d{{1,2}}){{1,2}}){_END}{_NO_UNIT}",
         _annex),
    Form("document", rf"(?<!-)(?P<_>[A-Z][A-Z0-9]{{1,7}}(?:-[A-Z][A-Z0-9]{{0,7}}){{0,2}}{DASH}"
         rf"\d{{1,4}}(?:\.\d{{1,2}})?){_END}(?!{DASH}\d)", _document),
    Form("section", rf"(?i:sections?|sec\.|clauses?|chapters?|§{{1,2}})\s?"
         rf"(?P<_>\d{{1,2}}(?:\.\d{{1,3}}){{0,5}}{_PARENS}){_END}{_NO_UNIT}", _fixed("")),
    Form("section", rf"(?<![.$€£¥])(?P<_>{_DOTTED}(?:\.[a-z])?{_PARENS}){_END}(?!\.?\d){_NO_UNIT}",
         _fixed(""), _is_section),
)  # fmt: skip
