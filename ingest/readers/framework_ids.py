"""Short, stable ids of frameworks and controls, so that catalogues and crosswalks meet.

A catalogue, and a mapping made by somebody else, must name the same framework alike: the id is
taken from a URN's last part (``nist-csf-2.0``) or worked out from a title or file name.
"""

import re

from kb.text.identifiers import find_identifiers

__all__ = ["control_id", "framework_id", "slug", "urn_tail"]

_ISO = re.compile(
    r"(?i)\bISO(?:[\s/_-]*IEC)?[\s_-]*(?P<number>\d{4,5})(?:[\s:_-]+(?P<year>(?:19|20)\d{2}))?"
)
_SP = re.compile(
    r"(?i)\b(?:SP[\s_-]*)?800-(?P<number>\d{1,3}[a-z]?)"
    r"(?:[\s,_-]*(?:revision|rev\.?|r)[\s_-]*(?P<revision>\d))?"
)
_CSF = re.compile(
    r"(?i)\b(?:CSF|cyber\s?security framework)\W*(?:version\s|v)?(?P<version>[12]\.\d)"
)
_ACRONYM = re.compile(
    r"^(?P<acronym>[A-Z][A-Z0-9]{1,9})\s+[-–—:]\s.*?(?P<version>\bv?\d+\.\d[\w.-]*)?$"
)
_PROSE_ID = re.compile(r"(?i)^(?P<word>article|recital|chapter|section|annex)[-_](?P<number>\w+)$")
_CODE_ID = re.compile(r"^(?!node|art)[a-z]{1,3}(?:[.-][a-z]{0,3}\d*)*$")


def urn_tail(urn: str) -> str:
    """The last part of a URN: ``nist-csf-2.0`` of ``urn:…:framework:nist-csf-2.0``."""
    return urn.rsplit(":", 1)[-1].strip()


def framework_id(name: str) -> str:
    """A framework's id from its URN, title, class or file name.

    ``ISO/IEC 27001:2022`` → ``iso27001-2022``, ``NIST SP 800-53 Rev 5.1.1`` →
    ``nist-sp-800-53-rev5``, ``NIST CSF v2.0`` → ``nist-csf-2.0``, ``MVSP - Minimum Viable Secure
    Product - v3.0`` → ``mvsp-v3.0``; any other name in lower case with dashes for what is no
    letter, digit or dot.
    """
    if name.startswith("urn:"):
        return slug(urn_tail(name))
    if match := _ISO.search(name):
        return f"iso{match['number']}" + (f"-{match['year']}" if match["year"] else "")
    if match := _SP.search(name):
        revision = f"-rev{match['revision']}" if match["revision"] else ""
        return f"nist-sp-800-{match['number'].lower()}{revision}"
    if match := _CSF.search(name):
        return f"nist-csf-{match['version']}"
    if match := _ACRONYM.match(name):
        return slug(f"{match['acronym']} {match['version'] or ''}")
    return slug(name)


def control_id(raw: str) -> str:
    """A control's id as its standard writes it, from the small-letter form of URNs and OSCAL.

    ``ac-2.1`` → ``AC-2(1)``, ``gv.oc-01`` → ``GV.OC-01``, ``a.5.1`` → ``A.5.1``, ``article-32`` →
    ``Article 32``; anything else stays as it is.
    """
    raw = raw.strip()
    found = find_identifiers(raw)
    if len(found) == 1 and (found[0].start, found[0].end) == (0, len(raw)):
        if found[0].kind in ("nist", "csf", "iso_annex", "tsc", "cfr"):
            return found[0].canonical
        return raw
    if match := _PROSE_ID.match(raw):
        return f"{match['word'].capitalize()} {match['number']}"
    return raw.upper() if _CODE_ID.match(raw) else raw


def slug(name: str) -> str:
    """The name in lower case, with dashes for what is no letter, digit or dot."""
    return re.sub(r"[^a-z0-9.]+", "-", name.lower()).strip("-.") or "framework"
