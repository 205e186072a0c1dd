"""Question sets, measures, runs, reports, benchmarks, training."""
