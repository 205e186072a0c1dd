"""From files and pages to a committed index."""
