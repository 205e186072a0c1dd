"""The content of one set, with a digest."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256

from eval.values import Document, Question


@dataclass(frozen=True, slots=True)
class Content:
    """The questions of a set in file order, and its own documents, if any."""

    questions: tuple[Question, ...] = ()
    documents: tuple[Document, ...] = ()

    def digest(self) -> str:
        """SHA-256, as 64 hexadecimal digits, of every value but the line numbers, in order.

        So neither gzip nor line endings nor blank lines nor the form of the file change it.
        """
        digest = sha256()
        for document in self.documents:
            digest.update(_line("document", *_document(document)))
        for question in self.questions:
            digest.update(_line("question", *_question(question)))
        return digest.hexdigest()


def _document(document: Document) -> list[object]:
    published = document.published.isoformat() if document.published else None
    origin = [document.language, document.source, document.url, published]
    return [document.document_id, document.title, document.text, *origin]


def _question(question: Question) -> list[object]:
    gold = [[gold.document_id, gold.quote, gold.relevance] for gold in question.gold]
    kind = [question.unanswerable, question.language, question.kind]
    return [question.question_id, question.text, gold, question.answers, *kind]


def _line(*values: object) -> bytes:
    return json.dumps(values).encode() + b"\n"
