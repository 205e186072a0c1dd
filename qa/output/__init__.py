"""Answers as JSON, HTML and evidence packs."""
