"""`python -m qa` is the `qa` command."""

from qa.cli.app import main

main()
