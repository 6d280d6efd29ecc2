"""What single lines of site furniture say, on any site.

Every pattern is bound to a line's whole text or its beginning, and to a length, so that an
article's own sentences about cookies, newsletters or sign-ups stay where they are.
"""

import re

_WHOLE = re.IGNORECASE

# (reason, longest in words, pattern for the whole line)
_LINES: tuple[tuple[str, int, re.Pattern[str]], ...] = tuple(
    (reason, words, re.compile(rf"(?:{pattern})", _WHOLE))
    for reason, words, pattern in (
        (
            "table of contents",
            6,
            r"(table of )?contents|in this (article|guide|post|page)|on this page"
            r"|jump to( section)?|what'?s (inside|in this \w+)",
        ),
        (
            "navigation",
            8,
            r"skip to (main )?content|(main |site )?menu|toggle navigation|home|back to (top"
            r"|blog|all \w+|\w+)|(previous|next)( (post|article|page))?|search|log ?in"
            r"|sign ?(in|up)|close|open menu|show more|view all( \w+)?|see all( \w+)?"
            r"|all (posts|articles)|[‹›«»←→<>]+",
        ),
        (
            "share buttons",
            10,
            r"share( (this|it))?( (article|post|page|story|guide))?( (on|via) .*)?:?|tweet( this)?"
            r"|follow us( on .*)?:?|(facebook"
            r"|twitter|linkedin|x|email|whatsapp|reddit|copy link|print|pinterest|youtube"
            r"|instagram|rss)([ ,|·/]+(facebook|twitter|linkedin|x|email|whatsapp|reddit"
            r"|copy link|print|youtube|instagram|rss))*",
        ),
        (
            "reading time",
            10,
            r"(reading time:? ?)?(about )?\d+[ -]?(min(ute)?s?\.?)( (read|reading time))?"
            r"|estimated reading time:?.*",
        ),
        (
            "image",
            20,
            r"(picture|photo|image|portrait|avatar|headshot|logo) (of|by)"
            r"( (?-i:[A-Z])\S*){1,5}|(image|photo|picture)( (credit|source))?s?: .*"
            r"|featured image.*",
        ),
        (
            "tags",
            20,
            r"(tags?|categor(y|ies)|topics) ?:.*|(tagged|filed under|posted in|published in)\b.*",
        ),
        (
            "comments",
            10,
            r"(leave a (comment|reply)|\d+ comments?|comments?( are closed)?|post a comment"
            r"|join the (discussion|conversation))",
        ),
        (
            "newsletter",
            14,
            r"(subscribe|sign up|join)\b.*\b(newsletter|inbox|mailing list|updates"
            r"|subscribers)\b.*|get\b.*\b(newsletter|inbox|mailing list)\b.*|newsletter"
            r"|subscribe( now| today)?|your e-?mail( address)?"
            r"|enter your e-?mail.*|((first|last|full|work|your) )?(name|e-?mail( address)?)\s?\*?",
        ),
        (
            "cookie banner",
            60,
            r"(?=.*\b(accept|agree|consent|continu\w*|experience|by using|this (web)?site)\b)"
            r"(we|this (web)?site|our (web)?site|by (using|continuing|clicking))\b.*"
            r"\bcookies\b.*|(accept|reject|decline|allow|manage)( all)?( cookies| preferences)"
            r"|(accept|reject|decline|allow) all|cookie (settings|preferences)",
        ),
        (
            "footer",
            30,
            r"(©|\(c\)|copyright)\s?.*|all rights reserved\.?|(privacy|cookie) (policy"
            r"|notice)( [|·] ?.*)?|terms( of (service|use)| (&|and) conditions)?"
            r"|powered by .*|sitemap|imprint|made with .*",
        ),
        (
            "feedback",
            14,
            r"(was|is|did|were) (this|the) (article|page|post|guide|answer|content|information)?"
            r" ?(was |answer )?.{0,20}\b(helpful|useful|help|question)\b.{0,12}\?"
            r"|(how (helpful|useful) was|rate) this .*"
            r"|[\d,.]+ (out )?(of [\d,.]+ )?(people |readers |users )?found (this|it) "
            r"(article |page |post )?(helpful|useful)\.?|thank(s| you) for your feedback[.!]?",
        ),
        ("advertisement", 4, r"advertisement|sponsored( content)?|ad"),
        (
            "pointer to another article",
            25,
            r"(read (more|next|also|the full \w+)|see also|related( \w+)?|also read"
            r"|keep reading|up next|continue reading|learn more|read)\b ?[:→»].*|(read|learn"
            r"|find out|see|view) more( about .*)?[ .…→»>]*|continue reading[ .…→»>]*"
            r"|read (article|post|the full \w+)[ .…→»>]*",
        ),
    )
)

_RELATED = re.compile(
    r"((explore|discover|read|see|view|browse|check out|find)( (some|all|our|the))? )?"
    r"((more|other|related|similar|latest|recent|further|recommended|popular|featured|top)( \w+)?"
    r" (articles?|posts?|stories|reading|reads|blogs?|guides?|insights|resources|content|news)"
    r"|(articles?|posts?) you (may|might|will).*"
    r"|you (may|might) (also )?(like|enjoy|be interested in|find useful).*"
    r"|(blog|article|post|news|content) (highlights|roundup|picks)"
    r"|more (from|on|like|by) (the |our |us|this)?.*|related|read next|up next|keep reading"
    r"|what to read next|don'?t miss|recommended( for you)?|further reading|editor'?s picks"
    r"|latest from .*|from (the|our) blog|continue learning|trending( now)?)"
    r"[:.!]?",
    _WHOLE,
)
_AUTHOR = re.compile(
    r"(about the (authors?|writer)|(article |post )?(written|authored|published|posted) by( .*)?"
    r"|(\w+ ){0,2}(authors?|contributors?|writers?)|meet the (author|writer|team)"
    r"|author bio|reviewed by|(picture|photo|portrait|avatar|headshot) of .*)[:.]?",
    _WHOLE,
)
_BYLINE = re.compile(
    r"(?i:(?:words )?by|author:|(?:medically )?(?:written|posted|published|reviewed|edited|updated"
    r"|fact.checked) by) [A-Z][\w.'’-]+( [A-Z][\w.'’-]+){0,4}( ?[|,·–-].*)?"
    r"|(?i:posted|published) (?i:on|in) .*"
)
_CLOSING = re.compile(
    r"((final|closing|concluding|parting) (thoughts|words|remarks|notes?)|conclusions?"
    r"|(in )?summary|(key )?takeaways?|wrap(ping)?[ -]up|(the )?bottom line|to sum up"
    r"|next steps|the verdict|in (closing|conclusion|short))\b.*",
    _WHOLE,
)
_FAQ = re.compile(
    r"((frequently|commonly) asked questions|faqs?|q ?(&|and) ?a|questions (and|&) answers"
    r"|common questions|people also ask|your questions answered)\b.*|.*\bfaqs?",
    _WHOLE,
)
_CALLOUT = re.compile(
    r"(pro|expert|quick|insider|key|important|helpful|bonus)?[ -]?"
    r"(tip|note|warning|caution|insight|takeaway|fact|reminder|example|did you know|key point)s?"
    r"\b ?(#?\d+)?[:!?–-].*|important:.*",
    _WHOLE,
)
_VERDICT = re.compile(r"(yes|no|not really|👍|👎|helpful|not helpful)\W*\d*", _WHOLE)


def reason_alone(text: str) -> str:
    """Why a line is site furniture by what it says alone, or ``""``."""
    count = len(text.split())
    for reason, longest, pattern in _LINES:
        if count <= longest and pattern.fullmatch(text):
            return reason
    if not re.search(r"\w", text):
        return "marks without words"
    return ""


def is_related_heading(text: str) -> bool:
    """Whether a line announces other articles."""
    return len(text.split()) <= 8 and bool(_RELATED.fullmatch(text))


def is_author_line(text: str) -> bool:
    """Whether a line opens an author box."""
    return len(text.split()) <= 8 and bool(_AUTHOR.fullmatch(text))


def is_byline(text: str) -> bool:
    """Whether a line below a title names its author or the day it was put up."""
    return len(text.split()) <= 14 and bool(_BYLINE.fullmatch(text))


def is_verdict(text: str) -> bool:
    """Whether a line is a button to answer a question about the page itself."""
    return bool(_VERDICT.fullmatch(text))


def is_closing(text: str) -> bool:
    """Whether a heading closes an article (``Final thoughts``)."""
    return bool(_CLOSING.fullmatch(text))


def is_faq(text: str) -> bool:
    """Whether a heading opens questions and answers."""
    return len(text.split()) <= 10 and not text.endswith("?") and bool(_FAQ.fullmatch(text))


def is_callout(text: str) -> bool:
    """Whether a heading labels a box inside a section (``Pro tip: …``)."""
    return len(text.split()) <= 14 and bool(_CALLOUT.fullmatch(text))
