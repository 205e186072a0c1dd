"""Front matter as programs write it: what is understood, and what is a warning and costs nothing else."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from index.formats import ReadArticle, read_paths
from index.values import Article, Problem, ProblemKind
from tests.support.builders import write

BODY = "The ferry from Sangkuriang was late again.\n"
DAY = date(2021, 11, 3)


def found(folder: Path, content: str | bytes, name: str = "harbour.md") -> tuple[Article, list[str]]:
    article, *problems = read_paths([write(folder, name, content)], lambda _: "und")
    assert isinstance(article, ReadArticle), article
    assert all(isinstance(each, Problem) and each.kind is ProblemKind.WARNING for each in problems)
    return article.article, [each.reason for each in problems if isinstance(each, Problem)]


def under(folder: Path, metadata: str, fence: str = "---") -> Article:
    article, problems = found(folder, f"{fence}\n{metadata}\n{fence}\n\n{BODY}")
    assert (article.text, problems) == (BODY, [])
    return article


HUGO = 'title = "Late ferries"\ndate = 2021-11-03T08:00:00+07:00\nauthors = ["Ani", "Budi"]\n[params]\ndepth = 2'
JEKYLL = "layout: post\ntitle:  Late ferries\ndate:   2021-11-03 08:00:00 +0700\nauthor: [Ani, Budi]\npublished: true"
NESTED = (
    "title: Late ferries\npublishDate: 3 November 2021\nauthors:\n- name: Ani\n  url: https://a.example\n- name: Budi"
)
GHOST = "title: 'Late ferries'\ndate_published: 2021-11-03T08:00:00.000Z\nauthors:\n  - Ani\n  - Budi\nslug: late"
NOTES = 'title: "Late ferries"\nauthor:\n  - "[[Ani]]"\n  - "[[People/B. Uda|Budi]]"\nPublished: "[[2021-11-03]]"'
PANDOC = "title: Late ferries\nauthor:\n- given: Ani\n- literal: Budi\ndate: 2021/11/03\nbibliography: {a: [b, {c: d}]}"
JSON = '{"title": "Late ferries", "date": "2021-11-03", "author": ["Ani", {"name": "Budi"}], "weight": 3}'


@pytest.mark.parametrize(
    ("fence", "metadata"),
    [("+++", HUGO), *(("---", each) for each in (JEKYLL, NESTED, GHOST, NOTES, PANDOC, JSON)), (";;;", JSON)],
)
def test_title_day_and_authors(tmp_path: Path, fence: str, metadata: str) -> None:
    article = under(tmp_path, metadata, fence)
    assert (article.title, article.published, article.author) == ("Late ferries", DAY, "Ani, Budi")


@pytest.mark.parametrize(
    "head",
    [
        JSON,
        '{\n  "title": "Late ferries",\n  "date": "2021-11-03",\n  "author": "Ani, Budi"\n}',
        "% Late ferries\n% Ani; Budi\n% 3 November 2021",
        "% Late\n  ferries\n% Ani\n  Budi\n% 2021-11-03",
        "Title: Late ferries\nAuthors: Ani, Budi\nDate: 2021-11-03\nCategory: harbour",
        "Title:  Late\n    ferries\nAuthor: Ani, Budi\nDate: 3 November 2021",
    ],
)
def test_other_forms_of_a_head(tmp_path: Path, head: str) -> None:
    article, problems = found(tmp_path, f"{head}\n\n{BODY}")
    assert (article.title, article.published, article.author) == ("Late ferries", DAY, "Ani, Budi")
    assert (article.text, problems) == (BODY, [])


@pytest.mark.parametrize(
    "text",
    [
        "Speaker: we are late.\nOther: so are we.\n\nText.",
        "Title: the first word of this poem\nis a title, and this its second line\n\nText.",
        '{"a": 1}\n\nText.',
        "{braces} in a text",
        "---\n\nSource: somebody\n\n---\nText.",
        "---\nThe ferry is late again, and\nsource: nobody knows\nwhy that should be,\nthe master says.\n---\nText.",
        "---\ntitle: never closed\nText.",
    ],
)
def test_what_only_looks_like_it_is_text(tmp_path: Path, text: str) -> None:
    assert found(tmp_path, text)[0].text == text


@pytest.mark.parametrize(
    "raw",
    [
        "\ufeff---\r\ntitle: Late\r\ndate: 2021-11-03\r\n---\r\nText.",
        "---\ntitle: Late\ndate: 2021-11-03\n...\nText.",
        "--- \ntitle:\tLate\ndate:\t2021-11-03\n---\t\nText.",
        "---\ntitle: Early\ntitle: Late\ndate: 2021-11-03\n---\nText.",
        "---\ntitle: Late # not the name\ndate: 2021-11-03\nup: {a: {b: [1, {c: }]}}\n---\nText.",
    ],
)
def test_line_ends_marks_tabs_and_repeated_keys(tmp_path: Path, raw: str) -> None:
    article = found(tmp_path, raw.encode())[0]
    assert (article.title, article.published, article.text) == ("Late", DAY, "Text.")


@pytest.mark.parametrize(
    ("metadata", "day"),
    [
        ("date: 2021-11-04\npublished: 2021-11-03", DAY),
        ("created: 2021-11-09\ndate: 2021-11-03", DAY),
        ("created: 2021-11-03", DAY),
        ("published: true\ndate: 2021-11-03", DAY),
        ("published: yes\ncreated: 2021-11-03", DAY),
        ("pubDate: Wed, 03 Nov 2021 08:00:00 GMT", DAY),
        ("Date Published: Nov 3, 2021", DAY),
        ("publish_date: 03.11.2021", DAY),
        ("published:\ncreated: 2021-11-09", None),
        ("created: 2021-11-09\ntags: [clippings]", None),
        ("modified: 2021-11-09\nsaved: 2021-11-09\ntitle: x", None),
        ("published: false\ntitle: x", None),
    ],
)
def test_the_day_of_publication_comes_first(tmp_path: Path, metadata: str, day: date | None) -> None:
    assert under(tmp_path, metadata).published == day


@pytest.mark.parametrize(
    ("metadata", "source", "url"),
    [
        ("source: Example Gazette", "Example Gazette", None),
        ("source: https://www.gazette.example/late", "gazette.example", "https://www.gazette.example/late"),
        ("source: '[Gazette](https://gazette.example/late)'", "Gazette", "https://gazette.example/late"),
        ("source: {name: Gazette, url: 'https://gazette.example'}", "Gazette", None),
        ("publisher: Gazette\nurl: <https://gazette.example/late>", "Gazette", "https://gazette.example/late"),
        (
            "site: gazette.example\nlink: https://gazette.example/late",
            "gazette.example",
            "https://gazette.example/late",
        ),
        ("url: /2021/late/\noriginal_url: https://gazette.example/late", None, "https://gazette.example/late"),
        ("source: https://gazette.example/late\npublisher: Gazette", "Gazette", "https://gazette.example/late"),
        ("title: x\nurl: javascript:alert(1)", None, None),
    ],
)
def test_outlet_and_address(tmp_path: Path, metadata: str, source: str | None, url: str | None) -> None:
    article = under(tmp_path, metadata)
    assert (article.source, article.url) == (source, url)


@pytest.mark.parametrize("metadata", ["lang: id-ID", "locale: id_ID", "Language: ID", "language: Indonesian"])
def test_the_language(tmp_path: Path, metadata: str) -> None:
    assert under(tmp_path, metadata).language == "id"


@pytest.mark.parametrize(
    ("metadata", "title", "author", "reason"),
    [
        ("title: Late: the ferries\nauthor: Ani", "Late: the ferries", "Ani", "its metadata are not YAML (line 1"),
        ("title: 'Late ferries\nauthor: Ani", "Late ferries", "Ani", "its metadata are not YAML"),
        ("title: *Late* ferries\nauthor: Ani", "*Late* ferries", "Ani", "its metadata are not YAML"),
        ("title: @late\nauthor:\n  - Ani\n  - Bu: di: x", "@late", "Ani, Bu: di: x", "its metadata are not YAML"),
        ("title: [Late] ferries\nauthor: Ani", "[Late] ferries", "Ani", "its metadata are not YAML"),
        ("author: &a Ani\ntitle: *a", "*a", "&a Ani", "its metadata use anchors or aliases; they were read line"),
        ("title: {a: b}\nauthor: Ani", "harbour", "Ani", "its key title is not a plain value"),
        ("title: Late\npublished: 2021-11", "Late", None, "its key published is not a day ('2021-11')"),
        ("title: Late\ndate: 2021-02-30", "Late", None, "its key date is not a day ('2021-02-30')"),
        ("title: Late\npublished: kemarin", "Late", None, "its key published is not a day ('kemarin')"),
        ("title: Late\nlanguage: Klingon", "Late", None, "its key language is not a language code ('Klingon')"),
        ("title: " + "[" * 50 + "]" * 50, "harbour", None, "its metadata are nested too deeply, and are not used"),
        ("title: " + "[" * 60_000, "harbour", None, "its metadata are nested too deeply, and are not used"),
        ("title: " + "x" * 70_000, "harbour", None, "its metadata have more than 65,536 bytes, and are not used"),
        ("title: Late\ntags: x\nslug: y\n? [a, b]\n: c", "Late", None, "its metadata are not YAML"),
    ],
)
def test_what_is_not_understood_is_a_warning(
    tmp_path: Path, metadata: str, title: str, author: str | None, reason: str
) -> None:
    article, problems = found(tmp_path, f"---\n{metadata}\n---\n{BODY}")
    assert (article.text, article.title, article.author) == (BODY, title, author)
    assert problems[0].startswith(reason)


def test_broken_toml_is_read_line_by_line(tmp_path: Path) -> None:
    article, problems = found(tmp_path, f"+++\ntitle = Late ferries\ndate = 2021-11-03\n+++\n{BODY}")
    assert (article.title, article.published, article.text) == ("Late ferries", DAY, BODY)
    assert problems == ["its metadata are not keys with values; they were read line by line"]


def test_aliases_do_not_multiply(tmp_path: Path) -> None:
    bomb = "\n".join(f"k{n}: &k{n} [{', '.join([f'*k{n - 1}'] * 9)}]" for n in range(1, 12))
    article, problems = found(tmp_path, f"---\ntitle: Late\nk0: &k0 x\n{bomb}\n---\n{BODY}")
    assert (article.title, article.text) == ("Late", BODY)
    assert problems == ["its metadata use anchors or aliases; they were read line by line"]


def test_a_sidecar_is_read_in_the_same_way(tmp_path: Path) -> None:
    write(tmp_path, "a.yaml", "headline: Late: ferries\nsource: https://gazette.example/late\ndate: 3 Nov 2021\n")
    problem, article = read_paths([write(tmp_path, "a.txt", BODY)], lambda _: "und")
    assert isinstance(problem, Problem)
    assert problem.kind is ProblemKind.WARNING
    assert isinstance(article, ReadArticle)
    assert (article.article.title, article.article.published) == ("Late: ferries", DAY)
    assert article.article.url == "https://gazette.example/late"


@pytest.mark.parametrize("suffix", ["markdown", "mdown", "mkd", "MD"])
def test_other_suffixes_of_markdown(tmp_path: Path, suffix: str) -> None:
    article = found(tmp_path, f"---\ntitle: Late\n---\n{BODY}", f"a.{suffix}")[0]
    assert (article.title, article.text) == ("Late", BODY)


def test_another_suffix_of_plain_text(tmp_path: Path) -> None:
    assert found(tmp_path, f"---\ntitle: Late\n---\n{BODY}", "a.text")[0].text == f"---\ntitle: Late\n---\n{BODY}"
