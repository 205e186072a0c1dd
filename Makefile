# Two commands do everything: `make ask` answers a question over the sample library, `make test` passes the tests.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
Q ?= what did Putin promise Belarus
export Q

# Without compiled modules each of the hundreds of processes that the tests start would compile all that it imports.
export PYTHONDONTWRITEBYTECODE :=

BIN := .venv/bin
PIP := PIP_CONSTRAINT=constraints.txt PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip install --quiet --no-compile
SAMPLE := .make/library
# What a module of tests makes is made in one worker; those that take long come first.
PYTEST := $(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder
VERSION := $(shell sed -n 's/^version = "\(.*\)"$$/\1/p' pyproject.toml)

.PHONY: ask test coverage test-fast check picture changelog release clean

ask: .make/sample-built
	@$(BIN)/qa ask --library $(SAMPLE) -- "$$Q"

test: .venv/installed-dev
	@$(PYTEST)

# The share of lines that the tests cover; they take half as long again.
coverage: .venv/installed-dev
	@COVERAGE_FILE=.venv/coverage $(PYTEST) --cov=index --cov=qa --cov=eval --cov-report=
	@COVERAGE_FILE=.venv/coverage $(BIN)/python -m coverage report --format=total

# All but what starts processes, servers or browsers, runs the whole chat or command line, or takes seconds.
test-fast: .venv/installed-dev
	@$(PYTEST) -m "not slow"

check: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Draws docs/chat.svg from a real run.
picture: .venv/installed
	@$(BIN)/python docs/picture.py

changelog:
	@grep -Eq '^## \[$(VERSION)\] - [0-9]{4}-[0-9]{2}-[0-9]{2}$$' CHANGELOG.md || { echo "CHANGELOG.md has no section '## [$(VERSION)] - DATE'" >&2; exit 1; }

release: changelog check test
	@$(PIP) 'hatchling>=1.27'
	@rm -rf dist
	$(BIN)/hatchling build -t sdist -t wheel

clean:
	rm -rf .venv .make dist

.venv/made:
	@test -n "$(PYTHON)" || { echo "Kutip needs Python 3.11 or later; none was found." >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Kutip needs Python 3.11 or later: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@echo "Making a virtual environment in .venv ..." >&2
	@"$(PYTHON)" -m venv .venv
	@touch $@

.venv/installed: .venv/made pyproject.toml constraints.txt
	@echo "Installing Kutip and what it needs (torch among it; a few minutes the first time) ..." >&2
	@$(PIP) --editable '.[formats]'
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
