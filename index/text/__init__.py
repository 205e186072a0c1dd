"""Text: cleaning, sentences, passages, words, language and dates."""
