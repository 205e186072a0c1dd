"""The text of a message, without quotes, signature and footer."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import accumulate

from lxml import html

from index.formats.inline import settle
from index.formats.mail_quotes import PASSED_ON, own_lines
from index.formats.markup import parse_markup, text_of_tree
from index.text.cleaning import clean_text
from index.text.unwrapping import unwrapped

_MOST_LINKS = 60  # of a footer, that are looked at
_SHORT_BLOCK = 300  # characters of a block that is only about its links
_SHORT_REST = 80  # characters beside such a link
_SHORT_CELL = 40  # characters: longer cells of tables are paragraphs, laid side by side
_FOOTER_LINES = 15  # at the end of a message, in which a footer is looked for
_LEAST_SHARE = 0.5  # of the words in plain text that HTML has if it is whole

_UNSEEN = re.compile(
    r"(?:display\s*+:\s*+none|visibility\s*+:\s*+hidden|mso-hide\s*+:\s*+all|max-height\s*+:\s*+0(?![.\d]))"
)
_SIGNATURES = (
    "//*[@id='Signature' or @data-smartmail='gmail_signature'"
    " or contains(@class, 'gmail_signature') or contains(@class, 'moz-signature')]"
)
_QUOTES = (
    "//blockquote[@type='cite' or contains(@class, 'gmail_quote') or contains(@class, 'protonmail_quote')]"
    " | //div[contains(@class, 'gmail_quote') or contains(@class, 'yahoo_quoted')]"
)
_BLOCKS = frozenset({"p", "td", "div", "li", "tr", "table", "center", "body", "section", "footer"})
_BROWSER = re.compile(
    r"\b(?:view|read|open|see)\b.{0,40}\bbrowser\b|\b(?:view|read|see) (?:this|the) (?:e-?mail|newsletter"
    r"|message|letter)"
    r" (?:online|on the web|as a web ?page)|^(?:view|read) (?:it )?(?:online|on the web)$|^web ?version$"
    r"|im browser (?:ansehen|öffnen|lesen|anzeigen)|^online(?:version| ansehen)|dans (?:votre|le"
    r"|un) navigateur|^version en ligne"
    r"|en (?:tu|su|el|un) navegador|no (?:seu )?navegador|(?:di|dalam|melalui) (?:peramban|browser)"
    r"|nel (?:tuo )?browser"
    r"|in (?:je|uw) browser",
    re.IGNORECASE,
)
_LEAVING = re.compile(
    r"(?:click here to |please |to )?(?:unsubscribe|opt[ -]out$|(?:manage|update|change|edit) (?:your "
    r"|my )?(?:e-?mail |subscription )?"
    r"(?:preferences|settings|subscription)|(?:newsletter )?(?:abbestellen|abmelden|austragen)|(?:vous |se )?désabonner"
    r"|(?:me |se )?désinscri|darme? de baja|darse de baja|cancelar (?:la |sua )?(?:suscripci|inscri)"
    r"|berhenti berlangganan"
    r"|annulla l.iscrizione|disiscri|uitschrijven|afmelden|avregistrera|odsubskryb)",
    re.IGNORECASE,
)
_HERE = frozenset(
    {"here", "click here", "this link", "hier", "ici", "cliquez ici", "aquí", "qui", "di sini", "klik di sini"}
)
_ASKS = re.compile(
    r"unsubscribe|abbestell|abmelden|désabonn|désinscri|baja|berlangganan|iscrizione"
    r"|uitschrijven",
    re.IGNORECASE,
)
_FOOTER = re.compile(
    r"\s*(?:you(?: are|['’]re| have)? (?:been )?(?:receiving|received|subscribed|getting) (?:this|these|our"
    r"|to|e-?mail)\b"
    r"|to (?:unsubscribe|stop receiving)\b|unsubscribe\b|if you (?:no longer|do not|don['’]t) (?:wish|want) to receive"
    r"|this (?:e-?mail|newsletter|message) was sent|(?:copyright )?(?:©|\(c\)) ?(?:19|20)\d\d|copyright ©"
    r"|our mailing address"
    r"|(?:manage|update) your (?:e-?mail |subscription )?(?:preferences|subscription)"
    r"|sie erhalten diese|vous recevez (?:ce|cet|cette) |recib(?:es|e|iste) este |anda menerima (?:e-?mail"
    r"|surel|pesan) |ricevi questa"
    r"|abmelden\b|se désabonner|darse de baja|berhenti berlangganan)",
    re.IGNORECASE,
)
_LINK = re.compile(r"https?://[^\s<>\"()]+")


@dataclass(slots=True)
class Body:
    """The forms of a message's text: HTML, which may have several pages, and plain text."""

    pages: list[str] = field(default_factory=list)
    plain: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """The text of a message.

    `link` is the address at which a browser shows it; `has_quotes` says that quotes were left out.
    """

    text: str
    link: str | None = None
    has_quotes: bool = False


def text_of_body(body: Body, *, is_answer: bool, is_forward: bool) -> Shown:
    """Return the text of the HTML, or the plain text where that says far more.

    What an answer quotes is left out; what a forward passes on is not.
    """
    plain = _of_plain(body.plain, is_answer, is_forward)
    pages = [_of_html(page, is_answer, is_forward) for page in body.pages]
    text = "\n".join(page.text for page in pages)
    if not pages or len(text.split()) < _LEAST_SHARE * len(plain.text.split()):
        return plain
    link = next((page.link for page in pages if page.link), None)
    return Shown(text, link, any(page.has_quotes for page in pages))


def flowed(text: str, *, delete_space: bool) -> str:
    """Return text of the format "flowed" (RFC 3676) with its lines joined."""
    pieces: list[str] = []
    for line in text.split("\n"):
        bare = line.removesuffix("\r")
        stuffed = bare[1:] if bare.startswith(" ") else bare
        goes_on = stuffed.endswith(" ") and stuffed != "-- " and not stuffed.startswith(">")
        pieces += [stuffed[:-1] if goes_on and delete_space else stuffed, "" if goes_on else "\n"]
    return "".join(pieces)


def _of_plain(text: str, is_answer: bool, is_forward: bool) -> Shown:
    lines, has_quotes = own_lines(_signed(clean_text(text)).split("\n"), is_answer, is_forward)
    links = {at: _LINK.search(line) for at, line in enumerate(lines) if _BROWSER.search(line)}
    kept = [line for at, line in enumerate(lines) if not links.get(at)]
    link = next((found[0] for found in links.values() if found and _is_plain(found[0])), None)
    return Shown(unwrapped("\n".join(_without_footer(kept))).strip("\n"), link, has_quotes)


def _of_html(text: str, is_answer: bool, is_forward: bool) -> Shown:
    tree = parse_markup(clean_text(text))
    if tree is None:
        return Shown("")
    for element in tree.xpath("//*[@style or @hidden]"):
        if "hidden" in element.attrib or _unseen(element):
            _drop(element)
    for element in tree.xpath(_SIGNATURES):
        _drop(element)
    settle(tree)
    marked = not is_forward and _mark_quotes(tree)
    link = _without_links(tree)
    for cell in list(tree.iter("td")):
        if any(size > _SHORT_CELL for size in accumulate(len(text.strip()) for text in cell.itertext())):
            cell.tag = "div"
    lines, has_quotes = own_lines(text_of_tree(tree).split("\n"), is_answer or marked, is_forward)
    return Shown("\n".join(_without_footer(lines)), link, has_quotes)


def _unseen(element: html.HtmlElement) -> bool:
    return any(_UNSEEN.match(each.strip()) for each in element.get("style", "").casefold().split(";"))


def _drop(element: html.HtmlElement) -> None:
    if element.getparent() is not None and element.tag not in ("html", "body"):
        element.drop_tree()


def _mark_quotes(tree: html.HtmlElement) -> bool:
    """Put `>` in place of each quoted message; return whether there is one."""
    found = False
    for element in tree.xpath(_QUOTES):
        if not PASSED_ON.match(element.text_content().lstrip()[:200].partition("\n")[0]):
            tail = element.tail
            element.clear()
            element.tag, element.text, element.tail = "p", ">", tail
            found = True
    return found


def _without_links(tree: html.HtmlElement) -> str | None:
    """Drop what is about leaving a list or reading in a browser.

    Returns the address for the latter.
    """
    address = None
    anchors = [(each, " ".join(each.text_content().split())) for each in tree.iter("a")]
    for anchor, said in [pair for pair in anchors if _may_be_about_mail(pair[1])][:_MOST_LINKS]:
        block = next((each for each in anchor.iterancestors() if each.tag in _BLOCKS), tree)
        around = " ".join(block.text_content().split())
        is_small = len(around) < _SHORT_BLOCK
        is_browser = _BROWSER.search(said) or (is_small and said.casefold() in _HERE and _BROWSER.search(around))
        href = (anchor.get("href") or "").strip()
        if is_browser and address is None and _is_plain(href):
            address = href
        if is_browser:
            _drop(block if len(around) - len(said) < _SHORT_REST else anchor)
        elif _LEAVING.match(said) or (is_small and said.casefold() in _HERE and _ASKS.search(around)):
            _drop(block if is_small else anchor)
    return address


def _may_be_about_mail(said: str) -> bool:
    return bool(said.casefold() in _HERE or _BROWSER.search(said) or _LEAVING.match(said))


def _is_plain(href: str) -> bool:
    """Whether an address is one for everybody, not one that counts who opens it."""
    path = href.partition("?")[0]
    return (
        href.startswith(("http://", "https://"))
        and len(href) < 200
        and "@" not in href
        and len(href) - len(path) < 60
        and not re.search(r"[^/\-_.?&=]{32}|//[^/]*\b(?:click|track|links?|email|trk|ct)\b|/(?:click|track|ls)/", href)
    )


def _signed(text: str) -> str:
    """Return a text without the armour of a signature of PGP."""
    begin, end = "-----BEGIN PGP SIGNED MESSAGE-----", "-----BEGIN PGP SIGNATURE-----"
    before, found, rest = text.partition(begin)
    if not found:
        return text
    _, _, inside = rest.partition("\n\n")
    body = inside.partition(end)[0]
    return before + "\n".join(line.removeprefix("- ") for line in body.split("\n"))


def _without_footer(lines: list[str]) -> list[str]:
    start = max(1, len(lines) - _FOOTER_LINES)
    cut = next((at for at in range(start, len(lines)) if _FOOTER.match(lines[at])), len(lines))
    return lines[:cut]
