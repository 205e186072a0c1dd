"""Trains the reader that `qa.reader` runs: examples, hard negatives, the network, its training and its export."""
