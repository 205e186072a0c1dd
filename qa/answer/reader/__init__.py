"""The reader: a cross-encoder that finds the exact words that answer."""
