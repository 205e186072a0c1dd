"""Every limit on what is read, in one place. Sizes are bytes, times seconds, unless a name says otherwise."""

MAX_BYTES = 20_000_000
"""The most a text or Markdown file may have, and the characters of an article's text from any other."""

DOCUMENT_BYTES = 100_000_000
"""The most an HTML page, PDF, Word document, EPUB book or feed may have."""

RECORD_BYTES = 10_000_000
"""The most one line of JSON lines, one record of a JSON array or one row of a table may have."""

COLUMNS = 5_000
"""The most keys that one record of JSON may have, and how many columns of a table are looked at."""

JSON_OBJECT_BYTES = 50_000_000
"""The most a JSON file may have that is one object, which has to be held whole."""

JSON_VALUES = 2_000_000
"""The most brackets and commas that are parsed at once: each may be a value, which is larger than it is long."""

PARQUET_BYTES = 4_000_000_000
"""The most a Parquet file may have; it is read in batches."""

ARCHIVE_BYTES = 4_000_000_000
"""The most that all that is taken from one archive may come to, unpacked."""

MEMBER_BYTES = 1_000_000_000
"""The most that one member of an archive, or what a `.gz` file holds, may come to, unpacked."""

ARCHIVE_MEMBERS = 100_000
"""The most members of an archive."""

SIDECAR_BYTES = 50_000_000
"""The most that all metadata files of one archive may have, which are held while it is read."""

UNPACKING_RATIO = 200
"""How many times its packed size a thing may unpack to; text packs to a tenth, a bomb to a thousandth."""

UNPACKING_GRACE = 10_000_000
"""What may be unpacked before the ratio is looked at."""

PAGES = 20_000
"""The most pages of a PDF that are read."""

BOOK_CHARACTERS = 1_500_000
"""A longer EPUB book becomes an article a chapter."""

SAMPLE_BYTES = 1_000_000
"""What of a file its encoding is told from where it is not read whole."""

SAMPLE_RECORDS = 64
"""How many records at the start of a table its columns are told from."""

FAULTS_A_FILE = 20
"""How many records of one file are named as unreadable; the rest of them are counted."""

SECONDS_A_DOCUMENT = 10.0
"""How long the worker process may be silent: one document, or one record of a table."""

SECONDS_TO_START = 60.0
"""How long the worker process may take to be ready."""

WORKER_MEMORY = 1_000_000_000
"""The address space of the worker process, where the system can hold it to that."""

WORKER_STARTS_A_FILE = 8
"""How often the worker may be started again over one archive before the rest of that is left."""

MESSAGE_BYTES = 256_000_000
"""The longest message that is taken from the worker process."""
