"""Trains the reader that `qa.answer.reader` runs: examples, hard negatives, network, training, export."""
