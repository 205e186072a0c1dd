"""Followed questions of an open library, and the news that articles bring of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Unpack

from index.errors import BadInputError, IndexMissingError, KutipError, ModelError
from index.importing.pipeline import Stage, Tell
from index.importing.report import ImportReport
from index.questions import check_question
from index.storage.following import Finding, FollowedQuestion, FollowedQuestions, Found
from index.text.cleaning import clean_line
from index.values import EVERYTHING, Filters
from qa.answer import answerer
from qa.answer.compose import Quote, cite
from qa.answer.novelty import Known
from qa.corrections import silent
from qa.given import Within, within
from qa.news import Followed, News, Reason
from qa.searching import Searching
from qa.standing import Asker, known_answers
from qa.telling import run
from qa.values import Citation

_AT_ONCE = 50
"""How many questions are asked before what they found is kept."""


class Following(Searching):
    """An open library, with the questions that are followed in it."""

    def follow(
        self, question: str, filters: Filters = EVERYTHING, any_time: bool = False, **words: Unpack[Within]
    ) -> Followed:
        """Follow a question: articles that come from now on and answer it are `news`.

        Only those that `filters` leave, or the words of a scope as in `ask`. If the question says days, only articles
        of these are asked, unless `filters` have days or with `any_time`; relative ones count from `today()` whenever
        articles come. What answers now is remembered as known. An article that gets its tag later is news then.
        Following a question twice in one scope does nothing. Raises BadQuestionError, and BadInputError for an outlet,
        language or tag that no article has.

        >>> library.follow("What is the pier of Nordwijk made of?").known
        0
        >>> report = library.add({"text": "The pier of Nordwijk is made of oak.", "title": "The pier"})
        >>> report.news, library.news()[0].reason.value
        (1, 'first answer')
        """
        asked, scope = check_question(question), within(filters, words)
        if not self._following.find(asked, scope, any_time=any_time):
            tagged = self._store.tags.changes() if scope.tags else None
            new = FollowedQuestion(0, asked, datetime.now(UTC), 0, "", b"", scope, any_time, tagged)
            asker, known = self._asker(), list[Found]()
            if asker is not None:
                query = asker.searcher.analyse(asked)
                known = asker.known(query, scope, any_time=any_time)
                new = replace(new, looked=asker.newest, model=asker.model, vector=query.vector.tobytes())
            self._following.add(new, known)
        return self._followed(self._following.find(asked, scope, any_time=any_time))

    def unfollow(self, question: str | int) -> Followed:
        """Follow a question no more, by its words or its number; its news are forgotten.

        Raises BadInputError if it is not followed, or in several scopes.

        >>> library.unfollow(library.follow("Apa itu Iskander-M?").number).question
        'Apa itu Iskander-M?'
        """
        found = (question,) if isinstance(question, int) else self._following.find(question)
        gone = self._followed(found, question)
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
            Followed(
                number,
                each.question,
                each.since,
                len(found.get(number, ())),
                fresh.get(number, 0),
                each.filters,
                each.any_time,
            )
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
            from qa.output import as_json  # here, as a question needs none of it

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
        tagged = self._store.tags.changes()
        due = tuple(each for each in due if each.looked < asker.newest or each.tagged is not None)
        masks = {looked: asker.since(looked) for looked in map(_from, due)}
        kept = 0
        for start in range(0, len(due), _AT_ONCE):
            tell(Stage.FOLLOWING, start, len(due))
            part = due[start : start + _AT_ONCE]
            findings = self._findings(part)
            found: dict[FollowedQuestion, list[Found]] = {}
            for each in part:
                known = self._known(findings.get(each.question_id, ()))
                found[each] = asker.news(each, masks[_from(each)], known)
            kept += self._following.keep(asker.newest, tagged, found)
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
        return Asker(searcher, reader, self.today())

    def _findings(self, questions: Sequence[FollowedQuestion]) -> Mapping[int, list[Finding]]:
        """Return what was found, by the ids of questions."""
        found: dict[int, list[Finding]] = {}
        for each in self._following.findings([each.question_id for each in questions]):
            found.setdefault(each.question_id, []).append(each)
        return found

    def _known(self, findings: Sequence[Finding]) -> list[Known]:
        ids = [each.place.article_id for each in findings]
        return known_answers(findings, self._store.articles(ids), self._following.successors(ids))

    def _followed(self, numbers: Sequence[int], named: str | int = "") -> Followed:
        found = [each for each in self.followed() if each.number in numbers]
        if not found:
            raise BadInputError(f"{clean_line(str(named))!r} is not followed", "`qa follow` lists what is")
        if len(found) > 1:
            raise BadInputError(f"{clean_line(str(named))!r} is followed in several scopes", "give its number")
        return found[0]

    def _told(self, findings: Sequence[Finding]) -> tuple[News, ...]:
        """Return findings as news, each quoted anew; without those whose quotes do not stand."""
        questions = {each.number: each for each in self.followed()}
        against = self._following.by_id([each.place.against for each in findings if each.place.against is not None])
        news = []
        for each in findings:
            citation, known = self._cited(each), against.get(each.place.against or 0)
            if citation is not None and each.question_id in questions:
                beside = self._cited(known) if known else None
                reason, of = Reason(each.place.reason), questions[each.question_id]
                news.append(News(each.finding_id, of.question, of.asked, reason, citation, beside, each.found))
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


def _from(question: FollowedQuestion) -> int:
    """Return the id after which passages are asked; all are where it names tags."""
    return question.looked if question.tagged is None else 0
