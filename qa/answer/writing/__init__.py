"""Sentences that a language model writes from quotes, each proved against the quotes it names."""
