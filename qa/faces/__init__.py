"""The command line, the terminal chat, the HTTP server with its page, and the tool server."""
