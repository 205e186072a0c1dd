"""The database's schema: named steps, only appended to and applied in order."""

from __future__ import annotations

import sqlite3

MIGRATIONS: tuple[tuple[str, str], ...] = (
    (
        "001-articles-passages-embeddings",
        """
        CREATE TABLE articles (
            article_id TEXT PRIMARY KEY,
            title      TEXT NOT NULL,
            text       TEXT NOT NULL,
            language   TEXT NOT NULL,
            source     TEXT,
            url        TEXT,
            author     TEXT,
            published  TEXT,
            sha256     TEXT NOT NULL,
            origin     TEXT NOT NULL
        ) STRICT;
        CREATE TABLE passages (
            passage_id INTEGER PRIMARY KEY AUTOINCREMENT,
            article_id TEXT NOT NULL REFERENCES articles ON DELETE CASCADE,
            ordinal    INTEGER NOT NULL,
            start      INTEGER NOT NULL,
            end        INTEGER NOT NULL,
            text_hash  BLOB NOT NULL,
            UNIQUE (article_id, ordinal)
        ) STRICT;
        CREATE INDEX passages_by_hash ON passages (text_hash);
        CREATE TABLE embeddings (
            text_hash BLOB NOT NULL,
            model     TEXT NOT NULL,
            vector    BLOB NOT NULL,
            PRIMARY KEY (model, text_hash)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE settings (
            name  TEXT PRIMARY KEY,
            value TEXT NOT NULL
        ) STRICT;
        INSERT INTO settings VALUES ('revision', '0');
        """,
    ),
    (
        "002-conversations",
        """
        CREATE TABLE conversations (
            conversation_id TEXT PRIMARY KEY,
            title           TEXT NOT NULL,
            started         TEXT NOT NULL
        ) STRICT;
        CREATE TABLE turns (
            conversation_id TEXT NOT NULL REFERENCES conversations ON DELETE CASCADE,
            ordinal         INTEGER NOT NULL,
            question        TEXT NOT NULL,
            searched        TEXT NOT NULL,
            filters         TEXT NOT NULL,
            answer          TEXT NOT NULL,
            asked           TEXT NOT NULL,
            PRIMARY KEY (conversation_id, ordinal)
        ) STRICT, WITHOUT ROWID;
        """,
    ),
    (
        "003-versions-pages",
        """
        ALTER TABLE articles ADD COLUMN pages TEXT NOT NULL DEFAULT '';
        CREATE INDEX articles_by_origin ON articles (origin);
        CREATE TABLE versions (
            article_id TEXT PRIMARY KEY,
            title      TEXT NOT NULL,
            text       TEXT NOT NULL,
            language   TEXT NOT NULL,
            source     TEXT,
            url        TEXT,
            author     TEXT,
            published  TEXT,
            sha256     TEXT NOT NULL,
            pages      TEXT NOT NULL,
            origin     TEXT NOT NULL,
            replaced   TEXT NOT NULL,
            now        TEXT NOT NULL REFERENCES articles ON DELETE CASCADE
        ) STRICT;
        CREATE INDEX versions_by_now ON versions (now);
        """,
    ),
    (
        "004-problems",
        """
        CREATE TABLE problems (
            path    TEXT PRIMARY KEY,
            reason  TEXT NOT NULL,
            noticed TEXT NOT NULL
        ) STRICT;
        """,
    ),
    (
        "005-origins",
        """
        CREATE TABLE origins (
            origin     TEXT PRIMARY KEY,
            article_id TEXT NOT NULL REFERENCES articles ON DELETE CASCADE,
            seen       TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX origins_by_article ON origins (article_id, seen);
        INSERT OR REPLACE INTO origins SELECT origin, article_id, '' FROM articles WHERE origin <> '';
        DROP INDEX articles_by_origin;
        ALTER TABLE versions ADD COLUMN by TEXT NOT NULL DEFAULT '';
        UPDATE versions SET by = now;
        CREATE INDEX versions_by_next ON versions (by);
        CREATE TABLE replaced_passages (
            passage_id INTEGER PRIMARY KEY,
            article_id TEXT NOT NULL REFERENCES versions ON DELETE CASCADE,
            ordinal    INTEGER NOT NULL,
            start      INTEGER NOT NULL,
            end        INTEGER NOT NULL,
            text_hash  BLOB NOT NULL,
            revision   INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX replaced_passages_by_article ON replaced_passages (article_id);
        ALTER TABLE articles DROP COLUMN origin;
        ALTER TABLE problems RENAME TO problems_by_path;
        CREATE TABLE problems (
            path    TEXT NOT NULL,
            reason  TEXT NOT NULL,
            noticed TEXT NOT NULL,
            PRIMARY KEY (path, reason)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO problems SELECT path, reason, noticed FROM problems_by_path;
        DROP TABLE problems_by_path;
        """,
    ),
    (
        "006-kinds-of-problems",
        """
        ALTER TABLE problems ADD COLUMN kind TEXT NOT NULL DEFAULT 'not read';
        ALTER TABLE problems ADD COLUMN dismissed INTEGER NOT NULL DEFAULT 0;
        """,
    ),
    (
        "007-edits",
        """
        CREATE TABLE edits (
            place   TEXT PRIMARY KEY,
            changes TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE edited (
            article_id TEXT PRIMARY KEY,
            came       TEXT NOT NULL,
            was        TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        """,
    ),
    (
        "008-translations",
        """
        CREATE TABLE translations (
            quote    TEXT NOT NULL,
            model    TEXT NOT NULL,
            host     TEXT NOT NULL,
            language TEXT NOT NULL,
            text     TEXT NOT NULL,
            PRIMARY KEY (quote, model, host, language)
        ) STRICT, WITHOUT ROWID;
        """,
    ),
    (
        "009-tags-shown",
        """
        CREATE TABLE tags (
            folded     TEXT NOT NULL,
            article_id TEXT NOT NULL REFERENCES articles ON DELETE CASCADE,
            name       TEXT NOT NULL,
            PRIMARY KEY (folded, article_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX tags_by_article ON tags (article_id);
        CREATE TABLE shown (
            number     INTEGER PRIMARY KEY,
            article_id TEXT NOT NULL,
            start      INTEGER NOT NULL,
            end        INTEGER NOT NULL
        ) STRICT;
        """,
    ),
    (
        "010-followed",
        """
        CREATE TABLE followed (
            question_id INTEGER PRIMARY KEY AUTOINCREMENT,
            question    TEXT NOT NULL,
            folded      TEXT NOT NULL UNIQUE,
            since       TEXT NOT NULL,
            looked      INTEGER NOT NULL,
            model       TEXT NOT NULL,
            vector      BLOB NOT NULL
        ) STRICT;
        CREATE TABLE findings (
            finding_id   INTEGER PRIMARY KEY AUTOINCREMENT,
            question_id  INTEGER NOT NULL REFERENCES followed ON DELETE CASCADE,
            article_id   TEXT NOT NULL,
            start        INTEGER NOT NULL,
            end          INTEGER NOT NULL,
            answer_start INTEGER NOT NULL,
            answer_end   INTEGER NOT NULL,
            worth        REAL NOT NULL,
            reason       TEXT NOT NULL,
            against      INTEGER REFERENCES findings ON DELETE SET NULL,
            found        TEXT NOT NULL,
            seen         INTEGER NOT NULL DEFAULT 0,
            told         INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        CREATE INDEX findings_by_article ON findings (article_id);
        CREATE INDEX findings_by_question ON findings (question_id);
        CREATE INDEX findings_by_known ON findings (against);
        """,
    ),
    (
        "011-translations-of-articles",
        """
        DELETE FROM translations;
        ALTER TABLE translations ADD COLUMN article_id TEXT NOT NULL DEFAULT '';
        CREATE INDEX translations_by_article ON translations (article_id);
        """,
    ),
    (
        "012-scopes-of-followed",
        """
        ALTER TABLE followed ADD COLUMN scope TEXT NOT NULL DEFAULT '';
        ALTER TABLE followed ADD COLUMN tagged INTEGER;
        """,
    ),
)


def migrate(connection: sqlite3.Connection) -> None:
    """Apply the missing steps in one transaction; raise ValueError for an unknown step."""
    if _to_apply(connection):
        connection.execute("BEGIN IMMEDIATE")
        try:
            connection.execute("CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY) STRICT")
            for name, statements in _to_apply(connection):  # read again: another process may have been first
                for statement in statements.split(";"):
                    connection.execute(statement)
                connection.execute("INSERT INTO migrations VALUES (?)", (name,))
            connection.execute("COMMIT")
        except BaseException:
            connection.rollback()
            raise


def _to_apply(connection: sqlite3.Connection) -> tuple[tuple[str, str], ...]:
    known = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'migrations'").fetchone()
    applied = {row[0] for row in connection.execute("SELECT name FROM migrations")} if known else set()
    unknown = applied - {name for name, _ in MIGRATIONS}
    if unknown:
        raise ValueError(min(unknown))
    return tuple((name, statements) for name, statements in MIGRATIONS if name not in applied)
