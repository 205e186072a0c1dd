"""Storage: articles, versions, origins and embeddings in one SQLite database."""
