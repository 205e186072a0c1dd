"""What stands between a page and its article: payment, scripts, checks for robots."""

from __future__ import annotations

import re

from lxml import html

from index.formats.boxes import length
from index.formats.inline import empty
from index.formats.parsed import UnreadableError

PAID = "it seems to be only the beginning: the page says that the rest is for subscribers"
_SHELL = "its text is not in it: scripts would load it; open it in a browser, save it from there and add that"
_CHECK = "it is a check that the visitor is no robot and not the article; save the page from a browser"
_FRAMES = "it is only a frame around other pages; save and add these"
_LEADS_ON = "it only leads to another page; save and add that"

_NOT_FREE = re.compile(r'"isAccessibleForFree"\s*:\s*"?(?:false|no\b|0\b)', re.IGNORECASE)
_WORDS = re.compile(r'"wordCount"\s*:\s*"?(\d{1,7})')
_PAYING = re.compile(
    r"subscri|abonn|\babo\b|suscri|assina|prenumer|langganan|member|premium|registr|sign (?:in|up)|log ?in|account|"
    r"konto|anmelden|acced|trial|unlimited access|per (?:month|week)|cancel any ?time|"
    r"会員|登録|有料|订阅|付费|подпис|구독",
    re.IGNORECASE,
)
_RESTING = re.compile(
    r"(?:continue|keep) reading|(?:want|like|love) to read (?:more|on|the rest)|"
    r"to (?:continue|read|view|unlock|access|finish)|(?:full|rest of the|whole|entire) "
    r"(?:article|story|text|report)|full access|weiter ?(?:zu)?lesen|(?:ganze|vollständige|gesamte|kompletten?)[nrs]? "
    r"(?:artikel|text|beitrag)|lire la suite|poursuivre (?:la|votre) lecture|intégralité|en illimité|"
    r"(?:seguir|sigue|continuar|continúa) leyendo|(?:leer|lee) (?:el artículo|la nota) complet|"
    r"contin(?:ua|uare) a leggere|articolo completo|(?:continuar?|continue) (?:a )?lendo|na íntegra|"
    r"verder (?:te )?lezen|"
    r"czytaj dalej|cał(?:y|ego) (?:artykuł|tekst)|(?:membaca|baca) (?:selengkapnya|lebih lanjut|artikel)|"
    r"akses (?:penuh|tak terbatas)|続き|全文|继续阅读|阅读全文|читать (?:далее|полностью)|полный текст",
    re.IGNORECASE,
)
_ONLY = re.compile(
    r"(?:only|exclusive(?:ly)?)(?: available)? (?:for|to) (?:our )?(?:paid |paying )?(?:subscribers|members)|"
    r"(?:subscribers?|members?)[- ]only|(?:nur|exklusiv) für (?:abonnent|mitglied)|réservée?s? (?:aux|à nos) abonné|"
    r"(?:exclusiv[oa]|solo) para (?:suscriptores|abonados)|(?:riservat[oa]|solo) (?:agli|per gli) abbonati|"
    r"exclusiv[oa] para assinantes|(?:khusus|hanya untuk) (?:pelanggan|member)|会員限定|有料会員|付费内容",
    re.IGNORECASE,
)
_WALLS = re.compile(
    r"pay-?wall|reg-?wall|subscri(?:ber|ption)|meter(?:ed|ing)|piano|tp-(?:modal|container)|premium|content-?gate|"
    r"gated|locked|barrier|teaser-?end|fade-?out",
    re.IGNORECASE,
)
_ROBOTS = re.compile(
    r"just a moment|attention required|checking your browser|verify(?:ing)? (?:that )?you are (?:a )?human|"
    r"are you a robot|access denied|pardon our interruption|captcha|ddos protection",
    re.IGNORECASE,
)
_SCRIPTS = re.compile(r"javascript|java script", re.IGNORECASE)
_LONGEST_LINE = 500
_LONGEST_OFFER = 200
_SHORT = 200
_BEGINNING = 500
"""How many words the free beginning of an article has at most, if its page does not count the whole."""


def is_paid(tree: html.HtmlElement) -> bool:
    """Whether the page says that the rest is for subscribers; what says so is emptied."""
    said = False
    for line in list(tree.iter("p", "div", "section", "aside", "h2", "h3", "h4", "h5", "span", "strong")):
        text = line.text or ""
        if len(line) and not text.strip() and line.tag in ("div", "section", "aside"):
            continue
        text = " ".join(line.itertext()) if line.tag not in ("div", "section", "aside") else text
        after = line.getnext()
        if (
            len(text) < _LONGEST_OFFER
            and after is not None
            and _RESTING.search(text)
            and length(after) < _LONGEST_OFFER
        ):
            text = f"{text} {''.join(after.itertext())}"
        if 10 < len(text) <= _LONGEST_LINE and _says_so(text) and not _is_outside(line):
            said = True
            for offer in list(line.itersiblings()):
                if length(offer) <= _LONGEST_OFFER and _PAYING.search("".join(offer.itertext())):
                    empty(offer)
            empty(line)
    return said or _is_declared(tree)


def _says_so(text: str) -> bool:
    return bool(_ONLY.search(text) or (_RESTING.search(text) and _PAYING.search(text)))


def _is_outside(line: html.HtmlElement) -> bool:
    return any(each.tag in ("nav", "header", "footer", "aside", "form") for each in line.iterancestors())


def _is_declared(tree: html.HtmlElement) -> bool:
    """Whether the page's data say that not all is free, and count more words."""
    data = "\n".join(each.text or "" for each in tree.iter("script") if "json" in (each.get("type") or ""))
    locked = tree.xpath("//meta[@name='article:content_tier' or @property='article:content_tier'][@content='locked']")
    if not locked and not _NOT_FREE.search(data):
        return False
    counted = _WORDS.search(data)
    here = sum(len("".join(each.itertext()).split()) for each in tree.iter("p"))
    return here < (0.8 * int(counted[1]) if counted else _BEGINNING)


def refuse_empty(tree: html.HtmlElement, text: str, scripts: int) -> None:
    """Raise UnreadableError if a page with so little text is no article.

    `scripts` is how many scripts it loads.
    """
    if len(text) > _SHORT:
        return
    title = next((each.text or "" for each in tree.iter("title")), "")
    if next(tree.iter("frameset"), None) is not None:
        raise UnreadableError(_FRAMES)
    if _ROBOTS.search(title) or (scripts and _ROBOTS.search(text)):
        raise UnreadableError(_CHECK)
    if any((each.get("http-equiv") or "").casefold() == "refresh" for each in tree.iter("meta")) and not scripts:
        raise UnreadableError(_LEADS_ON)
    asked = any(_SCRIPTS.search("".join(each.itertext())) for each in tree.iter("noscript")) or _SCRIPTS.search(text)
    if scripts and (asked or not text):
        raise UnreadableError(_SHELL)
