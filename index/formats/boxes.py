"""Boxes on a page that are no part of its article: consent, newsletters, links."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import html

from index.formats.inline import around_page, empty

_BOXES = ("div", "section", "aside", "form", "dialog", "footer", "p", "ul", "li", "table", "span")
_CONSENT = re.compile(
    r"cookie[\s_-]?(?:banner|consent|notice|notification|bar|law|pop-?up|message|modal|wall|overlay|dialog|warning|"
    r"disclaimer|policy|settings|info|hint|alert)|(?:gdpr|consent|privacy)[\s_-]?(?:banner|notice|bar|pop-?up|modal|"
    r"wall|overlay|dialog|manager)|(?:^|[\s_-])(?:onetrust|didomi|cmpbox|qc-cmp\d?|sp_message|usercentrics|iubenda|"
    r"cybotcookiebot|truste|borlabs|cmplz|cc-window|klaro|tarteaucitron|axeptio|osano|fc-consent|evidon|wm-ipp)",
    re.IGNORECASE,
)
_ACCEPT = re.compile(
    r"(?:i )?(?:accept|agree|allow)(?: all)?(?: cookies)?|got it|(?:alle(?:s)? |cookies )?(?:akzeptieren|zulassen)|"
    r"zustimmen|(?:tout )?accepter(?: tout)?|j'accepte|aceptar(?: todo| todas)?|aceitar(?: tudo| todos)?|"
    r"accett[ao](?: tutti| tutto)?|(?:alles )?accepteren|akkoord|(?:saya )?(?:setuju|terima)(?: semua)?|"
    r"(?:akceptuj|zgadzam się)[\w ]*|принять(?: все)?|同意する|同意|接受",
    re.IGNORECASE,
)
_ABOUT_CONSENT = re.compile(r"cookie|consent|partner|personal data|privacy|datenschutz|données|privasi", re.IGNORECASE)
_NEWSLETTER = re.compile(
    r"news-?letter|sign[\s-]?up|subscri|e-?mail|inbox|abonn|suscr|inscri|iscri|berlangganan|buletin|surel|рассылк|メール",
    re.IGNORECASE,
)
_READ_ALSO = re.compile(
    r"(?:read (?:also|more|next|on)|also read|see also|related(?: (?:stories|articles|news|posts|content))?|more:|"
    r"(?:you (?:may|might) also like|recommended (?:for you|reading)|further reading)|"
    r"baca (?:juga|selengkapnya|pula)|lihat juga|simak juga|(?:berita|artikel) (?:terkait|lainnya)|"
    r"(?:vea|lea|lee) (?:también|más)|lea:|(?:te|le) puede interesar|(?:notas?|contenido|noticias) relacionad[ao]s?|"
    r"lire aussi|à lire(?: aussi)?|voir aussi|sur le même sujet|lesen sie (?:auch|mehr)|auch (?:interessant|lesen)|"
    r"mehr (?:zum thema|themen)|siehe auch|schon gelesen\??|weitere (?:themen|artikel(?: zum thema)?|beiträge)|"
    r"empfohlene (?:beiträge|artikel)|das (?:thema )?könnte (?:dich|sie) auch interessieren|leggi anche|"
    r"leia (?:também|mais)|veja também|lees ook|czytaj (?:też|także|więcej)|zobacz (?:też|także)|читайте также|"
    r"xem thêm|関連記事|相关阅读)(?!\w)",
    re.IGNORECASE,
)
_LONGEST_CONSENT = 3_000
_LONGEST_BOX = 500
_LONGEST_LINK = 300
_LONG_TEXT = 60
"""From how many characters on a text is a paragraph."""
_MOST_OTHER = 150
"""How many characters of paragraphs about other things may stand around a box that is complete."""


def clear(tree: html.HtmlElement) -> None:
    """Empty the boxes of `tree`; one around the article itself is never taken for such."""
    page = around_page(tree)
    for box in (*_consent(tree), *_newsletters(tree), *_links_to_others(tree)):
        if box not in page:
            empty(box)
    for word in list(tree.iter("time", "span", "b", "strong", "em", "i")):  # which would be lost from their sentences
        if word.tag == "time" and (word.tail or "").strip():
            word.tag = "span"
        elif word.get("aria-hidden") and "icon" not in (word.get("class") or ""):
            del word.attrib["aria-hidden"]


def length(element: html.HtmlElement) -> int:
    """Return how many characters of text `element` has, at least 0."""
    return int(element.xpath("string-length(normalize-space())"))


def _is_longer(element: html.HtmlElement, most: int) -> bool:
    """Return whether `element` has more than `most` characters of text."""
    seen = 0
    for text in element.itertext():
        seen += len("".join(text.split()))
        if seen > most:
            return True
    return length(element) > most


def _consent(tree: html.HtmlElement) -> Iterator[html.HtmlElement]:
    limit = max(_LONGEST_CONSENT, length(tree) // 3)
    for box in list(tree.iter(*_BOXES)):
        names = f"{box.get('id') or ''} {box.get('class') or ''}"
        is_dialog = box.tag == "dialog" or box.get("role") in ("dialog", "alertdialog") or box.get("aria-modal")
        if (is_dialog or (names.strip() and _CONSENT.search(names))) and not _is_longer(box, limit):
            yield box
    for button in list(tree.iter("button", "a", "input")):
        if _ACCEPT.fullmatch((button.get("value") or "".join(button.itertext())).strip()[:40]):
            boxes = (each for each in button.iterancestors() if each.tag in _BOXES)
            for box in (box for box, _ in zip(boxes, range(4), strict=False)):
                if not _is_longer(box, _LONGEST_CONSENT) and _ABOUT_CONSENT.search("".join(box.itertext())):
                    yield box
                    break


def _newsletters(tree: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """Yield the largest box around each field for an address."""
    for field in list(tree.iter("input")):
        if (field.get("type") or "").lower() != "email" and "email" not in (field.get("name") or "").lower():
            continue
        largest = None
        for box, _ in zip(field.iterancestors(), range(6), strict=False):
            if box.tag not in _BOXES or _is_longer(box, _LONGEST_BOX):
                break
            if largest is not None and _stands_in_article(largest, box):
                break
            largest = box
        if largest is not None and _NEWSLETTER.search("".join(largest.itertext())):
            yield largest


def _stands_in_article(inner: html.HtmlElement, outer: html.HtmlElement) -> bool:
    """Whether `inner` says all of a newsletter, and `outer` has a short article around it."""
    is_complete = _NEWSLETTER.search("".join(inner.itertext())) is not None
    return is_complete and _other_text(outer) - _other_text(inner) > _MOST_OTHER


def _other_text(box: html.HtmlElement) -> int:
    texts = (" ".join(text.split()) for text in box.itertext())
    return sum(len(text) for text in texts if len(text) >= _LONG_TEXT and not _NEWSLETTER.search(text))


def _links_to_others(tree: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """Yield the lines that only lead to other articles, and their lists with the headings."""
    for line in list(tree.iter("p", "li", "div", "h2", "h3", "h4", "h5", "blockquote", "span", "strong")):
        start = _READ_ALSO.match(_start(line))
        if not start:
            continue
        size = length(line)
        if size <= start.end() + 2 and line.tag != "span":
            yield line
            after = line.getnext()
            if after is not None and _is_linked(after, length(after)):
                yield after
        elif size <= _LONGEST_LINK and _is_linked(line, size - start.end()):
            yield line


def _is_linked(element: html.HtmlElement, size: int) -> bool:
    linked = sum(length(link) for link in element.iter("a"))
    return linked > 0 and size - linked <= max(40, size // 4)


def _start(element: html.HtmlElement) -> str:
    """Return the first words in `element`, if they stand at most a few levels down."""
    for _ in range(4):
        if (element.text or "").strip() or not len(element):
            break
        element = element[0]
    return (element.text or "").strip()
