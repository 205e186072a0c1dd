"""Small valid exports of press databases, chats and news agencies, to parse and to damage."""

from __future__ import annotations

_NEXIS = """{title}
Daily Harbour
May {day}, 2022 Tuesday
Copyright 2022 Daily Harbour All Rights Reserved
Section: NEWS; Pg. 4
Length: 43 words
Byline: By Ann Writer
Body

{paragraph}

Load-Date: May {day}, 2022
End of Document
"""

_LEXIS = """                {number} of 2 DOCUMENTS

                Daily Harbour

                May {day}, 2022 Tuesday

{title}

BYLINE: Ann Writer

LENGTH: 43 words

{paragraph}

LOAD-DATE: May {day}, 2022
"""

_CODED = """HD  {title}
BY  By Ann Writer
WC  43 words
PD  {day} May 2022
SN  Daily Harbour
LP  {paragraph}
TD  It has two towers.
CO  harbr : The Harbour
AN  Document DAHARB0020220503ei53{number:05}
"""

_UNCODED = """{title}
By Ann Writer
43 words
{day} May 2022
Daily Harbour
DAHARB
English
(c) 2022 Daily Harbour

{paragraph}

Document DAHARB0020220503ei53{number:05}

"""

_PROQUEST = """Document {number} of 2

{title}

Author: Writer, Ann

Publication info: Daily Harbour ; Jakarta  [Jakarta]. {day:02} May 2022: A4.

Full text: {paragraph}

Publication date: May {day}, 2022

ProQuest document ID: 123456{number}

____________________________________________________________

"""

_CHATS = (
    "[03/05/22, 10:12:33] Ann: {paragraph}\n[03/05/22, 10:13:00] Bob: \u200eimage omitted\n"
    "[14/05/22, 7:01:00] Bob: Yes.\n",
    "5/3/22, 10:12 AM - Ann added Bob\n5/3/22, 10:13 AM - Ann: {paragraph}\nSee.\n5/14/22, 7:01 PM - Bob: Yes.\n",
)

_TELEGRAM = """<html><body><div class="page_header"><div class="content"><div class="text bold">Harbour</div></div>
</div><div class="message default"><div class="body"><div class="date details" title="03.05.2022 09:13:02">9</div>
<div class="from_name">Ann</div><div class="text">{paragraph}</div></div></div></body></html>"""

_TELEGRAM_JSON = """{"name": "Harbour", "type": "public_channel", "id": 1, "messages": [
{"id": 1, "type": "message", "date": "2022-05-03T10:00:00", "from": "Harbour", "text": "{paragraph}"},
{"id": 2, "type": "message", "date": "2022-05-04T10:00:00", "text": ["See ", {"type": "bold", "text": "it"}]}]}"""

_ITEM = """<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/"><itemMeta><provider literal="Daily Harbour"/>
<versionCreated>2022-05-03T09:30:00Z</versionCreated><pubStatus qcode="stat:usable"/></itemMeta><contentMeta>
<headline>{title}</headline><by>By Ann</by></contentMeta><contentSet><inlineXML><html><body><p>{paragraph}</p></body>
</html></inlineXML></contentSet></newsItem>"""

_NEWSML = """<NewsML><NewsItem><Identification><NewsIdentifier><ProviderId>harbour.example</ProviderId>
<DateId>20220503</DateId></NewsIdentifier></Identification><NewsComponent>
<NewsLines><HeadLine>Bridge</HeadLine></NewsLines><ContentItem><MediaType FormalName="Text"/>
<DataContent><p>{paragraph}</p></DataContent></ContentItem></NewsComponent></NewsItem></NewsML>"""

_TEI = """<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>Bridges</title>
<author>Ann</author></titleStmt><publicationStmt><date when="1922-05-03"/></publicationStmt></fileDesc></teiHeader>
<text><body><head>One</head><p>{paragraph}<note>no</note></p></body></text></TEI>"""

_WORDPRESS = """<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"
xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Harbour</title><item><title>Bridge</title>
<content:encoded><![CDATA[[caption id="x"]A bridge[/caption] {paragraph}]]></content:encoded>
<wp:post_date>2022-05-03 03:30:00</wp:post_date><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>
</item></channel></rss>"""

_BLOGGER = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:blogger="http://schemas.google.com/blogger/2018">
<title>Harbour</title><entry><id>tag:1</id><title>Bridge</title><content type="html">{paragraph}</content>
<blogger:type>POST</blogger:type><blogger:status>LIVE</blogger:status></entry></feed>"""

_FLAT = """<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text><text:h>Bridge</text:h>
<text:p>{paragraph}</text:p></office:text></office:body></office:document>"""

_CUES = """1
00:00:01,000 --> 00:00:04,000
ANN: {paragraph}

2
00:00:04,500 --> 00:00:06,000
- <i>It has two towers.</i>
[Music]
"""


def exports(paragraph: str) -> dict[str, bytes]:
    """Return a valid export of every kind by name, with `paragraph` as its text."""

    def twice(form: str) -> str:
        given = (("Bridge opens at last", 3), ("Ferries sail again", 4))
        return "".join(
            form.format(number=number, title=title, day=day, paragraph=paragraph)
            for number, (title, day) in enumerate(given, 1)
        )

    items = twice(_ITEM)
    written = {
        "nexis.txt": twice(_NEXIS),
        "lexis.txt": twice(_LEXIS),
        "nexis.html": "".join(f"<p>{line}</p>\n" for line in twice(_NEXIS).split("\n")),
        "coded.txt": twice(_CODED),
        "factiva.txt": twice(_UNCODED),
        "proquest.txt": twice(_PROQUEST),
        "newsml-g2.xml": f"<newsMessage><itemSet>{items}</itemSet></newsMessage>",
    }
    alone = {
        "_chat.txt": _CHATS[0],
        "whatsapp.txt": _CHATS[1],
        "telegram.html": _TELEGRAM,
        "chat.json": _TELEGRAM_JSON,
        "newsml.xml": _NEWSML,
        "tei.xml": _TEI,
        "wordpress.xml": _WORDPRESS,
        "blogger.atom": _BLOGGER,
        "a.fodt": _FLAT,
        "a.srt": _CUES,
    }
    written |= {name: form.replace("{paragraph}", paragraph) for name, form in alone.items()}
    return {name: text.encode() for name, text in written.items()}
