"""The reader: a small cross-encoder that sees question and passage together and finds the exact words that answer."""
