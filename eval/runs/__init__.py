"""Runs of question sets, and comparisons of runs."""
