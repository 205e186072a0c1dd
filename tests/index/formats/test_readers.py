from __future__ import annotations

import hashlib
import os
from datetime import date, datetime
from pathlib import Path

import pytest

from index.errors import BadInputError
from index.formats import ACCEPTED, FileReader, ReadArticle, find_files, read_paths
from index.formats.limits import MAX_BYTES
from index.storage.articles import make_article
from index.values import Article, Problem, ProblemKind
from tests.support.builders import write


def identify(text: str) -> str:
    return "id" if "yang" in text else "en"


def read(folder: Path, name: str, content: str | bytes) -> Article:
    return article_of(write(folder, name, content))


def article_of(path: Path) -> Article:
    found = result_of(path)
    assert isinstance(found, ReadArticle), found
    return found.article


def problem_of(path: Path) -> Problem:
    found = result_of(path)
    assert isinstance(found, Problem), found
    return found


def result_of(path: Path) -> ReadArticle | Problem:
    with FileReader(identify) as reader:
        (found,) = reader.read(path)
    return found


def refusal(path: Path) -> str:
    found = problem_of(path)
    assert found.path == path
    return found.reason


# Text files


def test_a_text_file_without_metadata(tmp_path: Path) -> None:
    article = read(tmp_path, "a.txt", "Hujan yang deras.\nBanjir datang.\n")
    assert article.title == "Hujan yang deras."
    assert article.text == "Hujan yang deras.\nBanjir datang.\n"
    assert article.language == "id"
    assert (article.source, article.url, article.author, article.published) == (None, None, None, None)
    assert article.sha256 == hashlib.sha256(article.text.encode()).hexdigest()


def test_a_long_first_line_is_cut_at_a_word_for_the_title_only(tmp_path: Path) -> None:
    text = "kata " * 50
    article = read(tmp_path, "a.txt", text)
    assert article.title == "kata " * 19 + "kata…"
    assert article.text == text
    assert read(tmp_path, "b.txt", "x" * 300).title == "x" * 100 + "…"


def test_the_text_is_cleaned_and_not_otherwise_changed(tmp_path: Path) -> None:
    assert read(tmp_path, "a.txt", "\x1b[31mA\x1b[0m  b\r\n\tc\u202e ").text == "A  b\n\tc "


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_accepted_encodings(tmp_path: Path, encoding: str) -> None:
    assert read(tmp_path, "a.TXT", "“Élan” 👩‍🔬 tiba.".encode(encoding)).text == "“Élan” 👩‍🔬 tiba."


def test_utf_16_big_endian(tmp_path: Path) -> None:
    assert read(tmp_path, "a.txt", b"\xfe\xff" + "Élan".encode("utf-16-be")).text == "Élan"


@pytest.mark.parametrize("suffix", ["yaml", "yml"])
def test_a_sidecar_gives_a_text_file_its_metadata(tmp_path: Path, suffix: str) -> None:
    write(
        tmp_path,
        f"a.{suffix}",
        "\ufefftitle: Putin  dan\n  Lukashenko\nsource: Intisari\nurl: https://a.example/1?x=y\n"
        "author: [Ani, Budi]\npublished: 2022-06-25\nlanguage: ID\nmood: [grim]\n",
    )
    assert read(tmp_path, "a.txt", "Isi.") == make_article(
        text="Isi.",
        title="Putin dan Lukashenko",
        source="Intisari",
        url="https://a.example/1?x=y",
        author="Ani, Budi",
        published=date(2022, 6, 25),
        language="id",
    )


def test_an_empty_sidecar_says_nothing(tmp_path: Path) -> None:
    write(tmp_path, "a.yaml", "# nothing yet\n")
    assert read(tmp_path, "a.txt", "Isi.").title == "Isi."


def test_a_bad_sidecar_is_a_warning_at_its_own_path(tmp_path: Path) -> None:
    sidecar = write(tmp_path, "a.yaml", "title: [")
    text = write(tmp_path, "a.txt", "Isi.")
    for content, reason in (
        ("title: [", "its metadata are not YAML"),
        ("published: soon", "its key published is not a day"),
        ("title: " + "x" * 70_000, "it is too large"),
        (b"\x89PNG\r\n\0\0", "it is binary, not text"),
    ):
        write(tmp_path, "a.yaml", content)
        problem, found = read_paths([text], identify)
        assert isinstance(problem, Problem)
        assert (problem.path, problem.reason.partition(" (")[0], problem.kind) == (sidecar, reason, ProblemKind.WARNING)
        assert isinstance(found, ReadArticle)


# Markdown


def test_front_matter_is_no_part_of_the_text(tmp_path: Path) -> None:
    article = read(tmp_path, "a.md", "---\r\ntitle: Judul\r\n---  \r\n\r\n \r\n  Isi **tebal**.\r\n---\r\n")
    assert article.title == "Judul"
    assert article.text == "  Isi tebal.\n---\n"


def test_the_title_of_markdown_is_its_first_heading_else_its_name(tmp_path: Path) -> None:
    text = "Pembuka\n\n## Bukan\n# Judul *ini* ##\n# Lain\n"
    assert read(tmp_path, "a.md", text).title == "Judul ini"
    assert read(tmp_path, "a.md", text).text == text.replace("*", "")
    assert read(tmp_path, "banjir-jakarta.md", "#tagar\nIsi.").title == "banjir-jakarta"
    assert read(tmp_path, "b.md", "---\nsource: Antara\n---\n# Judul\n").title == "Judul"


def test_a_rule_at_the_start_is_not_front_matter(tmp_path: Path) -> None:
    assert read(tmp_path, "a.md", "---\nIsi: satu.\n").text == "---\nIsi: satu.\n"
    assert read(tmp_path, "b.md", "\n---\ntitle: x\n---\nIsi.").text == "\n---\ntitle: x\n---\nIsi."


def test_empty_front_matter_says_nothing(tmp_path: Path) -> None:
    article = read(tmp_path, "a.md", "---\n---\nIsi.")
    assert (article.title, article.text) == ("a", "Isi.")


def front(folder: Path, metadata: str) -> Article:
    return read(folder, "a.md", f"---\n{metadata}\n---\nIsi.")


def test_scalars_are_read_as_they_are_written(tmp_path: Path) -> None:
    assert front(tmp_path, "title: 1984").title == "1984"
    assert front(tmp_path, "title: 007").title == "007"
    assert front(tmp_path, "title: Yes").title == "Yes"
    assert front(tmp_path, "language: no").language == "no"
    assert front(tmp_path, "author: ~\nsource:\nurl: null") == front(tmp_path, "")


def test_metadata_are_cleaned(tmp_path: Path) -> None:
    assert front(tmp_path, r'title: "\x1b[31mJudul\x1b[0m\n \u202eini"').title == "Judul ini"


@pytest.mark.parametrize(
    "written_as",
    [
        "2022-06-25",
        "2022-6-25",
        '"2022-06-25"',
        "2022-06-25 09:30",
        "2022-06-25T23:30:00Z",
        "2022-06-25T23:30:00.5+07:00",
        "2022-06-25 23:30:00 -5",
    ],
)
def test_dates_are_the_day_as_written(tmp_path: Path, written_as: str) -> None:
    assert front(tmp_path, f"published: {written_as}").published == date(2022, 6, 25)


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://a.example/b", "https://a.example/b"),
        ("HTTP://a.example", "HTTP://a.example"),
        ("javascript:alert(1)", None),
        ("file:///etc/passwd", None),
        ("//a.example", None),
        ("https://", None),
        ("https://a.example/b c", None),
        ("https://[broken", None),
    ],
)
def test_only_web_addresses_are_kept(tmp_path: Path, url: str, kept: str | None) -> None:
    assert front(tmp_path, f"url: '{url}'").url == kept


@pytest.mark.parametrize(
    ("code", "language"),
    [("id-ID", "id"), ("EN", "en"), ("jv_Latn", "jv"), ("jav", "jv"), ("und", "en"), ("IND", "id"), ("bug", "bug")],
)
def test_a_language_has_one_code_without_a_region(tmp_path: Path, code: str, language: str) -> None:
    assert front(tmp_path, f"language: {code}").language == language


# What cannot be read


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "a.txt", "")
    os.truncate(path, 2_000_000_000)

    def opened(*_: object, **__: object) -> None:
        raise AssertionError("the file was opened")

    monkeypatch.setattr(Path, "open", opened)
    assert refusal(path) == "it is too large (2,000,000,000 bytes; the limit is 20,000,000)"


def test_the_limit_itself_is_allowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MAX_BYTES == 20_000_000
    monkeypatch.setattr("index.formats.limits.MAX_BYTES", 1_000)
    assert len(read(tmp_path, "a.txt", b"a" * 1_000).text) == 1_000
    assert refusal(write(tmp_path, "b.txt", b"a" * 1_001)).startswith("it is too large (1,001 bytes")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "it has no text"),
        (b" \n\t\r\n", "it has no text"),
        (b"\xef\xbb\xbf", "it has no text"),
        (b"\x1b[31m\x1b[0m\n", "it has no text"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "it is binary, not text"),
        (b"\x01\x02\x03abc", "it is binary, not text"),
        (b"\xff\xfe\0\0a\0\0\0", "it is binary, not text"),
        (b"Caf\xe9 itu", "it is not UTF-8 (at byte 3)"),
        (b"\xff\xfea\0b", "it is not UTF-16 (at byte 4)"),
        (b"\xed\xa0\x80", "it is not UTF-8 (at byte 0)"),
    ],
)
def test_what_is_not_text_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    assert refusal(write(tmp_path, "a.txt", content)) == reason


def test_front_matter_alone_is_no_article(tmp_path: Path) -> None:
    assert refusal(write(tmp_path, "a.md", "---\ntitle: x\n---\n\n")) == "it has no text"


def test_a_few_control_characters_do_not_make_a_file_binary(tmp_path: Path) -> None:
    assert read(tmp_path, "a.txt", "Berita\x07 hari ini dan besok.").text == "Berita hari ini dan besok."


def test_what_is_not_there_or_no_file_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.txt") == "it does not exist"
    assert refusal(tmp_path / "a\0.txt").startswith("it cannot be opened")
    (tmp_path / "folder.txt").mkdir()
    assert refusal(tmp_path / "folder.txt") == "it is not a regular file"
    (tmp_path / "broken.txt").symlink_to("nowhere")
    assert refusal(tmp_path / "broken.txt") == "it does not exist"
    (tmp_path / "loop.txt").symlink_to("loop.txt")
    assert refusal(tmp_path / "loop.txt").startswith("it cannot be opened")
    assert refusal(write(tmp_path, "a.png", "x")) == ACCEPTED


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    assert refusal(tmp_path / "a.txt") == "it is not a regular file"


def test_denied_permission_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "a.txt", "Isi.")

    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    assert refusal(path) == "permission is denied"


# Identity


def test_the_id_covers_everything_that_is_given() -> None:
    plain = make_article(text="Isi.", title="Judul")
    others = [
        make_article(text="Isi!", title="Judul"),
        make_article(text="Isi.", title="Judul lain"),
        make_article(text="Isi.", title="Judul", source="a"),
        make_article(text="Isi.", title="Judul", author="a"),
        make_article(text="Isi.", title="Judul", url="https://a.example"),
        make_article(text="Isi.", title="Judul", published=date(2022, 6, 25)),
        make_article(text="Isi.", title="Judul", language="id"),
    ]
    ids = {article.article_id for article in [plain, *others]}
    assert len(ids) == 8
    assert all(len(known) == 12 and set(known) <= set("0123456789abcdef") for known in ids)


def test_the_id_does_not_depend_on_what_is_cleaned_away_or_identified() -> None:
    plain = make_article(text="Isi.\nLagi.", title="Judul")
    same = make_article(text="\ufeffIsi.\r\nLagi.\x00", title=" Judul\n", source=" ", identify=lambda _: "id")
    nothing = '"language":null,"published":null,"source":null'
    canonical = f'{{"author":null,{nothing},"text":"Isi.\\nLagi.","title":"Judul","url":null}}'
    assert plain.article_id == hashlib.sha256(canonical.encode()).hexdigest()[:12]
    assert same.article_id == plain.article_id
    assert (plain.language, same.language) == ("und", "id")


def test_a_moment_is_kept_as_its_day() -> None:
    assert make_article(text="Isi.", published=datetime(2022, 6, 25, 23, 30)).published == date(2022, 6, 25)


def test_bad_values_are_refused() -> None:
    with pytest.raises(BadInputError, match="no text"):
        make_article(text=" \x00\n")
    with pytest.raises(BadInputError, match="'Indonesian' is not a language code"):
        make_article(text="Isi.", language="Indonesian")
    for name, value in (("text", b"Isi."), ("title", float("nan")), ("author", ["Ana", "Budi"]), ("source", 7)):
        with pytest.raises(BadInputError, match=f"^{name} is not text"):
            make_article(**{"text": "Isi.", name: value})  # type: ignore[arg-type]
    assert make_article(text="Isi.", title=None).title == "Isi."  # type: ignore[arg-type]


# Finding files


def test_folders_are_walked_in_sorted_order(tmp_path: Path) -> None:
    for name in (
        "b.txt",
        "a.MD",
        "c.png",
        ".hidden.txt",
        "README.md",
        "sub/readme.MD",
        "sub/z.txt",
        "sub/.git/y.txt",
    ):
        write(tmp_path, name, "Isi.")
    write(tmp_path, "another/deep/x.txt", "Isi.")
    found = [path.relative_to(tmp_path).as_posix() for path in find_files([tmp_path]) if isinstance(path, Path)]
    assert found == ["a.MD", "b.txt", "another/deep/x.txt", "sub/z.txt"]


def test_named_files_are_taken_as_they_are_named(tmp_path: Path) -> None:
    readme, hidden = write(tmp_path, "README.md", "Isi."), write(tmp_path, ".a.txt", "Isi.")
    assert list(find_files([readme, hidden])) == [readme, hidden]


def test_what_cannot_be_taken_is_a_problem_and_stops_nothing(tmp_path: Path) -> None:
    good, picture = write(tmp_path, "a.txt", "Isi."), write(tmp_path, "a.png", "x")
    assert list(find_files([tmp_path / "none.txt", picture, good])) == [
        Problem(tmp_path / "none.txt", "it does not exist"),
        Problem(picture, ACCEPTED),
        good,
    ]


def test_links_do_not_lead_in_circles(tmp_path: Path) -> None:
    good = write(tmp_path, "sub/a.txt", "Isi.")
    (tmp_path / "sub" / "up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "sub" / "b.txt").symlink_to(good)
    assert list(find_files([tmp_path])) == [
        Problem(tmp_path / "sub" / "up", "it is a link", ProblemKind.LEFT_OUT),
        good,
        tmp_path / "sub" / "b.txt",
    ]


@pytest.fixture
def linking(tmp_path: Path) -> Path:
    """A folder with files, and links out of it to a secret beside it."""
    secret, own = write(tmp_path, "secret.txt", "The password is swordfish."), tmp_path / "folder"
    write(tmp_path, "secret.yaml", "title: Swordfish")
    write(tmp_path, "folder2/near.txt", "This is another folder's.")
    for name in ("a.txt", "deep/b.txt", "described.txt", "plain.html"):
        write(own, name, "Isi.")
    (own / "absolute.txt").symlink_to(secret)
    (own / "deep" / "relative.txt").symlink_to("../../secret.txt")
    (own / "named-alike.txt").symlink_to("../folder2/near.txt")
    (own / "hop.txt").symlink_to("absolute.txt")
    (own / "gone.txt").symlink_to("../nothing.txt")
    (own / "device.txt").symlink_to("/dev/zero")
    (own / "described.yaml").symlink_to(tmp_path / "secret.yaml")
    (own / "plain.yml").symlink_to(tmp_path / "secret.yaml")
    (own / "a.md").symlink_to("a.txt")
    (own / "deep" / "up.txt").symlink_to("../a.txt")
    return own


LEAVING = {
    "absolute.txt", "deep/relative.txt", "named-alike.txt", "hop.txt", "gone.txt", "device.txt", "described.yaml",
    "plain.yml",
}  # fmt: skip


@pytest.mark.parametrize("by", ["folder", "link", "relative"])
def test_links_that_leave_a_folder_are_told_and_not_followed(
    linking: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "link").symlink_to(linking)
    given = {"folder": linking, "link": tmp_path / "link", "relative": Path("link/../folder")}[by]
    found = list(find_files([given]))
    problems = {each for each in found if isinstance(each, Problem)}
    assert problems == {Problem(given / name, "it is a link that leaves the folder") for name in LEAVING}
    taken = {each for each in found if isinstance(each, Path)}
    assert taken == {given / name for name in ("a.txt", "a.md", "deep/b.txt", "deep/up.txt")}
    texts = [each.article.text for each in read_paths([given], lambda _: "en") if isinstance(each, ReadArticle)]
    assert sorted(texts) == ["Isi."] * 4


def test_a_link_that_is_named_is_followed(linking: Path, tmp_path: Path) -> None:
    for name in ("absolute.txt", "hop.txt", "deep/relative.txt"):
        (found,) = read_paths([linking / name], lambda _: "en")
        assert isinstance(found, ReadArticle)
        assert found.article.text == "The password is swordfish."
    (described,) = find_files([linking / "described.txt"])
    assert described == Problem(linking / "described.yaml", "it is a link that leaves the folder")
    (linking / "absolute.yaml").symlink_to("../secret.yaml")  # beside what the named link leads to
    (found,) = read_paths([linking / "absolute.txt"], lambda _: "en")
    assert isinstance(found, ReadArticle)
    assert found.article.title == "Swordfish"


def test_a_folder_that_cannot_be_listed_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good = write(tmp_path, "a.txt", "Isi.")
    closed = write(tmp_path, "closed/b.txt", "Isi.").parent
    listed = os.scandir

    def scandir(path: str | Path) -> object:
        if Path(path) == closed:
            raise PermissionError(13, "Permission denied", str(path))
        return listed(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert list(find_files([tmp_path])) == [good, Problem(closed, "permission is denied")]


@pytest.mark.parametrize(
    "form",
    [
        "2022-06-25",
        "25 June 2022",
        "25 Juni 2022",
        "25/06/2022",
        "25/6/2022",
        "25.06.2022",
        "25 Jun. 2022",
        "25-06-2022",
    ],
)
def test_a_date_may_be_written_in_the_ways_of_the_press(tmp_path: Path, form: str) -> None:
    path = write(tmp_path, "a.md", f"---\npublished: {form}\n---\nText.")
    assert article_of(path).published == date(2022, 6, 25)


# Rules that are no front matter


@pytest.mark.parametrize(
    "text",
    [
        "---\n\nPembuka: ini artikel biasa\n\n---\nIsi kedua.",
        "---\n \ntitle: Bukan judul\n---\nIsi.",
        "---\nPembuka: ini artikel biasa\n---\nIsi kedua.",
        "---\n# Judul\n---\nIsi.",
    ],
)
def test_what_stands_between_two_rules_is_text(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, "a.md", text).text == text


@pytest.mark.parametrize("front_matter", ["layout: post", "tags: [a, b]\nx: y", '"title": ', "{title: x}"])
def test_a_known_key_makes_front_matter(tmp_path: Path, front_matter: str) -> None:
    assert front(tmp_path, front_matter).text == "Isi."
