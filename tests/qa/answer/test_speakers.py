"""Who says a quote: direct and indirect speech, pronouns and paragraphs, in both languages."""

from __future__ import annotations

import pytest

from index.values import Span
from qa.answer.speakers import speaker_of

TOLD = [
    # direct, after and before
    ("“The port will open,” said Anna Lund, the harbour master.", "en", "Anna Lund"),
    ("“The port will open,” Ms. Lund said on Monday.", "en", "Ms. Lund"),
    ("“It will open. We are ready,” the harbour master told reporters.", "en", "the harbour master"),
    ("Anna Lund, 54, a former pilot, wrote: “It will open.”", "en", "Anna Lund"),
    ("“The port will open,” recalled Lund.", "en", "Lund"),
    ('"Pelabuhan dibuka," kata Direktur Pelabuhan, Anna Lund, Senin (3/3).', "id", "Direktur Pelabuhan, Anna Lund"),
    ('"Pelabuhan dibuka," tegas Gubernur Rahmat Hidayat di Balai Kota.', "id", "Gubernur Rahmat Hidayat"),
    ('"Pelabuhan dibuka," tutur sang nakhoda.', "id", "sang nakhoda"),
    # indirect
    ("The harbour ministry said that the port would open.", "en", "The harbour ministry"),
    ("But on Friday Lund warned that the port would stay shut.", "en", "Lund"),
    ("The port will open in May, according to the Harbour Board.", "en", "the Harbour Board"),
    ("The port will open in May, officials said.", "en", "officials"),
    ("Agency X reported that Lund said the port was shut.", "en", "Agency X"),
    ("Rahmat Hidayat mengatakan bahwa pelabuhan dibuka.", "id", "Rahmat Hidayat"),
    ("Kementerian Kelautan menyebut pelabuhan akan dibuka.", "id", "Kementerian Kelautan"),
    ("Namun, Menteri Kelautan (Menlaut) Rahmat juga menilai itu mahal.", "id", "Menteri Kelautan (Menlaut) Rahmat"),
    ("Menurut Rahmat, pelabuhan dibuka pada Mei.", "id", "Rahmat"),
    ("Lebih jauh kata Rahmat, pelabuhan dibuka pada Mei.", "id", "Rahmat"),
    ("Ketua Serikat, Budi Santoso, menyayangkan hal itu.", "id", "Ketua Serikat, Budi Santoso"),
    # nobody
    ("The port opened in 1932 and closed in “The Long Winter” of 1962.", "en", None),
    ("Lund did not say when the port would open.", "en", None),
    ("Lund was told that the port would open.", "en", None),
    ("The ships left as Lund said goodbye.", "en", None),
    ("They said the port would open.", "en", None),
    ("Pelabuhan itu dibuka pada 1932 dengan nama “Teluk Baru”.", "id", None),
    ("Spanduk yang menyatakan dukungan dibawa warga.", "id", None),
    ("Menurut rencana, pelabuhan dibuka pada Mei.", "id", None),
    ("Dengan kata lain, pelabuhan ditutup.", "id", None),
    ("“Hafen,” sagte Anna Lund.", "de", None),
]


@pytest.mark.parametrize(("sentence", "language", "speaker"), TOLD)
def test_one_sentence_tells_who_says_it(sentence: str, language: str, speaker: str | None) -> None:
    found = speaker_of(sentence, Span(0, len(sentence)), language)
    assert (found and found.of(sentence)) == speaker


ACROSS = [
    # the quotation goes on
    ("“We are ready,” said Anna Lund. >>“The port will open in May.”", "en", "Anna Lund"),
    ('Anna Lund menjelaskan rencananya:\n>>"Pelabuhan dibuka pada Mei."', "id", "Anna Lund"),
    # pronouns
    ("Anna Lund said the port was ready.\n>>“It will open in May,” she said.", "en", "Anna Lund"),
    ('"Siap," kata Rahmat.\nKapal pertama tiba.\n>>"Pelabuhan dibuka pada Mei," ujarnya.', "id", "Rahmat"),
    ("Rahmat menilai itu mahal. >>Dia menambahkan, pelabuhan dibuka pada Mei.", "id", "Rahmat"),
    ("Rahmat menilai itu mahal. Lebih lanjut, kata dia, dananya ada.\n>>Menurutnya, itu cukup.", "id", "Rahmat"),
    # not plain
    ("Mr. Lund said the port was ready.\n>>“It will open in May,” she said.", "en", None),
    ("Anna Lund said it was ready. Mr. Berg smiled. >>“It will open in May,” he said.", "en", None),
    ("“We are ready,” said Anna Lund.\n\n>>“The port will open in May.”", "en", None),
    ('"Kapan dibuka?" tanya Rahmat.\n>>"Mei," jawabnya.', "id", None),
    (">>“It will open in May,” he said.", "en", None),
]


@pytest.mark.parametrize(("text", "language", "speaker"), ACROSS)
def test_a_speaker_is_found_across_sentences_only_where_it_is_plain(text: str, language: str, speaker: str) -> None:
    before, _, quote = text.partition(">>")
    found = speaker_of(before + quote, Span(len(before), len(before + quote)), language)
    assert (found and found.of(before + quote)) == speaker


def test_two_quotes_of_two_speakers_have_none() -> None:
    text = "“Yes,” said Anna Lund. “No,” said Ove Berg."
    assert speaker_of(text, Span(0, len(text)), "en") is None


def test_a_quote_in_the_middle_of_a_long_article_costs_no_more() -> None:
    told = "Budi makan. " * 20_000 + "“Siap,” kata Rahmat. " + "Ani tidur. " * 20_000
    start = told.index("“")
    found = speaker_of(told, Span(start, start + len("“Siap,” kata Rahmat.")), "id")
    assert found is not None
    assert found.of(told) == "Rahmat"
