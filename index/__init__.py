"""Articles in, hits out: import, storage, the two retrievers and their fusion."""
