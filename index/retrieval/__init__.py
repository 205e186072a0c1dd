"""Retrieval: BM25, dense retrieval and their fusion."""
