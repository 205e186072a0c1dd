from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.values import Span
from qa.answer.answer_type import AnswerType, Kind, answer_type, asks_for_several
from qa.answer.question_wording import about_one
from qa.answer.units import Dimension


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many bombs are there?", Kind.COUNT),
        ("berapa jumlah pengungsi?", Kind.COUNT),
        ("Berapa banyak drone yang ditembak jatuh?", Kind.COUNT),
        ("Ada berapa menara di kastel itu?", Kind.COUNT),
        ("What is the population of the island?", Kind.COUNT),
        ("When did the war begin?", Kind.TIME),
        ("Kapan perang dimulai?", Kind.TIME),
        ("In what century was the mill built?", Kind.TIME),
        ("In which year was it built?", Kind.YEAR),
        ("tahun berapa jembatan itu dibuka?", Kind.YEAR),
        ("What date is the vote?", Kind.DAY),
        ("Tanggal berapa pemilu diadakan?", Kind.DAY),
        ("On which day did it open?", Kind.DAY),
        ("Hari apa pasar itu tutup?", Kind.DAY),
        ("At what time did the siren sound?", Kind.CLOCK),
        ("Jam berapa kapal itu berangkat?", Kind.CLOCK),
        ("What time of year do they come?", Kind.TIME),
        ("How old is the mayor?", Kind.AGE),
        ("Berapa usia wali kota itu?", Kind.AGE),
        ("Di umur berapa ia pensiun?", Kind.AGE),
        ("siapa presiden Belarus?", Kind.PERSON),
        ("Who was banned, and by whom?", Kind.PERSON),
        ("Who was president when the war began?", Kind.PERSON),
        ("Which minister resigned?", Kind.PERSON),
        ("Where are the bombs?", Kind.PLACE),
        ("In which city was it built?", Kind.PLACE),
        ("Dari kota mana pesawat itu lepas landas?", Kind.PLACE),
        ("Apa ibu kota Belarus?", Kind.PLACE),
        ("Which party won the vote?", Kind.ORGANISATION),
        ("Perusahaan apa yang membangun jembatan itu?", Kind.ORGANISATION),
        ("Why did the champion give up his title?", Kind.REASON),
        ("Mengapa pabrik itu ditutup?", Kind.REASON),
        ("Apa alasan ia mundur?", Kind.REASON),
        ("What is the reason for the delay?", Kind.REASON),
        ("How did the prisoners escape?", Kind.MANNER),
        ("Bagaimana para tahanan melarikan diri?", Kind.MANNER),
        ("What did the mayor say about the dam?", Kind.QUOTATION),
        ("Apa kata wali kota soal bendungan itu?", Kind.QUOTATION),
        ("What is a howitzer?", Kind.DEFINITION),
        ("What is the Coral Triangle?", Kind.DEFINITION),
        ("Apa itu Iskander-M?", Kind.DEFINITION),
        ("What does NATO stand for?", Kind.DEFINITION),
        ("what did Putin promise Belarus", Kind.ANYTHING),
        ("What happened when the bridge fell?", Kind.ANYTHING),
        ("What was the score?", Kind.ANYTHING),
        ("How is the dish called?", Kind.ANYTHING),
        ("Somewhere whoever said so", Kind.ANYTHING),
        ("Show howmany whenever", Kind.ANYTHING),
        ("Wo steht die Brücke?", Kind.ANYTHING),
        ("¿Cuándo empezó la guerra?", Kind.ANYTHING),
        ("", Kind.ANYTHING),
    ],
)
def test_what_a_question_asks_for(question: str, kind: Kind) -> None:
    assert answer_type(question).kind is kind


MONEY, SHARE, LENGTH, AREA, WEIGHT = (
    Dimension.MONEY,
    Dimension.SHARE,
    Dimension.LENGTH,
    Dimension.AREA,
    Dimension.WEIGHT,
)
SPEED, TEMPERATURE, DURATION = Dimension.SPEED, Dimension.TEMPERATURE, Dimension.DURATION


@pytest.mark.parametrize(
    ("question", "dimensions"),
    [
        ("How much did the bridge cost?", {MONEY}),
        ("What does the biggest of the new phones cost?", {MONEY}),
        ("What did the ferry cost to build?", {MONEY}),
        ("What is the price of one launcher?", {MONEY}),
        ("Berapa harga satu peluncur?", {MONEY}),
        ("berapa biaya pembangunan jembatan itu", {MONEY}),
        ("How many dollars were lost?", {MONEY}),
        ("What percentage of voters stayed at home?", {SHARE}),
        ("Berapa persen pemilih yang tidak datang?", {SHARE}),
        ("How long is the bridge?", {LENGTH}),
        ("How far is Minsk from Warsaw?", {LENGTH}),
        ("Berapa panjang jembatan itu?", {LENGTH}),
        ("berapa kilometer jarak kedua kota?", {LENGTH}),
        ("How long did the siege last?", {DURATION}),
        ("How many years was he in prison?", {DURATION}),
        ("Berapa lama pengepungan itu?", {DURATION}),
        ("Berapa tahun ia dipenjara?", {DURATION}),
        ("How long is it?", {LENGTH, DURATION}),
        ("Berapa luas danau itu?", {AREA}),
        ("How many square kilometres burned?", {AREA}),
        ("How much does the statue weigh?", {WEIGHT}),
        ("Berapa ton gandum yang diekspor?", {WEIGHT}),
        ("How fast does the train go?", {SPEED}),
        ("Berapa kecepatan kereta itu?", {SPEED}),
        ("How cold was it?", {TEMPERATURE}),
        ("Berapa suhu terendah?", {TEMPERATURE}),
        ("How large is the army?", set()),
        ("How high is unemployment?", set()),
        ("Seberapa besar kerusakannya?", set()),
    ],
)
def test_what_an_amount_is_measured_in(question: str, dimensions: set[Dimension]) -> None:
    asked = answer_type(question)
    assert asked.kind is Kind.AMOUNT
    assert asked.dimensions == dimensions


@pytest.mark.parametrize(
    ("question", "counted", "fate"),
    [
        ("How many people were killed in the raid?", "people", "dead"),
        ("How many were wounded?", "", "hurt"),
        ("How many of the nuclear bombs are left?", "nuclear bombs", None),
        ("Berapa orang yang terluka?", "orang", "hurt"),
        ("Berapa banyak rudal yang diluncurkan?", "rudal", None),
    ],
)
def test_what_is_counted(question: str, counted: str, fate: str | None) -> None:
    asked = answer_type(question)
    assert (asked.kind, asked.counted, asked.fate) == (Kind.COUNT, counted, fate)


def fit(question: str, sentence: str, language: str = "en") -> float:
    """How the words between square brackets fit."""
    start = sentence.index("[")
    end = sentence.index("]") - 1
    return answer_type(question).fit(Span(start, end), sentence.replace("[", "").replace("]", ""), language)


@pytest.mark.parametrize(
    ("question", "language", "sentence"),
    [
        ("How many people were killed?", "en", "The raid left [six] dead and thirty wounded."),
        ("How many people were killed?", "en", "It killed [at least 6 people] and wounded 30."),
        ("Berapa orang yang tewas?", "id", "Serangan itu menewaskan [6 orang] dan melukai 30 lainnya."),
        ("How many countries voted against?", "en", "[Five] states were against it."),
        ("How many bombs are there?", "id", "Ada [200 amunisi] di sana."),
        ("How many newspapers told of it?", "en", "[Twelve] foreign newspapers told of it."),
        ("Berapa media yang memberitakan banjir itu?", "id", "Banjir itu dimuat di [12 koran]."),
        ("When does the ferry sail?", "en", "It sails [on Mondays]."),
        ("When is it open?", "en", "It is open [on weekends and holidays]."),
        ("How much did it cost?", "en", "It cost [US$1.5bn] to build."),
        ("How much did it cost?", "en", "It cost [2.5] million dollars."),
        ("Berapa harga beras?", "id", "Harganya kini [Rp15.000] per kilogram."),
        ("Berapa harga beras?", "id", "Harganya kini Rp [15.000] per kilogram."),
        ("How long is the bridge?", "en", "The bridge is [142] kilometres long."),
        ("Berapa panjang jembatan itu?", "id", "Panjangnya [142 km]."),
        ("How long did it take?", "en", "They walked for [three days]."),
        ("Berapa lama mereka berjalan?", "id", "Mereka berjalan [setahun]."),
        ("What percentage stayed at home?", "en", "Some [77 per cent] stayed at home."),
        ("What percentage stayed at home?", "en", "[A third] of them stayed at home."),
        ("How old is he?", "en", "Berg, [47], was mayor before."),
        ("Berapa usianya?", "id", "Ia berusia [47 tahun]."),
        ("In which year was it built?", "en", "It was built in [1932]."),
        ("Tahun berapa dibangun?", "id", "Dibangun pada [3 Maret 1932]."),
        ("What date is the vote?", "en", "They vote on [3 March]."),
        ("Hari apa mereka memilih?", "id", "Mereka memilih [Minggu] depan."),
        ("When was it opened?", "en", "It was opened [last Monday]."),
        ("Kapan dibuka?", "id", "Dibuka [Senin lalu]."),
        ("When was it built?", "en", "It dates from the [19th] century."),
        ("At what time did it sail?", "en", "She sailed at [04:00]."),
        ("Jam berapa kapal itu berangkat?", "id", "Kapal itu berangkat [pukul 04.00]."),
        ("Who opened it?", "en", "It was opened by [Anna Berg]."),
        ("Siapa yang membukanya?", "id", "Jembatan itu dibuka [wali kota]."),
        ("Where is it?", "id", "Bom itu ada di [Belarus]."),
        ("Where is it?", "en", "It stands [near the harbour]."),
        ("Which party won?", "id", "[Partai Hijau] menang."),
        ("Why did he resign?", "en", "He resigned [because of his health]."),
        ("Why did he resign?", "en", "[He could not work with the others], he said."),
        ("Mengapa ia mundur?", "id", "Ia mundur [karena sakit]."),
        ("How did they escape?", "en", "They escaped [through a tunnel]."),
        ("What did he say?", "en", "He said: [it will be rebuilt by June]."),
        ("Apa itu howitzer?", "id", "Howitzer adalah [sejenis meriam dengan laras pendek]."),
    ],
)
def test_words_that_have_what_is_asked_for(question: str, language: str, sentence: str) -> None:
    assert fit(question, sentence, language) == 1.0


@pytest.mark.parametrize(
    ("question", "language", "sentence"),
    [
        ("How many people were killed?", "en", "The blast left [six] wounded."),
        ("How many people were killed?", "en", "It came at [04:00] on Saturday."),
        ("How many people were killed?", "en", "It came in [2019]."),
        ("How many people were killed?", "en", "It flew [142 kilometres]."),
        ("How many people were killed?", "en", "They fired [18 missiles]."),
        ("How many people were killed?", "en", "[Thousands] of dead fish lay on the beach."),
        ("How many houses burned?", "en", "[Several] cars burned as well."),
        ("Berapa korban tewas akibat gempa?", "id", "[Ribuan] ikan mati terdampar di pantai."),
        ("Berapa rumah yang rusak?", "id", "[Puluhan mobil] terendam."),
        ("Berapa orang yang tewas?", "id", "Sebanyak [30 orang] luka-luka."),
        ("Berapa orang yang tewas?", "id", "Serangan terjadi [pukul 04.00]."),
        ("Berapa orang yang tewas?", "id", "Kerugiannya [Rp4,5 triliun]."),
        ("How many articles say how many were killed?", "en", "The raid left [six] dead."),
        ("How many stories mention the bridge?", "en", "She wrote [30 articles] about the bridge."),
        ("How many articles were published about the bridge?", "en", "She wrote [30 articles] about it."),
        ("What is the number of articles about the bridge?", "en", "She wrote [30 articles] about it."),
        ("How many outlets covered the closure?", "en", "[Four] outlets in the mall sell shoes."),
        ("Berapa banyak media yang memberitakan jembatan?", "id", "Ia menulis [30 artikel] tentang jembatan."),
        ("How many sources have reported a harvest?", "id", "Hasilnya [12.100 ton]."),
        ("Berapa artikel yang menyebut jumlah korban?", "id", "Serangan itu menewaskan [6 orang]."),
        ("How many districts harvested over 9,000 tonnes?", "en", "The district harvested [12,100 tonnes]."),
        ("Berapa distrik yang memanen lebih dari 9.000 ton?", "id", "Distrik itu memanen [12.100 ton]."),
        ("How much did it cost?", "en", "The bridge is [142] kilometres long."),
        ("How old is the mayor?", "id", "Ia datang pukul [13.43 WIB]."),
        ("Berapa biayanya?", "id", "Panjang jembatan itu [142 kilometer]."),
        ("How much did it cost?", "en", "It was opened on [3 March 2021]."),
        ("How long is the bridge?", "en", "It took [three years] to build."),
        ("Berapa panjang jembatan itu?", "id", "Biayanya [Rp4,5 triliun]."),
        ("How long did it take?", "en", "The bridge is [142 kilometres] long."),
        ("What percentage stayed at home?", "en", "It took [three days]."),
        ("In which year was it built?", "en", "It was built by [the duke]."),
        ("Tanggal berapa pemilu?", "id", "Pemilu dimenangkan [Partai Hijau]."),
        ("When was it opened?", "en", "It was opened by [Anna Berg]."),
        ("Kapan dibuka?", "id", "Jembatan itu panjangnya [142 km]."),
        ("At what time did it sail?", "en", "She was [142 metres] long."),
        ("Who opened it?", "en", "It was opened on [3 March 2021]."),
        ("Siapa yang membukanya?", "id", "Dibuka pada [Senin]."),
        ("Where is it?", "en", "It was built in [1932]."),
        ("Di mana bom itu?", "id", "Ada [200] di sana."),
        ("Why did he resign?", "en", "He resigned on [3 March]."),
        ("Why did he resign?", "en", "He told [Berg] so."),
        ("Mengapa ia mundur?", "id", "Ia mundur pada [2019]."),
        ("How did they escape?", "en", "They escaped at [04:00]."),
        ("Apa kata wali kota?", "id", "Ia berbicara pada [Senin]."),
        ("What is a howitzer?", "en", "They have [200]."),
    ],
)
def test_words_that_lack_what_is_asked_for(question: str, language: str, sentence: str) -> None:
    assert fit(question, sentence, language) == -1.0


@pytest.mark.parametrize(
    ("question", "language", "sentence"),
    [
        ("How many articles does the law have?", "en", "It has [dozens]."),
        ("How much did it cost?", "en", "The figure was [2.5 million]."),
        ("How many people fled?", "en", "[Several] fled."),
        ("How many voters came?", "en", "[77%] came."),
        ("When was it built?", "en", "It was built [after the war]."),
        ("At what time did it sail?", "en", "She sailed on [3 March]."),
        ("Why are leaves green?", "en", "They are green owing to [chlorophyll]."),
        ("What did Putin promise?", "en", "He promised [200]."),
        ("Who opened it?", "fr", "Le pont fut ouvert par [le maire]."),
        ("How many died?", "vi", "[ba mươi] người chết."),
    ],
)
def test_words_of_which_it_cannot_be_told(question: str, language: str, sentence: str) -> None:
    assert fit(question, sentence, language) == 0.0


def test_figures_are_told_in_any_language() -> None:
    assert fit("How much did it cost?", "Die Brücke ist [142 km] lang.", "de") == -1.0
    assert fit("Who opened it?", "Eröffnet wurde sie [2021].", "de") == -1.0


QUESTIONS = st.sampled_from([AnswerType(kind) for kind in Kind])


@given(QUESTIONS, st.text(max_size=40), st.integers(0, 20), st.integers(1, 20), st.sampled_from(["en", "id", "de"]))
def test_any_words_can_be_held_against_any_question(
    asked: AnswerType, sentence: str, start: int, size: int, language: str
) -> None:
    assert asked.fit(Span(start, start + size), sentence, language) in (-1.0, 0.0, 1.0)


@pytest.mark.parametrize(
    "question",
    [
        "which countries are in the CSTO",
        "Which six countries share the Coral Triangle?",
        "black sea grain deal which ukrainian ports",
        "Which Beatles songs were covered?",
        "Who were the other winners?",
        "What are the causes of the war?",
        "Name the members of the council.",
        "Name the three ports.",
        "List every port.",
        "What two cities were hit?",
        "What else did he say?",
        "Siapa saja yang hadir?",
        "Negara mana saja yang ikut?",
        "Dua negara mana yang menolak?",
        "Di pangkalan udara mana saja bom itu disimpan?",
        "Negara-negara mana yang ikut?",
        "Sebutkan nama para menteri",
        "How much rice did each district harvest?",
        "Berapa murid di setiap sekolah?",
        "Berapa hasil panen padi di distrik-distrik?",
    ],
)
def test_what_asks_for_several(question: str) -> None:
    assert asks_for_several(question)
    assert answer_type(question).several


@pytest.mark.parametrize(
    "question",
    [
        "Which power keeps away from the talks?",
        "What was promised to Belarus?",
        "What caused the fire?",
        "Which gas is used?",
        "What process is used?",
        "Which country's president was killed?",
        "What is the news from Minsk?",
        "What series did he star in?",
        "Which series are on tonight?",
        "In which Los Angeles suburb was it?",
        "Which holds the record?",
        "When did it make it onto the heritage list?",
        "What is the name of the ship?",
        "Name the ship that sank.",
        "Who is the president?",
        "Negara mana yang menang?",
        "Siapa presiden Belarus?",
        "Apa arti kura-kura?",
        "Apa kupu-kupu terbesar?",
        "Undang-undang apa yang disahkan?",
        "How many people die each year?",
        "Berapa korban tewas setiap tahun?",
        "Berapa anak-anak yang diselamatkan dari kapal?",
        "",
    ],
)
def test_what_asks_for_one(question: str) -> None:
    assert not asks_for_several(question)


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("How much rice did each district harvest?", "How much rice did the district harvest?"),
        ("What was the turnout in every one of the 12 provinces?", "What was the turnout in the provinces?"),
        ("How often do they meet every year, and every two weeks?", None),
        ("What did each say of each other?", None),
        ("Berapa ton padi dipanen setiap distrik?", "Berapa ton padi dipanen distrik?"),
        ("Berapa jumlah siswa di masing-masing sekolah?", "Berapa jumlah siswa di sekolah?"),
        ("Berapa hasil panen di distrik-distrik?", "Berapa hasil panen di distrik?"),
        ("Siapa yang meraih emas dan perak, masing-masing untuk lompat dan lari, tiap tahunnya?", None),
        ("Berapa kali setiap tahun rapat di alun-alun diadakan?", None),
    ],
)
def test_a_question_about_each_of_several_is_read_as_one_about_one(question: str, read: str | None) -> None:
    assert about_one(question) == (read or question)
