"""From a question to hits: BM25, dense retrieval, and their fusion."""
