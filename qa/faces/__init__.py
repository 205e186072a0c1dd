"""The command line, the terminal chat, the HTTP server, the tool server."""
