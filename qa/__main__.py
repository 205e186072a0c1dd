"""The `qa` command, which Ctrl+C stops in one line while it is still being loaded."""

import sys


def main() -> None:
    """Run `qa` and exit with its code."""
    try:
        from qa.faces.cli.app import main as run
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        sys.exit(130)  # as `Exit.INTERRUPTED`, which may not be loaded
    run()


if __name__ == "__main__":
    main()
