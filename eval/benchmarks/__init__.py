"""Benchmarks, fuzzing and torture."""
