"""Generations of the index: built beside the live one, checked, committed."""
