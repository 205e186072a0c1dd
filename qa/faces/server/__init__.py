"""The HTTP face: answers as JSON or streamed, and a page for people."""
