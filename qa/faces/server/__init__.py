"""The HTTP face: answers for programs, as JSON or as they are found, and a page for people."""
