"""Limits on what is read: sizes in bytes and times in seconds unless stated."""

from __future__ import annotations

MAX_BYTES = 20_000_000  # of a text or Markdown file; characters of an article's text in any other format
DOCUMENT_BYTES = 100_000_000  # of an HTML page, PDF, Word document, EPUB book or feed
RECORD_BYTES = 10_000_000  # of a line of JSON lines, a record of a JSON array or a row of a table
COLUMNS = 5_000  # keys of one JSON record, and columns of a table that are looked at
CELLS = 10_000_000  # of a workbook's sheet
JSON_OBJECT_BYTES = 50_000_000  # of a JSON file that is one object, which is held whole
JSON_VALUES = 2_000_000  # brackets and commas parsed at once: each may be a value, larger in memory than in the file
PARQUET_BYTES = 4_000_000_000  # of a Parquet file, which is read in batches
PAGES = 20_000  # of a PDF
BOOK_CHARACTERS = 1_500_000  # of a book that becomes one article; a longer one becomes an article per chapter

ARCHIVE_BYTES = 4_000_000_000  # of an archive, unpacked
MEMBER_BYTES = 1_000_000_000  # of an archive's member or a `.gz` file's content, unpacked
ARCHIVE_MEMBERS = 100_000
SIDECAR_BYTES = 50_000_000  # of all metadata files of an archive, which are held while it is read
METADATA_BYTES = 65_536  # of the metadata of one article
UNPACKING_RATIO = 200  # unpacked to packed size: text has about 10, an archive bomb 1,000
UNPACKING_GRACE = 10_000_000  # unpacked before the ratio is checked

SAMPLE_BYTES = 1_000_000  # the start of a file that its encoding is guessed from
SAMPLE_RECORDS = 64  # the start of a table that its columns are guessed from
FAULTS_A_FILE = 20  # bad records of a file, and as many warnings, that are told one by one; the others are counted

SECONDS_A_DOCUMENT = 10.0  # silence of the worker process: one document, or one record of a table
PATIENCE = 4  # times as long, while other programs leave the worker less than half of a processor
SECONDS_TO_START = 60.0  # until the worker process is ready
WORKER_MEMORY = 1_000_000_000  # address space of the worker process, where the system can limit it
WORKER_STARTS_A_FILE = 8  # starts of the worker for one archive before its other members are left
MESSAGE_BYTES = 256_000_000  # of a message from the worker process
