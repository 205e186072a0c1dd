"""The chat in the terminal: conversation on the left, its sources on the right."""
