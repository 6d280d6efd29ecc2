"""Lines that invite to buy, to sign up or to click, told by generic words of advertising."""

import re

_WHOLE = re.IGNORECASE
_SHORT = 20  # words a banner's line has at most; one strong or two weak signs are enough there
_LONG = 60  # words of a paragraph that needs two strong signs

_START = re.compile(
    r"(book|schedule|request|get|start|try|claim|download|contact|talk|speak|sign|subscribe|join"
    r"|watch|discover|reach|achieve|simplify|accelerate|streamline|explore|unlock|see|let|ready"
    r"|want|need|looking|learn|call|register|reserve|save|boost|automate|hire|trust|meet)\b",
    _WHOLE,
)
# Phrases that hardly occur outside an invitation to buy, sign up or click.
_STRONG = tuple(
    re.compile(pattern, _WHOLE)
    for pattern in (
        r"\b(book|schedule|request|reserve|get|claim|take|watch)\b.{0,20}\b(demo|call"
        r"|meeting|consultation|appointment|quote|free \w+|tour|walkthrough)\b",
        r"\byour free\b|\bfor free\b|\bfree (trial|assessment|consultation|demo|quote"
        r"|e-?book|audit|guide|template|checklist|download|account)\b|\bno (credit card"
        r"|obligation|strings)\b",
        r"\b(talk|speak) (to|with) (an? |our |one of our )?(expert|sales|specialist|team"
        r"|advis\w+|consultant)",
        r"\bget started( (today|now|free|for free|in minutes))?[.!]?$|\bsign up (now|today"
        r"|free|for)|\bstart (your|a) (free|journey|trial)",
        r"\bclick (here|below|the (link|button))\b",
        r"\bcheck out our\b|\blearn how we\b|\bsee how (we|it works|our|easy)\b",
        r"^contact (us|sales|our (team|experts|sales))( today| now)?[.!]?$",
        r"\bdownload (now|the|our|your|this) \w*\s?(e-?book|white ?paper|guide|template"
        r"|checklist|report|now)\b",
        r"\b(subscribe|newsletter)\b.*\b(inbox|newsletter|updates)\b",
        r"\b\d{1,2} ?% off\b|\b(use|with) (the )?(code|coupon)\b|\b(promo|discount|voucher) code\b"
        r"|\b(limited[ -]time|early[ -]bird) (offer|price|deal)\b",
        r"^(ready to|want to|need help|looking (for|to))\b.*[?!]$",
    )
)
_WEAK = tuple(
    re.compile(pattern, _WHOLE)
    for pattern in (
        r"\bin (just |under |as little as )?\d+ (minutes?|hours?|days?|weeks?"
        r"|months?)\b( or less)?",
        r"\b(today|now)[.!]?$",
        r"\bwith (\w+ ){0,2}\w+['’]s? (\w+ ){0,4}(services?|platform|experts?|team"
        r"|solutions?|software)\b",
        r"\b(our|us)\b (\w+ ){0,2}(experts?|team|platform|services?|solutions?|specialists?)\b",
        r"\byour (\w+ ){0,5}(journey|business|potential|success)\b",
        r"!$",
        r"\b(demo|webinar|newsletter|e-?book|white ?paper|free)\b",
        r"\b(trusted by|join \d[\d,.+k]* )",
    )
)


def marketing(text: str) -> tuple[int, int]:
    """How much a line invites to buy: its score, and how many strong phrases are in it.

    One point for an imperative beginning and for each weak phrase, two for each strong one.
    """
    strong = sum(bool(pattern.search(text)) for pattern in _STRONG)
    weak = sum(bool(pattern.search(text)) for pattern in _WEAK)
    return bool(_START.match(text)) + weak + 2 * strong, strong


def is_invitation(text: str, *, followed: bool) -> bool:
    """Whether a line is a call to action.

    ``followed``: prose stands directly below, so that the line may be a section's heading; then
    one more sign is asked for.
    """
    count = len(text.split())
    score, strong = marketing(text)
    if count <= _SHORT:
        # Banners seldom end as sentences do; what does must say more to be one.
        return score >= (3 if followed or text.endswith(".") else 2)
    return count <= _LONG and strong >= 2
