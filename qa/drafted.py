"""What is found when a draft is held against the articles."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from qa.values import Citation


class QuoteStatus(StrEnum):
    """How a quotation of a draft stands.

    STANDS: to the letter. DIFFERS: some article has nearly its words. ELSEWHERE: it stands, but in other articles than
    the draft says. OTHER_SPEAKER: it stands, but the article has another say it, or does not name who the draft says
    it was. ABSENT: nothing like it stands in any article. UNCLOSED: its last quotation mark is missing. Two more are
    not judged. TITLE: an article is called so. SHORT: fewer than three words, which stand nowhere.

    >>> [status.value for status in QuoteStatus if status.is_wrong]
    ['differs', 'elsewhere', 'other_speaker', 'absent', 'unclosed']
    """

    STANDS = "stands"
    DIFFERS = "differs"
    ELSEWHERE = "elsewhere"
    OTHER_SPEAKER = "other_speaker"
    ABSENT = "absent"
    UNCLOSED = "unclosed"
    TITLE = "title"
    SHORT = "short"

    @property
    def is_wrong(self) -> bool:
        """Whether the quotation does not stand as the draft has it."""
        return self not in (QuoteStatus.STANDS, QuoteStatus.TITLE, QuoteStatus.SHORT)


@dataclass(frozen=True, slots=True)
class Difference:
    """Words of a draft, and what the article has instead; either may be empty.

    >>> difference = Difference("300", "about 200")
    >>> difference.article
    'about 200'
    """

    draft: str
    article: str


@dataclass(frozen=True, slots=True)
class DraftQuote:
    """A quotation of a draft, `draft[start:end]` without its marks, and how it stands.

    `places` are where it stands, or of one that differs the nearest words, at most ten. `count` is how many articles
    have it, at most fifty. `differences` are those to the first place; `edits` what its ellipses and brackets stand for
    there. `named` are the ids of the articles that the draft says it is from. `speaker` is who the draft says said it,
    `said_by` who does in the first place; both are None where that is not plain. `is_closed` is False where its last
    mark is missing.

    >>> library.check_draft("Ada “200 amunisi taktis nuklir”.").quotations[0].places[0].quote
    '200 amunisi taktis nuklir'
    """

    text: str
    start: int
    end: int
    status: QuoteStatus
    places: tuple[Citation, ...] = ()
    count: int = 0
    differences: tuple[Difference, ...] = ()
    edits: tuple[Difference, ...] = ()
    named: tuple[str, ...] = ()
    speaker: str | None = None
    said_by: str | None = None
    is_closed: bool = True


@dataclass(frozen=True, slots=True)
class DraftClaim:
    """A sentence of a draft that says what the articles named do not.

    It is `draft[start:end]`. `articles` are their ids; `missing` are the names, numbers and days of the sentence that
    stand in none of them.

    >>> draft = "Intisari-Online (25/6/2022) menulis tentang 700 munisi."
    >>> [claim.missing for claim in library.check_draft(draft).claims]
    [('700',)]
    """

    text: str
    start: int
    end: int
    articles: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DraftReport:
    """A draft held against all articles.

    `quotations` are all of it; `claims` are its sentences that say what the article named does not.

    >>> report = library.check_draft('Laporan itu menyebut "200 amunisi taktis nuklir" di Eropa.')
    >>> report.stands, [quote.status.value for quote in report.quotations]
    (True, ['stands'])
    """

    quotations: tuple[DraftQuote, ...]
    claims: tuple[DraftClaim, ...] = ()

    @property
    def wrong(self) -> tuple[DraftQuote, ...]:
        """The quotations that do not stand as the draft has them."""
        return tuple(each for each in self.quotations if each.status.is_wrong)

    @property
    def stands(self) -> bool:
        """Whether all quotations stand, and no article lacks what a sentence says of it."""
        return not self.wrong and not self.claims
