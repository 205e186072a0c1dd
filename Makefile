# Two commands do everything: `make ask` answers a question over the sample library, `make test` passes the tests.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
Q ?= what did Putin promise Belarus
export Q

BIN := .venv/bin
PIP := PIP_CONSTRAINT=constraints.txt PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip install --quiet --no-compile
SAMPLE := .make/library

.PHONY: ask test check clean

ask: .make/sample-built
	@$(BIN)/qa ask --budget-ms 1000 --library $(SAMPLE) -- "$$Q"

test: .venv/installed-dev
	@$(BIN)/python -m pytest --numprocesses 2

check: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

clean:
	rm -rf .venv .make

.venv/made:
	@test -n "$(PYTHON)" || { echo "Kutip needs Python 3.11 or later; none was found." >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Kutip needs Python 3.11 or later: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@echo "Making a virtual environment in .venv ..." >&2
	@"$(PYTHON)" -m venv .venv
	@touch $@

.venv/installed: .venv/made pyproject.toml constraints.txt
	@echo "Installing Kutip and what it needs (torch among it; a few minutes the first time) ..." >&2
	@$(PIP) --editable .
	@touch $@

.venv/installed-dev: .venv/made pyproject.toml constraints.txt
	@echo "Installing Kutip and what the tests need (torch among it; a few minutes the first time) ..." >&2
	@$(PIP) --editable '.[dev]'
	@touch .venv/installed $@

.make/sample-built: .venv/installed $(wildcard seeds/* index/*.py index/*/*.py index/*/*/*.py index/data/*)
	@echo "Building the sample library from seeds/ ..." >&2
	@rm -rf $(SAMPLE) && mkdir -p .make
	@$(BIN)/qa add --library $(SAMPLE) seeds
	@touch $@
