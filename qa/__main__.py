"""`python -m qa` is the `qa` command."""

from qa.faces.cli.app import main

main()
