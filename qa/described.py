"""What is known of a source, in one line for a person, on every face alike."""

from __future__ import annotations

from index.values import Article
from qa.values import Citation


def joined(*parts: object) -> str:
    """The parts that are there, each as text, with dots between them; a date is written as ISO 8601."""
    return " · ".join(str(part) for part in parts if part)


def facts(article: Article, undated: str = "") -> str:
    """All that is known of an article but its title; `undated` stands for a date that is not."""
    published = article.published or undated
    return joined(
        article.source, published, article.author, article.language, article.url, f"article {article.article_id}"
    )


def place(citation: Citation) -> str:
    """Where a quote stands."""
    page = f"page {citation.page}, " if citation.page else ""
    return f"{page}article {citation.article_id}, characters {citation.start}-{citation.end}"


def snippet(text: str, most: int) -> str:
    """The first words of a text on one line, up to `most` characters of them."""
    words = " ".join(text.split())
    return words if len(words) <= most else words[:most].rsplit(" ", 1)[0] + " …"
