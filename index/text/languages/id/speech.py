"""How Indonesian tells who said something."""

from __future__ import annotations

from index.text.languages.speech_wording import Speech

_TELLING = (
    "mengatakan menyatakan menambahkan menuturkan menegaskan memaparkan menjelaskan menerangkan mengungkapkan "
    "menyebut menyebutkan mengaku mengakui menilai berharap berujar berkata berpendapat berpandangan beralasan "
    "mengklaim mengimbau menghimbau memperkirakan mengingatkan menekankan membeberkan mencontohkan memastikan "
    "mengeluhkan menduga menganggap meyakini berdalih berkilah bercerita menceritakan mengumumkan bilang memprediksi "
    "menyayangkan menyesalkan optimistis menyarankan menjamin melanjutkan menulis mengisahkan melaporkan"
)
_TELLING_THAT = (
    "mengungkap menyampaikan membenarkan meminta mengajak mendesak mengusulkan menuding menuduh menyimpulkan "
    "menyadari mengharapkan menginginkan memandang melihat merasa menjawab bertanya menanyakan mengakui percaya yakin "
    "khawatir berjanji memuji menyindir mengkritik"
)
_TOLD_BY = (
    "kata ujar ungkap jelas papar tutur imbuh tegas terang ucap sebut tulis lanjut tambah sambung pungkas tandas "
    "beber kilah cetus tukas seru jawab sahut timpal balas tanya tantang keluh harap klaim dalih aku canda kenang "
    "urai ungkapkan jelaskan tuturkan tegaskan sebutkan ceplos celetuk pesan pinta cerita ketus bantah simpul katakan "
    "tekan tutup sergah komentar gumam teriak tuding bela kecam sesal puji sindir ajak imbau himbau paparkan terangkan "
    "sampaikan kritik sanggah tepis janji ancam kelakar seloroh pekik"
)
_BETWEEN = (
    "juga pun kembali telah sudah kemudian lalu sendiri sempat terus lantas bahkan masih akhirnya turut pernah hanya "
    "selalu langsung sebelumnya lagi oleh"
)
_NOBODY = (
    "mereka kami kita saya aku kamu anda yang ini itu hal keduanya ketiganya pihaknya tersebut orang beberapa ada apa "
    "siapa banyak sebagian lain begitu demikian apakah benarkah andai "
    "andaikan seandainya mungkin hoaks"
)
_PREPOSITIONS = (
    "di ke dari pada oleh untuk dengan dalam tentang soal kepada bagi terhadap antara saat ketika usai seusai setelah "
    "sebelum sejak selama sampai hingga seperti lewat melalui tanpa bersama sambil seraya sembari kala selain terkait"
)
_AT_PLACES = (
    "di ke wilayah kawasan kota kabupaten kecamatan kelurahan desa jalan provinsi pulau gedung bandara pelabuhan "
    "stadion halaman kantor aula lapangan markas"
)
_CLAUSES = (
    "saat ketika usai seusai setelah sebelum sejak karena sebab jika kalau apabila bila meski meskipun walau walaupun "
    "sementara sedangkan agar supaya sehingga bahwa yang sambil seraya sembari seperti sebagaimana padahal"
)
_LEADS = (
    "bahkan namun tapi tetapi dan sementara kini lalu kemudian sedangkan selanjutnya sebelumnya apalagi padahal maka "
    "jadi sebab karena faktanya kemarin lebih lanjut jauh akhirnya meski meskipun saking terpisah pertama sayangnya "
    "demikian"
)
_SPEAKERS = (
    "pihak polisi pemerintah warga juru kementerian kuasa manajemen pengamat peneliti akun situs laman sumber pelatih "
    "petugas ketua kepala direktur menteri presiden gubernur bupati wakil penasihat ahli pakar saksi korban tim "
    "kepolisian perusahaan panitia penyelenggara pengacara dokter penulis aktivis polda polri polres kapolres pria "
    "perempuan wanita lelaki penyanyi artis aktor aktris ibu ayah bapak pembalap pemain koran surat majalah pegawai "
    "netizen warganet jubir mantan dr drg ustaz ustadz pak bu bang mas mbak kak laporan "
    "tetangga istri suami kakak adik anak saudara paman bibi kakek nenek teman rekan sahabat"
)
_OFFICES = (
    "ketua kepala direktur menteri presiden gubernur bupati wakil sekretaris sekjen juru jubir kapolres kapolda "
    "kapolri kabid kadis humas kasat wali walikota camat lurah rektor dekan dosen pengamat manajer manager pakar "
    "peneliti koordinator anggota dirjen deputi komisaris staf pelatih kuasa pengacara panglima komandan jaksa hakim "
    "plt pelaksana corporate head ceo founder pendiri senior general marketing vice sekda wamen wagub kasi kabag "
    "kasubdit bicara hukum calon kanit kapolsek kadiv karo"
)
_REPLYING = "jawab sahut timpal balas tanya menjawab bertanya"
_NO_SOURCES = (
    "rencana undang aturan jadwal hukum data informasi kabar saya kami kita uu pasal peraturan catatan rumor itu ini "
    "sejumlah beberapa agama dari senin selasa rabu kamis jumat sabtu minggu"
)
_UNNAMED = (
    "sumber laporan artikel berita koran majalah survei studi riset kajian penelitian dokumen laman situs portal "
    "website kanal akun unggahan siaran rilis"
)
_OUTLETS = (
    "antara, kompas, harian kompas, kompas tv, tempo, koran tempo, majalah tempo, detik, detikcom, detiknews, tribun, "
    "tribunnews, liputan6, republika, sindo, sindonews, okezone, viva, jpnn, kumparan, jawa pos, media indonesia, "
    "jakarta post, jakarta globe, bisnis indonesia, kontan, cnn indonesia, cnbc indonesia, bbc indonesia, tvone, "
    "metro tv, rri, tvri, gatra, intisari, tirto, beritasatu, pikiran rakyat, suara merdeka, suara pembaruan, solopos"
)
_TOLD_OF = (
    "disampaikan dikatakan diungkapkan diungkap diutarakan dilontarkan dikemukakan ditegaskan dijelaskan dituturkan "
    "dibenarkan dibantah diamini diakui disebutkan disuarakan ditambahkan dinyatakan diucapkan"
)
_THINGS_TOLD = "hal itu ini demikian pernyataan pendapat pandangan penilaian harapan keluhan informasi kabar tuduhan"
_BODIES = (
    "dinas kementerian badan komisi dewan partai polda polres pemerintah perusahaan bank universitas serikat yayasan "
    "lembaga asosiasi pengadilan"
)
_DENYING = "tidak tak belum bukan enggan akan bisa dapat harus jangan untuk ingin mau menolak membantah"
_JOINING = "dan serta bin binti of the and de van von al el & untuk bidang"
_DETERMINERS = "sang para seorang salah si seluruh kedua"

_KINDS_OF_WORD = "asing|baku|benda|dasar|ganti|kerja|kunci|lain|pengantar|sandi|sambung|sifat"
_WHO = "(?P<speaker>[^?,]{1,80}?)"
_TOPIC = "(?:tentang|soal|mengenai|terkait|perihal|atas|terhadap) (?P<topic>.{1,300})"

SPEECH = Speech(
    telling=frozenset(_TELLING.split()),
    telling_that=frozenset(_TELLING_THAT.split()),
    told_by=frozenset(_TOLD_BY.split()),
    replying=frozenset(_REPLYING.split()),
    asking=frozenset({"tanya", "bertanya", "menanyakan"}),
    reporting=frozenset({"melaporkan"}),
    bodies=frozenset(_BODIES.split()),
    that=frozenset({"bahwa", "jika", "agar", "supaya", "kalau"}),
    sources=("menurut",),
    saying=frozenset(),
    told_of=tuple(_TOLD_OF.split()),
    things_told=frozenset(_THINGS_TOLD.split()),
    unnamed=frozenset(_UNNAMED.split()),
    outlets=frozenset(_OUTLETS.split(", ")),
    passing_on=("mengutip", "dikutip dari", "melansir", "dilansir dari", "dilansir", "seperti dikutip"),
    no_sources=frozenset(f"{_NO_SOURCES} {_UNNAMED}".split()),
    pronouns={"dia": "", "ia": "", "beliau": ""},
    pronoun_ending="nya",
    nobody=frozenset(_NOBODY.split()),
    courtesies={},
    between=frozenset(_BETWEEN.split()),
    denying=frozenset(_DENYING.split()),
    leads=frozenset(_LEADS.split()),
    clauses=frozenset(_CLAUSES.split()),
    links=frozenset({"dan", "serta", "sambil", "seraya", "lalu"}),
    prepositions=frozenset(_PREPOSITIONS.split()),
    at_places=frozenset(_AT_PLACES.split()),
    behind_places=frozenset(),
    joining=frozenset(_JOINING.split()),
    determiners=frozenset(_DETERMINERS.split()),
    speakers=frozenset(_SPEAKERS.split()),
    pointing=frozenset({"tersebut", "itu", "ini"}),
    offices=frozenset(_OFFICES.split()),
    verb_beginnings=("me", "di", "ber", "ter"),
    saying_of=r"\b(?:[Jj]anji|[Jj]awaban|[Tt]anggapan|[Kk]omentar|[Pp]ernyataan|[Pp]esan|[Uu]capan|[Rr]eaksi|[Pp]endapat)"
    r"(?: [a-z]+)? ({name})(?: (?:adalah|ialah|yaitu|yakni|berbunyi))?",
    asks_what=(
        rf"apa (?:sih |isi )?(?:kata(?! (?:{_KINDS_OF_WORD})(?:nya)?\b)|ujar|pendapat|komentar|tanggapan|pernyataan"
        rf"|penjelasan|sikap) {_WHO}(?: {_TOPIC})?",
        rf"apa yang di(?:katakan|sampaikan|ungkapkan|nyatakan|tegaskan|jelaskan)(?: oleh)? {_WHO}(?: {_TOPIC})?",
        rf"apa yang {_WHO} (?:katakan|sampaikan|ungkapkan|nyatakan)(?: {_TOPIC})?",
        rf"(?:bagaimana|gimana) (?:pendapat|komentar|tanggapan|pernyataan) {_WHO}(?: {_TOPIC})?",
        rf"(?:pendapat|komentar|tanggapan|pernyataan|sikap) {_WHO} {_TOPIC}",
        rf"{_WHO} (?:bilang|ngomong|berkata|mengatakan) apa(?: {_TOPIC})?",
        rf"menurut {_WHO}, (?P<topic>.{{1,300}})",
        rf"menurut {_WHO} (?P<topic>(?:apa|siapa|berapa|mengapa|kenapa|bagaimana|kapan|di mana)\b.{{0,300}})",
    ),
    asks_who=(
        r"siapa(?:kah)? (?:ya?n?g )?(?:pernah )?(?:mengatakan|menyatakan|menyebut(?:kan)?|berkata|bilang|mengungkapkan"
        r"|menegaskan|menilai|mengklaim|menyampaikan)(?: bahwa| kalau)? (?P<topic>.{1,300})",
        r"kata siapa (?P<topic>.{1,300})",
    ),
)
