"""Labelled cases of followed questions, read with the weights that ship: what is told, and that nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.values import Article
from qa import Library, make_article

pytestmark = pytest.mark.slow

FIRST, CONFIRMS, REPEATS, CONTRADICTS, ADDS = "first answer", "confirms", "repeats", "contradicts", "adds"
NOTHING = None

Told = tuple[str, str]
"""An outlet and what it prints: the title before the first line end."""

EASY: tuple[tuple[str, Told | None, Told, str | None], ...] = (
    (
        "How long is the pier of Nordwijk?",
        None,
        ("Coast Daily", "Pier reopens\nThe pier of Nordwijk is 410 metres long. It was painted blue last spring."),
        FIRST,
    ),
    (
        "Siapa wali kota Karanglor?",
        None,
        ("Harian Lembah", "Pelantikan\nWali kota Karanglor, Sutarno Wibisono, dilantik pada hari Senin di balai kota."),
        FIRST,
    ),
    (
        "When was the observatory of Pellmore founded?",
        ("Star Weekly", "Old domes\nThe observatory of Pellmore was founded in 1887 by a brewer. Its dome is copper."),
        ("Hill Post", "Anniversary\nFounded in 1887, the observatory of Pellmore is the oldest in the valley."),
        CONFIRMS,
    ),
    (
        "Berapa penumpang kapal feri Samudra Biru?",
        ("Kabar Laut", "Kapal baru\nKapal feri Samudra Biru mengangkut 640 penumpang dan 80 mobil setiap hari."),
        ("Warta Pulau", "Pelayaran\nSebanyak 640 penumpang naik kapal feri Samudra Biru pada pelayaran perdana."),
        CONFIRMS,
    ),
    (
        "How many people died in the Tresk mine collapse?",
        ("North Wire", "Mine collapse\nThe collapse of the Tresk mine killed 14 people, the company said."),
        ("Ore Times", "Toll rises\nThe collapse of the Tresk mine killed 19 people, rescuers said on Friday."),
        CONTRADICTS,
    ),
    (
        "Kapan bendungan Watu Ireng diresmikan?",
        ("Suara Bukit", "Bendungan\nBendungan Watu Ireng diresmikan pada 12 Mei 2021 oleh gubernur."),
        ("Pos Sawah", "Irigasi\nBendungan Watu Ireng diresmikan pada 20 Juni 2021, menurut dinas pengairan."),
        CONTRADICTS,
    ),
    (
        "Who designed the Ellingham library?",
        (
            "Stone Review",
            "New library\nThe Ellingham library was designed by the architect Mira Castell.",
        ),
        ("Stone Review", "A year of reading\nThe Ellingham library, designed by Mira Castell, had 90,000 visitors."),
        REPEATS,
    ),
    (
        "Berapa luas kebun teh Pandanarum?",
        (
            "Antar Kabar",
            "Kebun teh\nKebun teh Pandanarum memiliki luas 720 hektare. Sebagian besar pohonnya ditanam seratus tahun"
            " lalu, dan pemetiknya datang dari tiga desa di lereng utara. Hasilnya dijual ke pasar di kota.",
        ),
        (
            "Lintas Desa",
            "Kebun teh\nKebun teh Pandanarum memiliki luas 720 hektare. Sebagian besar pohonnya ditanam seratus tahun"
            " lalu, dan pemetiknya datang dari tiga desa di lereng utara. Hasilnya dijual ke pasar di kota. (LD)",
        ),
        REPEATS,
    ),
    (
        "Where was the poet Ansel Grimholt born?",
        ("Verse Monthly", "A poet\nThe poet Ansel Grimholt was born in Varnby. He wrote four books."),
        ("Garden News", "Roses\nGardeners in the south prune roses in March, when the frost has gone."),
        NOTHING,
    ),
    (
        "Apa makanan utama kukang abu?",
        ("Alam Kita", "Kukang\nMakanan utama kukang abu adalah getah pohon. Hewan itu aktif pada malam hari."),
        ("Berita Pasar", "Harga cabai\nHarga cabai naik dua kali lipat menjelang hari raya, kata para pedagang."),
        NOTHING,
    ),
    (
        "How much did the Osterfeld tunnel cost?",
        ("Rail Letter", "Tunnel opens\nThe Osterfeld tunnel cost 3.2 billion euros, the ministry said."),
        ("Rail Letter", "Tunnel opens\nThe Osterfeld tunnel cost 3.2 billion euros, the ministry said."),
        NOTHING,
    ),
    (
        "Berapa tinggi menara Galuh Asri?",
        None,
        ("Kota Kini", "Menara\nMenara Galuh Asri setinggi 96 meter itu menjadi yang tertinggi di kabupaten."),
        FIRST,
    ),
    (
        "Which countries bought the Sandpiper drone?",
        ("Air Letter", "Drone sales\nPortugal bought the Sandpiper drone in spring. It can fly for nine hours."),
        ("Sky Report", "A deal\nNorway bought the Sandpiper drone after a year of talks, the maker said."),
        ADDS,
    ),
    (
        "Siapa pelatih klub Elang Rawa?",
        ("Bola Kita", "Latihan\nPelatih klub Elang Rawa, Hendra Lesmana, meminta pemainnya bersabar."),
        ("Arena", "Pelatih baru\nKlub Elang Rawa menunjuk Bagus Prakoso sebagai pelatih mulai musim ini."),
        CONTRADICTS,
    ),
    (
        "Why was the Halvard lighthouse closed?",
        None,
        ("Shore News", "Dark tower\nThe Halvard lighthouse was closed because its stairs had rusted through."),
        FIRST,
    ),
)

HARD: tuple[tuple[str, Told | None, Told, str | None], ...] = (
    (  # the same number in another unit and another language
        "How deep is Lake Mirrowen?",
        ("Water Notes", "Soundings\nLake Mirrowen is 1.2 kilometres deep, the survey found."),
        ("Danau Kita", "Danau\nDanau Mirrowen memiliki kedalaman 1.200 meter, kata para peneliti."),
        CONFIRMS,
    ),
    (  # another bridge, built alike
        "When did the Kestrel bridge open?",
        ("River Post", "Bridge\nThe Kestrel bridge opened in May 1958. It carries two lanes."),
        ("River Post", "Bridge\nThe Heron bridge opened in June 1963. It carries four lanes."),
        NOTHING,
    ),
    (  # the same bridge, another measure
        "How long is the Tamsin viaduct?",
        ("Arch Weekly", "Viaduct\nThe Tamsin viaduct is 840 metres long and made of granite."),
        ("Track Times", "Repairs\nRepairs of the Tamsin viaduct take 16 months and cost 9 million euros."),
        NOTHING,
    ),
    (  # a date as another language writes it
        "Kapan museum Lontar Tua dibuka?",
        ("Budaya Kini", "Museum\nMuseum Lontar Tua dibuka pada 3 Maret 2018 di tepi sungai."),
        ("Heritage Post", "Palm leaves\nThe Lontar Tua museum was opened on 3 March 2018 beside the river."),
        CONFIRMS,
    ),
    (  # across languages, and another value
        "Berapa korban tewas dalam kebakaran pasar Gombor?",
        ("Suara Gombor", "Kebakaran\nKebakaran pasar Gombor menewaskan 7 orang, kata polisi."),
        ("World Brief", "Market fire\nThe fire in the Gombor market killed 11 people, police said on Sunday."),
        CONTRADICTS,
    ),
    (  # the number in words
        "How many islands does the Corrin group have?",
        ("Sea Atlas", "Islands\nThe Corrin group has 12 islands, of which three are inhabited."),
        ("Boat News", "Sailing\nSailors know the twelve islands of the Corrin group for their winds."),
        CONFIRMS,
    ),
    (  # the wounded are not the dead
        "How many people died in the Balmoor train crash?",
        ("Line Daily", "Crash\nThe Balmoor train crash killed 5 people on Tuesday."),
        ("Ward Report", "After the crash\nThe Balmoor train crash injured 23 people, the hospital said."),
        NOTHING,
    ),
    (  # the family name alone
        "Who leads the Fennick party?",
        ("Ballot", "Congress\nThe Fennick party is led by Ilse Hartmann, who won the vote in spring."),
        ("Capital Post", "Talks\nMs Hartmann, who leads the Fennick party, met the farmers on Monday."),
        CONFIRMS,
    ),
    (  # nobody knows yet
        "How many ships does the Arvo fleet have?",
        None,
        ("Harbour Sheet", "Fleet\nThe Arvo fleet has not said how many ships it has. Its owner declined to comment."),
        NOTHING,
    ),
    (  # an agency's text, begun in another way
        "Siapa penemu gua Sela Wangi?",
        (
            "Kantor Berita Bumi",
            "Gua baru\nGua Sela Wangi ditemukan oleh penambang bernama Darmaji pada musim kemarau. Gua itu panjangnya"
            " tiga kilometer dan memiliki sungai bawah tanah yang dihuni udang putih tanpa mata.",
        ),
        (
            "Koran Timur",
            "Udang tanpa mata\nKabar dari pegunungan. Gua Sela Wangi ditemukan oleh penambang bernama Darmaji pada"
            " musim kemarau. Gua itu panjangnya tiga kilometer dan memiliki sungai bawah tanah yang dihuni udang"
            " putih tanpa mata.",
        ),
        REPEATS,
    ),
    (  # a question in English, an answer in Indonesian
        "What is the capital of the Tirtanegara regency?",
        None,
        ("Kabar Tirta", "Kabupaten\nIbu kota Kabupaten Tirtanegara adalah Sumberpucung, kota kecil di tepi sungai."),
        FIRST,
    ),
    (  # a question in Indonesian, an answer in English
        "Berapa panjang terowongan Grauwald?",
        None,
        ("Alp Times", "Boring ends\nWorkers broke through on Friday: the Grauwald tunnel is 17 kilometres long."),
        FIRST,
    ),
    (  # another office, the same town
        "Who is the mayor of Quillhaven?",
        ("Quill Gazette", "Budget\nThe mayor of Quillhaven, Tom Arkwright, presented the budget."),
        ("Quill Gazette", "School\nThe headmistress of the Quillhaven school, Joan Pell, retires in June."),
        NOTHING,
    ),
    (  # another reason for the same
        "Mengapa jalan Ranu Kuning ditutup?",
        ("Kilas Jalan", "Jalan\nJalan Ranu Kuning ditutup karena tebing di sisi timur longsor."),
        ("Warta Roda", "Pengalihan\nJalan Ranu Kuning ditutup karena jembatannya akan diganti, kata dinas."),
        ADDS,
    ),
    (  # a plan is not the event, and the year is another's
        "In what year was the Orsk dam completed?",
        ("Power Post", "Dam\nThe Orsk dam was completed in 1974 after eight years of work."),
        ("Power Post", "Grid\nA second power line to Orsk will be completed in 2031, engineers hope."),
        NOTHING,
    ),
)


def article(told: Told) -> Article:
    title, text = told[1].split("\n", 1)
    language = "id" if " dan " in text or " itu " in text or any(w in text for w in _INDONESIAN) else "en"
    return make_article(text=text, title=title, source=told[0], language=language)


_INDONESIAN = (
    " pada ",
    " di ",
    " adalah ",
    " setinggi ",
    " karena ",
    " kata ",
    " meminta ",
    " menewaskan ",
    " setiap ",
)


@pytest.fixture(scope="module")
def news(real_reader: None, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What is told of each question, where all cases are in one library and the new articles come at once."""
    cases = (*EASY, *HARD)
    with Library.create(tmp_path_factory.mktemp("cases") / "library") as library:
        library.add([article(known) for _, known, *_ in cases if known])
        for question, *_ in cases:
            library.follow(question)
        library.add([article(new) for *_, new, _ in cases])
        found: dict[str, list[str]] = {question: [] for question, *_ in cases}
        for each in library.news():
            found[each.question].append(each.reason.value)
    return found


@pytest.mark.parametrize(("question", "expected"), [(case[0], case[3]) for case in (*EASY, *HARD)])
def test_a_case_is_told_as_it_is_labelled(news: dict[str, list[str]], question: str, expected: str | None) -> None:
    assert news[question] == ([expected] if expected else [])


@pytest.mark.usefixtures("real_reader")
def test_a_number_of_another_place_adds_to_what_is_known(tmp_path: Path) -> None:
    with Library.create(tmp_path / "library") as library:
        for place, wells in (("Ashby", 230), ("Oakham", 471)):
            text = f"A total of {wells} wells were dug in {place} district this year."
            library.add_articles(make_article(text=text, title=f"Report on {place}", source=place, language="en"))
            library.follow("How many wells were dug?")
        assert [each.reason.value for each in library.news()] == [ADDS]


def test_the_cases_are_kept(tmp_path: Path) -> None:
    assert len(EASY) == len(HARD) == 15
