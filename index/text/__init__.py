"""Text: cleaned, cut into sentences and passages, its words, its language and its dates."""
