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
    ("“It will open,” said Senator Anna Lund, Republican of Maine and the leader.", "en", "Senator Anna Lund"),
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
    ("In Paris, Anna Lund, 40, said that it was open.", "en", "Anna Lund"),
    ("Anna Lund, a pilot in Bergen, Norway, who left, said that it was open.", "en", "Anna Lund"),
    ("Anna Lund on Monday said that it was open.", "en", "Anna Lund"),
    ("Rahmat dalam keterangan tertulisnya mengatakan itu mahal.", "id", "Rahmat"),
    ("Rahmat (45) mengatakan itu mahal.", "id", "Rahmat"),
    ("Hal senada juga disampaikan oleh Budi Santoso di Jakarta.", "id", "Budi Santoso"),
    ("Hal itu tidak disampaikan Budi Santoso.", "id", None),
    ("Surat yang disampaikan Budi Santoso hilang.", "id", None),
    ('"Dibuka," kata Juru bicara Polda Metro, Kombes Budi.', "id", "Juru bicara Polda Metro, Kombes Budi"),
    # more behind the name, where nouns come first
    ('"Dibuka," tegas Rahmat tampak marah.', "id", "Rahmat"),
    ('"Dibuka," kata Rahmat dikutip dari Kompas.', "id", "Rahmat"),
    ('"Dibuka," papar Rahmat membantah tudingan Budi.', "id", "Rahmat"),
    ('"Dibuka," kata Kepala desa Budi.', "id", "Kepala desa Budi"),
    # all of a list, or nobody
    ("Anna Lund, Ove Berg and Carl Dahl said that it was open.", "en", "Anna Lund, Ove Berg and Carl Dahl"),
    ("Lund, Berg, and Dahl said that it was open.", "en", "Lund, Berg, and Dahl"),
    ("In Paris, Lund and Berg said that it was open.", "en", "Lund and Berg"),
    ("Anna Lund, the mayor, and Ove Berg, a pilot, said that it was open.", "en", None),
    ("It rained, Lund, Berg and Dahl said.", "en", "Lund, Berg and Dahl"),
    ("“It will open,” said Lund, Berg and Dahl.", "en", "Lund, Berg and Dahl"),
    ("“It will open,” said Lund, Berg and Dahl laughing.", "en", None),
    ("“It will open,” said Lund, Mayor and Head of Ships.", "en", "Lund"),
    ('"Siap," kata Lund, Berg, serta Dahl.', "id", "Lund, Berg, serta Dahl"),
    # sources and reports are nobody
    ("A source close to the board said that it was open.", "en", None),
    ("According to a report, it was open.", "en", None),
    ("Laporan itu menyebut pelabuhan dibuka.", "id", None),
    ('"Dibuka," kata sumber itu.', "id", None),
    ("Menurut sumber, pelabuhan dibuka.", "id", None),
    # outlets and agencies say nothing of their own
    ("“It will open,” Reuters reported on Tuesday.", "en", None),
    ("According to the Guardian, it was open.", "en", None),
    ("The BBC reported that it was open.", "en", None),
    ("“It will open,” the newspaper said.", "en", None),
    ("“It will open,” the website said.", "en", None),
    ("Dilansir dari laman resmi, pelabuhan dibuka pada Mei.", "id", None),
    ("“It will open,” Lund told Reuters.", "en", "Lund"),
    ("“It will open,” said the Post Office minister.", "en", "the Post Office minister"),
    ('"Dibuka," tulis Kompas.com.', "id", None),
    ("Menurut Tempo, pelabuhan dibuka.", "id", None),
    ("Kantor berita Antara menyebut pelabuhan dibuka.", "id", None),
    ("Reuters melaporkan bahwa pelabuhan dibuka.", "id", None),
    # a whole quotation before may be another's
    ("“This shocked me.” A leader, Ove Berg, said that it was shut.", "en", None),
    ("“It will open,” said Anna Lund of the harbour board.", "en", "Anna Lund"),
    ("“It will open,” said a fisherman, 54.", "en", "a fisherman"),
    ("Juru bicara Polda Budi Santoso mengatakan itu mahal.", "id", "Juru bicara Polda Budi Santoso"),
    ("According to the article, the port will open.", "en", None),
    # a first word before a comma is no speaker
    ("However, Anna Lund, 40, said that it was open.", "en", "Anna Lund"),
    ("Curiously, Anna Lund, 40, said that it was open.", "en", None),
    ("In Paris, France, Anna Lund, 40, said that it was open.", "en", None),
    ("Terpisah, Budi Santoso, Ketua RT, mengatakan itu mahal.", "id", None),
    ("Sayangnya, Budi Santoso, Ketua RT, mengatakan itu mahal.", "id", None),
    ("Jakarta, Budi Santoso, Ketua RT, mengatakan itu mahal.", "id", None),
    # single quotation marks
    ("‘Berg said it will open,’ said Anna Lund.", "en", None),
    ("‘Berg told me that it will open,’ Lund said.", "en", None),
    ("'Berg said it will open,' said Anna Lund.", "en", None),
    ("Lund’s brother Ove’s ship, Anna Berg said, was the captains’ choice.", "en", "Anna Berg"),
    # a name that goes on to another
    ("“It will open,” said Berg’s wife.", "en", None),
    ("“It will open,” cried Berg’s daughter Anna to Lund.", "en", None),
    ("“It will open,” said Berg spokeswoman Anna Lund.", "en", None),
    ("“It will open,” wrote Berg biographer Anna Lund.", "en", None),
    ("“It will open,” said Reuters reporter Anna Lund.", "en", None),
    ("According to Lund’s book, the port will open.", "en", None),
    ('"Dibuka," tulis Rahmat untuk Budi.', "id", "Rahmat"),
    # a clause is no name
    ("Lund doubts Berg said the port would open.", "en", None),
    ("Anna Lund heard Berg said he was ill.", "en", None),
    ("A court heard Berg said the port was shut.", "en", None),
    ("Berg resigned and Lund said the port was shut.", "en", None),
    ("The workers left and Lund said the port was shut.", "en", None),
    ("The ship Anna Lund said was lost sank.", "en", None),
    ("The claim Berg said was false came late.", "en", None),
    ("Rahmat tahu Budi mengatakan itu mahal.", "id", None),
    ("Rahmat Hidayat sakit dan Budi mengatakan itu mahal.", "id", None),
    ("The fisherman Ove Berg said the port was shut.", "en", None),
    ("The lawyer Anna Lund said the port was shut.", "en", "The lawyer Anna Lund"),
    # denied, asked or only thought of
    ("Neither Lund nor Berg said the port was shut.", "en", None),
    ("No official said the port was shut.", "en", None),
    ("Had Lund said the port was shut, they would have left.", "en", None),
    ("Has Berg said the port will open?", "en", None),
    ("Nothing Lund said was true.", "en", None),
    ("Perhaps Berg said the port was shut.", "en", None),
    ("Tidak benar bahwa Rahmat mengatakan itu mahal.", "id", None),
    ("Budi tidak percaya bahwa Rahmat mengatakan itu mahal.", "id", None),
    ("Kabar bahwa Rahmat mengatakan itu mahal adalah bohong.", "id", None),
    ("Jika Rahmat mengatakan itu mahal, warga pergi.", "id", None),
    ("Kalau Rahmat mengatakan itu mahal, warga pergi.", "id", None),
    ("Benarkah Rahmat mengatakan itu mahal?", "id", None),
    ("Apakah Rahmat mengatakan itu mahal?", "id", None),
    ("Andai Rahmat mengatakan itu mahal, warga pergi.", "id", None),
    # passed on by another, or denied
    ('"Dibuka," demikian kata Rahmat seperti dikutip Kompas.', "id", "Rahmat"),
    ('"Dibuka," demikian seperti dikutip Kompas.', "id", None),
    ("“It will open,” the Gazette reported Berg as saying.", "en", None),
    ("Rahmat membantah pernah mengatakan pelabuhan dibuka.", "id", None),
    ("Rahmat membantah bahwa Budi mengatakan pelabuhan dibuka.", "id", None),
    ("Lund denied that Berg said it was open.", "en", None),
    ("Lund said Berg had told her: “It will open.”", "en", None),
    ("Prosecutors said Berg wrote, “It will open.”", "en", None),
    ("“It will open,” Lund recalled Berg saying.", "en", None),
    ("“It will open,” Lund had hoped to hear Berg say.", "en", None),
    ("Lund said the pilot told her: “It will open.”", "en", None),
    ('Rahmat mengatakan Budi telah berkata, "Dibuka."', "id", None),
    ("“It will open,” Lund told Berg, who said nothing.", "en", "Lund"),
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
    ('"Siap," kata Rahmat.\nKemarin kapal pertama tiba.\n>>"Pelabuhan dibuka pada Mei," ujarnya.', "id", "Rahmat"),
    ("Rahmat menilai itu mahal. >>Dia menambahkan, pelabuhan dibuka pada Mei.", "id", "Rahmat"),
    ("Rahmat menilai itu mahal. Lebih lanjut, kata dia, dananya ada.\n>>Menurutnya, itu cukup.", "id", "Rahmat"),
    ("“We are ready,” Anna Lund said. “It is cold.\n\n>>“It will open.”", "en", "Anna Lund"),
    (">>“We are ready. It is cold.\n\n“It will open,” Anna Lund said.", "en", "Anna Lund"),
    # whom the sentence before is about
    ("Anna Lund arrived on Monday. >>“It will open,” she said.", "en", "Anna Lund"),
    ("“No,” Ove Berg said. Ms. Lund, the pilot, laughed. >>“It will open,” she said.", "en", "Ms. Lund"),
    ("In the end Ms. Lund came by train. >>“It will open,” she said.", "en", "Ms. Lund"),
    ('"Siap," kata Rahmat. Budi mengaku senang. Rahmat tertawa. >>"Dibuka," ujarnya.', "id", "Rahmat"),
    ('Ketua RT Budi Santoso tiba di Pulau Baru. >>"Dibuka," ujarnya.', "id", "Ketua RT Budi Santoso"),
    ("Ms. Lund met Ms. Berg. >>“It will open,” she said.", "en", None),
    ("Ms. Lund’s ship sank. >>“It will open,” she said.", "en", None),
    ("Ms. Lund met a witness. >>“It will open,” she said.", "en", None),
    ("Ove Berg said it was ready. A source said it was not. >>“It will open,” he said.", "en", None),
    # another who is named between
    ("Ove Berg said it was ready. Later we met Carl Lund at the quay. >>“The port is closed,” he said.", "en", None),
    ("Ove Berg said it was ready. Opposition leader Carl Lund laughed. >>“The port is closed,” he said.", "en", None),
    ("Ove Berg said it was ready. At the quay stood Carl Lund. >>“The port is closed,” he said.", "en", None),
    ("Ove Berg said it was ready. The mayor arrived. >>“The port is closed,” he said.", "en", None),
    ("Ove Berg said it was ready. A fisherman, 54, disagreed. >>“The port is closed,” he said.", "en", None),
    *(
        (f"Ove Berg said it was ready. {between} >>“It is not,” he said.", "en", None)
        for between in (
            "Jonas was angry.",
            "Jonas, 45, drives there daily.",
            "His brother Jonas disagreed.",
            "The fisherman disagreed.",
            "Another man was angry.",
            "One driver waited outside.",
        )
    ),
    *(
        (f'Rahmat menilai itu mahal. {between} >>"Tidak," katanya.', "id", None)
        for between in ("Jonas marah.", "Tetangganya marah.", "Sopir itu marah.")
    ),
    ("Ove Berg said it was ready. It was cold. Then rain fell. >>“It will open,” he said.", "en", "Ove Berg"),
    ("Ove Berg said it was ready. This was also denied by Carl Lund. >>“It is shut,” he said.", "en", "Carl Lund"),
    ('Rahmat menilai itu mahal. Hal senada disampaikan Budi Santoso. >>"Ditutup," ujarnya.', "id", "Budi Santoso"),
    ('Rahmat menilai itu mahal. Itu dibantah oleh Budi Santoso. >>"Ditutup," ujarnya.', "id", "Budi Santoso"),
    ('Rahmat menilai itu mahal. Budi Santoso tiba. >>"Ditutup," ujarnya.', "id", None),
    ('Rahmat menilai itu mahal. Seorang nelayan datang. >>"Ditutup," ujarnya.', "id", None),
    # outlets, bodies and several are no he
    ('Dilansir dari Kompas, pelabuhan dibuka Rabu. >>"Kami siap," ujarnya.', "id", None),
    ('Dikutip dari Kompas, Budi hadir di pelabuhan. >>"Kami siap," ujarnya.', "id", None),
    ('Mengutip Kompas, pelabuhan dibuka Rabu. >>"Kami siap," ujarnya.', "id", None),
    ('Kompas melaporkan pelabuhan dibuka Rabu. >>"Kami siap," ujarnya.', "id", None),
    ("Officials said the port was ready. >>“We are ready,” he said.", "en", None),
    ("Lund and Berg said the port was ready. >>“We are ready,” he said.", "en", None),
    ("Harbour Board said the port was ready. >>“We are ready,” he said.", "en", None),
    # who asks does not answer
    ("“Will you resign?” asked Lund. >>“No, never.”", "en", None),
    ('"Kapan dibuka?" tanya Rahmat kepada Budi. >>"Bulan Mei."', "id", None),
    # not plain
    ("Mr. Lund said the port was ready.\n>>“It will open in May,” she said.", "en", None),
    ("Anna Lund said it was ready. Mr. Berg smiled. >>“It will open in May,” he said.", "en", "Mr. Berg"),
    ("Anna Lund said it was ready. Carl Berg smiled. >>“It will open in May,” he said.", "en", None),
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
