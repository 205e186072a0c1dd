"""Which column of a table is an article's text, title and so on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import islice

from index.errors import BadInputError
from index.formats import limits
from index.formats.cells import day_of_cell, paragraphs_of_cell, text_of_cell
from index.storage.articles import language_code
from index.text.dates import can_be_of

Record = Mapping[str, object]
"""A row: values by column name; `a.b` is the value `b` of an object in the column `a`."""

FIELDS = ("text", "title", "source", "url", "author", "published", "language", "id")

# English, Indonesian and Malay, then Spanish, Portuguese, French, Italian, German, Dutch, Russian, Chinese, Japanese,
# Arabic; the surest names first. Only letters and digits are compared, without case.
_NAMES = {
    "text": "text fulltext bodytext articletext articlebody body content maintext contenttext article cleantext"
    " plaintext story newstext newscontent postcontent selftext isi isiberita isiartikel teks konten artikel berita"
    " kandungan texto cuerpo contenido conteudo corpo texte corps contenu testo contenuto inhalt volltext"
    " artikeltext inhoud tekst текст содержание 正文 内容 文章 本文 نص النص المحتوى contenthtml bodyhtml"
    " paragraphs message tweet document passage context summary description abstract abstractnote excerpt standfirst"
    " trailtext leadparagraph snippet",
    "title": "title headline heading articletitle webtitle newstitle posttitle judul judulberita judulartikel tajuk"
    " titulo titular título manchete titre titolo titel überschrift schlagzeile kop заголовок название 标题 標題"
    " 題名 タイトル عنوان العنوان subject name",
    "source": "publicationtitle pubtitle sourcetitle source sourcename medianame publisher outlet publication"
    " newspaper media site sitename website domain sourcedomain sumber penerbit portal koran laman fuente medio"
    " fonte veiculo média editeur éditeur testata quelle verlag bron источник издание 来源 來源 媒体 出典 المصدر"
    " subreddit sourcecommonname",
    "url": "url link articleurl articlelink canonicalurl permalink documenturl sourceurl webpage weburl newsurl uri"
    " href tautan alamat pautan enlace lien collegamento ссылка 链接 网址 رابط"
    " documentidentifier",
    "author": "author authors authorname byline writer creator journalist reporter penulis wartawan pengarang"
    " jurnalis autor autores auteur auteurs autore verfasser автор 作者 記者 著者 المؤلف الكاتب",
    "published": "published publishedat publisheddate datepublished datepublish pubdate publicationdate"
    " webpublicationdate publishdate publishtime publishedon datetimepub firstpublicationdate date datetime postdate"
    " releasedate seendate dateasscraped time timestamp created createdat createdutc tanggal tanggalterbit tgl tarikh"
    " waktu terbit fecha fechapublicacion datapublicacao datepublication datadipubblicazione datum veröffentlicht"
    " erscheinungsdatum дата 日期 时间 发布时间 公開日 日付 تاريخ التاريخ data",
    "language": "language lang languagecode langcode locale bahasa idioma lingua langue sprache taal язык 语言 言語"
    " اللغة",
    "id": "_id id articleid docid documentid proquestdocumentid newsid storyid postid uuid guid pid idartikel idberita",
}
_RANKS = {field: {name: rank for rank, name in enumerate(names.split())} for field, names in _NAMES.items()}
_SUMMARY_NAMES = """
    document passage context summary description abstract abstractnote excerpt standfirst trailtext leadparagraph
    snippet
"""
_SUMMARIES = frozenset(_SUMMARY_NAMES.split())
_ABOUT = """
    article item entry story post doc document record node news data meta metadata fields attributes properties object
    _source artikel berita
"""
_WRAPPERS = frozenset(_ABOUT.split())  # objects about the article; the `id` in any other object is not the article's
_INNER = ("name", "text", "value", "rendered", "main", "original")  # of an object: {"source": {"name": ...}}
_EXCEL_DAYS = (20_000, 60_000)  # days since 1900 as Excel counts them: 1954 to 2064
_EXCEL_START = date(1899, 12, 30)


class Dates(StrEnum):
    """How days in figures are read, or which come before those given.

    >>> Dates("day-first").name
    'DAY_FIRST'
    """

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"
    DATELINE = "dateline"
    URL = "url"


@dataclass(frozen=True, slots=True)
class Columns:
    """The column for each field of an article: None if unknown, "" for none.

    `dates` is how days are to be read; `month_first` says that dates in figures have the month before the day, as in
    `06/25/2022`.

    >>> print(Columns(text="body", title="headline"))
    text=body, title=headline
    """

    text: str | None = None
    title: str | None = None
    source: str | None = None
    url: str | None = None
    author: str | None = None
    published: str | None = None
    language: str | None = None
    id: str | None = None
    month_first: bool = False
    dates: Dates | None = None

    @classmethod
    def parse(cls, written: str) -> Columns:
        """Return the columns that `text=body,title=headline` names.

        Raises BadInputError for an unknown field and for one that is given twice.
        """
        taken: dict[str, str] = {}
        for part in filter(None, (part.strip() for part in written.split(","))):
            name, equals, column = (side.strip() for side in part.partition("="))
            if name not in FIELDS or not equals:
                raise BadInputError(f"{part!r} names no column", f"write FIELD=COLUMN; fields are {', '.join(FIELDS)}")
            if name in taken:
                raise BadInputError(f"the column for {name} is given twice", "give it once")
            taken[name] = column
        return cls(**taken, month_first=False, dates=None)

    def named(self) -> dict[str, str]:
        """Return the column of each field that has one."""
        return {name: column for name in FIELDS if (column := getattr(self, name))}

    def __str__(self) -> str:
        order = ", published month first" if self.month_first and self.published else ""
        return ", ".join(f"{name}={column}" for name, column in self.named().items()) + order


def flattened(record: Mapping[object, object]) -> dict[str, object]:
    """Return `record` with the values of objects in it as `column.key`.

    It is one level deep, and two in an object about the article: `_source.author.name`.
    """
    flat: dict[str, object] = {}
    for key, value in record.items():
        if not isinstance(value, dict):
            flat[str(key)] = value
            continue
        for inner, held in value.items():
            if isinstance(held, dict) and str(key).casefold() in _WRAPPERS:
                flat |= {f"{key}.{inner}.{last}": deepest for last, deepest in held.items()}
            else:
                flat[f"{key}.{inner}"] = held
    return flat


def names_of(sample: Sequence[Record]) -> tuple[str, ...]:
    """Return the columns of the records in `sample`, in order, at most `limits.COLUMNS`."""
    return tuple(islice(dict.fromkeys(name for record in sample for name in record), limits.COLUMNS))


def text_column(given: Columns, sample: Sequence[Record]) -> str | None:
    """Return the column that is the text of the records in `sample`, or None."""
    column = guess(given, sample).text
    return column if column in names_of(sample) else None


def is_summary(column: str) -> bool:
    """Whether a text column of this name may describe a whole list of articles."""
    return _key(column, _SUMMARIES) is not None


def fields_named(names: Iterable[str]) -> frozenset[str]:
    """Return the fields that columns of these names are known to be for."""
    keys = {key for name in names for key in _keys(name)}
    return frozenset(field for field, known in _RANKS.items() if not keys.isdisjoint(known))


def excel_day(value: object) -> date | None:
    """Return the day of a number as Excel counts days, from 1900 on, or None.

    Only a column of days may be asked: any table has such numbers.
    """
    written = text_of_cell(value).strip()
    whole, _, part = written.partition(".")
    if len(whole) != 5 or not whole.isascii() or not whole.isdigit() or (part and not part.isdigit()):
        return None
    days = int(whole)
    day = _EXCEL_START + timedelta(days=days)
    return day if _EXCEL_DAYS[0] <= days <= _EXCEL_DAYS[1] and can_be_of(day) else None


def guess(given: Columns, sample: Sequence[Record]) -> Columns:
    """Return `given` with columns for its open fields, guessed from names and values."""
    names = names_of(sample)
    taken = set(given.named().values())
    found: dict[str, str] = {}
    for field in FIELDS:
        column = getattr(given, field)
        if column is None:
            column = _best(field, (name for name in names if name not in taken), sample)
            if column is not None:
                found[field] = column
                taken.add(column)
        if field == "text" and column:
            # Several kinds of records may be in one table: the other columns are those of the records with this text.
            sample = [record for record in sample if paragraphs_of_cell(record.get(column)).strip()] or sample
    columns = replace(given, **found)  # type: ignore[arg-type]  # FIELDS are the fields that are text
    if columns.published:
        cells = [record.get(columns.published) for record in sample]
        ordered = given.dates in (Dates.DAY_FIRST, Dates.MONTH_FIRST)
        month_first = given.dates == Dates.MONTH_FIRST if ordered else _is_month_first(cells)
        return replace(columns, month_first=month_first)
    return columns


def _best(field: str, names: Iterable[str], sample: Sequence[Record]) -> str | None:
    """Return the column with the surest, then least deep, then first name."""
    order = _RANKS[field]
    ranked = sorted(
        (order[key], name.count("."), position, name)
        for position, name in enumerate(names)
        if (key := _key(name, order)) is not None and (field != "id" or _is_own(name))
    )
    return next((name for *_, name in ranked if _fits(field, [record.get(name) for record in sample])), None)


def _is_own(name: str) -> bool:
    """Whether a column is the record's own, or in an object about the article."""
    outer, _, inner = name.rpartition(".")
    return not outer or outer.casefold() in _WRAPPERS or inner.casefold() in _INNER


def _key(name: str, known: Collection[str]) -> str | None:
    """Return the `known` name that `name` has, or None."""
    return next((key for key in _keys(name) if key in known), None)


def _keys(name: str) -> list[str]:
    """Return what a name may be known by: whole, after the dot, or before `.name`."""
    outer, dot, inner = name.rpartition(".")
    holder = outer.rpartition(".")[2]
    is_inner = inner.casefold() in _INNER
    about = not is_inner or holder.casefold() in _WRAPPERS
    return [_bare(name), *([_bare(inner)] if dot and about else []), *([_bare(holder)] if is_inner else [])]


def _bare(name: str) -> str:
    kept = "".join(letter for letter in name.casefold() if letter.isalnum())
    return f"_{kept}" if name == "_id" else kept


def _fits(field: str, cells: Sequence[object]) -> bool:
    """Whether at least half of the cells that are not empty are valid for `field`."""
    filled = [cell for cell in cells if (paragraphs_of_cell(cell) if field == "text" else text_of_cell(cell))]
    fits = _FITTING.get(field, lambda _: True)
    return bool(filled) and 2 * sum(map(fits, filled)) >= len(filled)


def _is_month_first(cells: Sequence[object]) -> bool:
    """Whether some dates need the month first, and none needs the day first."""
    pairs = {(day_of_cell(cell) is not None, day_of_cell(cell, month_first=True) is not None) for cell in cells}
    return (False, True) in pairs and (True, False) not in pairs


_FITTING: dict[str, Callable[[object], bool]] = {
    "text": lambda cell: isinstance(cell, str | list),  # of strings: other lists have no text
    "title": lambda cell: isinstance(cell, str | int | float),
    "url": lambda cell: text_of_cell(cell).lower().startswith(("http://", "https://")),
    "published": lambda cell: (day_of_cell(cell) or day_of_cell(cell, month_first=True) or excel_day(cell)) is not None,
    "language": lambda cell: language_code(text_of_cell(cell)) is not None,
    "id": lambda cell: isinstance(cell, str | int),
}
