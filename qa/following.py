"""Followed questions of an open library, and the news that articles bring of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from index.errors import BadInputError, IndexMissingError, KutipError, ModelError
from index.importing.pipeline import Stage, Tell
from index.importing.report import ImportReport
from index.questions import check_question
from index.storage.following import Finding, FollowedQuestion, FollowedQuestions, Found
from index.text.cleaning import clean_line
from qa.answer import answerer
from qa.answer.compose import Quote, cite
from qa.answer.novelty import Known
from qa.corrections import silent
from qa.news import Followed, News, Reason
from qa.output import as_json
from qa.searching import Searching
from qa.standing import Asker, known_answers
from qa.telling import run
from qa.values import Citation

_AT_ONCE = 50
"""How many questions are asked before what they found is kept."""


class Following(Searching):
    """An open library, with the questions that are followed in it."""

    def follow(self, question: str) -> Followed:
        """Follow a question: articles that come from now on and answer it are `news`.

        What answers now is remembered as known. Following it twice does nothing. Raises BadQuestionError.

        >>> library.follow("What is the pier of Nordwijk made of?").known
        0
        >>> report = library.add({"text": "The pier of Nordwijk is made of oak.", "title": "The pier"})
        >>> report.news, library.news()[0].reason.value
        (1, 'first answer')
        """
        asked = check_question(question)
        if self._following.find(asked) is None:
            asker = self._asker()
            if asker is None:
                self._following.add(asked, 0, "", b"", [])
            else:
                query = asker.searcher.analyse(asked)
                self._following.add(asked, asker.newest, asker.model, query.vector.tobytes(), asker.known(query))
        return self._followed(self._following.find(asked))

    def unfollow(self, question: str | int) -> Followed:
        """Follow a question no more, by its words or its number; its news are forgotten.

        Raises BadInputError if it is not followed.

        >>> library.unfollow(library.follow("Apa itu Iskander-M?").number).question
        'Apa itu Iskander-M?'
        """
        gone = self._followed(question if isinstance(question, int) else self._following.find(question), question)
        self._following.remove(gone.number)
        return gone

    def followed(self) -> tuple[Followed, ...]:
        """Return the questions that are followed, the first first.

        >>> library.followed()
        ()
        """
        questions, fresh = self._following.list(), self._following.counts()
        found = self._findings(questions)
        return tuple(
            Followed(number, each.question, each.since, len(found.get(number, ())), fresh.get(number, 0))
            for each in questions
            if (number := each.question_id)
        )

    def news(self, since: date | None = None, *, everything: bool = False) -> tuple[News, ...]:
        """Return the news that were not marked as seen, as they were found.

        With `since`, those found from a day (UTC) on, seen or not; with `everything`, all. What articles brought that
        nobody asked yet, as an import was stopped, is asked first. News go with their articles.

        >>> library.news()
        ()
        """
        self._look(silent)
        if since is not None:
            return self._told(self._following.news("found >= ?", (since.isoformat(),)))
        return self._told(self._following.news("TRUE" if everything else "NOT seen"))

    def mark_seen(self, news: News | Iterable[News]) -> None:
        """Note that news were seen: `news` does not return them again.

        >>> library.mark_seen(library.news())
        """
        found = (news,) if isinstance(news, News) else news
        self._following.mark([each.number for each in found], "seen")

    def tell_news(self, command: Sequence[str]) -> int:
        """Run a command with all news not yet told, as JSON on stdin.

        It is run once, without a shell, and not for nothing; returns how many there were. If it fails, they are told
        the next time. Raises BadInputError if it cannot be run, or ends with an exit code other than 0.

        >>> library.tell_news(["notify-send"])
        0
        """
        self._look(silent)
        news = self._told(self._following.news("NOT told"))
        if news:
            run(command, as_json.dumps(tuple(map(as_json.news, news))))
            self._following.mark([each.number for each in news], "told")
        return len(news)

    @property
    def _following(self) -> FollowedQuestions:
        return FollowedQuestions(self._database)

    def _with_news(self, report: ImportReport, tell: Tell) -> ImportReport:
        """Return an import's report with its count of news; a failure is a warning."""
        try:
            return replace(report, news=self._look(tell))
        except KutipError as error:
            later = f"followed questions could not be asked: {error}; `qa news` asks them"
            return replace(report, warnings=(*report.warnings, later))

    def _look(self, tell: Tell) -> int:
        """Put the followed questions to what came since each was asked; return how much news."""
        due = self._following.list(due=True)
        asker = self._asker() if due else None
        if asker is None:
            return 0
        due = tuple(each for each in due if each.looked < asker.newest)
        masks = {looked: asker.since(looked) for looked in {each.looked for each in due}}
        kept = 0
        for start in range(0, len(due), _AT_ONCE):
            tell(Stage.FOLLOWING, start, len(due))
            part = due[start : start + _AT_ONCE]
            findings = self._findings(part)
            found: dict[FollowedQuestion, list[Found]] = {}
            for each in part:
                known = self._known(findings.get(each.question_id, ()))
                found[each] = asker.news(each, masks[each.looked], known)
            kept += self._following.keep(asker.newest, found)
        tell(Stage.FOLLOWING, len(due), len(due))
        return kept

    def _asker(self) -> Asker | None:
        """Return who asks followed questions, None without an index; raise ModelError without a reader."""
        try:
            searcher = self.searcher()
        except IndexMissingError:
            return None
        reader = answerer.load_reader()
        if isinstance(reader, ModelError):
            raise reader
        return Asker(searcher, reader)

    def _findings(self, questions: Sequence[FollowedQuestion]) -> Mapping[int, list[Finding]]:
        """Return what was found, by the ids of questions."""
        found: dict[int, list[Finding]] = {}
        for each in self._following.findings([each.question_id for each in questions]):
            found.setdefault(each.question_id, []).append(each)
        return found

    def _known(self, findings: Sequence[Finding]) -> list[Known]:
        ids = [each.place.article_id for each in findings]
        return known_answers(findings, self._store.articles(ids), self._following.successors(ids))

    def _followed(self, number: int | None, named: str | int = "") -> Followed:
        found = next((each for each in self.followed() if each.number == number), None)
        if found is None:
            raise BadInputError(f"{clean_line(str(named))!r} is not followed", "`qa follow` lists what is")
        return found

    def _told(self, findings: Sequence[Finding]) -> tuple[News, ...]:
        """Return findings as news, each quoted anew; without those whose quotes do not stand."""
        questions = {each.question_id: each.question for each in self._following.list()}
        against = self._following.by_id([each.place.against for each in findings if each.place.against is not None])
        news = []
        for each in findings:
            citation, known = self._cited(each), against.get(each.place.against or 0)
            if citation is not None and each.question_id in questions:
                beside = self._cited(known) if known else None
                reason, question = Reason(each.place.reason), questions[each.question_id]
                news.append(News(each.finding_id, question, reason, citation, beside, each.found))
        return tuple(news)

    def _cited(self, finding: Finding) -> Citation | None:
        """Return the quote of a finding, read again, or None if it does not stand."""
        place = finding.place
        article = self._intact_article(place.article_id)
        if article is None:
            return None
        text = place.quote.of(article.text)
        quote = Quote(place.article_id, place.quote, text, answer=place.answer, answer_text=place.answer.of(text))
        return next(iter(cite([quote], self._intact_article)), None)
