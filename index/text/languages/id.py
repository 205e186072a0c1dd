"""Indonesian."""

from __future__ import annotations

from index.text.languages.wording import Wording

_TITLES = "abd. akbp. alm. dr. dra. drg. drs. h. hj. ir. kh. moch. moh. mohd. muh. ny. pdt. prof. sdr. tn. ust."
_RANKS = "brigjen. inf. irjen. jend. kapt. kol. kombes. komjen. kompol. letjen. letkol. mayjen. plt."
_PLACES = "bid. gg. jl. jln. kab. kec. kel. prov. st. tk. a.n. d.a. u.p. hlm. sp."

WORDING = Wording(
    months=(
        ("januari", "jan"),
        ("februari", "pebruari", "feb"),
        ("maret", "mar"),
        ("april", "apr"),
        ("mei",),
        ("juni", "jun"),
        ("juli", "jul"),
        ("agustus", "agu", "ags"),
        ("september", "sept", "sep"),
        ("oktober", "okt"),
        ("november", "nopember", "nov", "nop"),
        ("desember", "des"),
    ),
    weekdays=(
        ("senin",),
        ("selasa",),
        ("rabu",),
        ("kamis",),
        ("jumat", "jum'at", "jum’at"),
        ("sabtu",),
        ("minggu", "ahad"),
    ),
    clock_words=("pukul", "jam"),
    abbreviations=frozenset(f"{_TITLES} {_RANKS} {_PLACES}".split()),
    number_abbreviations=frozenset({"no.", "rp.", "tgl.", "pkl.", "hal.", "psl.", "vol."}),
)
