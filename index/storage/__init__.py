"""What is kept: articles, their versions and origins, and their embeddings, in one SQLite database and files beside."""
