"""Drafts held against the articles: their quotations, and what they say that articles say."""
