# Two commands: `make chat` to use Pincite, `make test` to work on it. Both set up .venv by themselves.

PYTHON ?= python3
BIN := .venv/bin
DOCS ?=
PORT ?= 7860
INSTALL := $(BIN)/python -m pip install -qq --disable-pip-version-check -c constraints.txt
PACKAGES := ingest/pincite_ingest index/pincite_index src/pincite ui/pincite_ui
SOURCES := ingest index src ui tests

.PHONY: help chat test check unit soak format briefing clean

help:  ## what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

chat: .venv/.installed  ## serve the chat: make chat, or make chat DOCS="a.pdf b.pdf"
	$(BIN)/pincite serve --port $(PORT) $(DOCS)

test: .venv/.developed  ## every test, the slow ones and the browser too
	$(BIN)/python -m pytest

unit: .venv/.developed  ## the tests that take seconds
	$(BIN)/python -m pytest -m "not slow"

check: .venv/.developed  ## lint, types, architecture and unit tests
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/lint-imports --verbose
	$(BIN)/mypy
	$(BIN)/python -m pytest -q -m "not slow"

soak: .venv/.developed  ## kill, crowd and fill a library for some minutes
	SOAK=1 $(BIN)/python -m pytest -q -s tests/soak

format: .venv/.developed  ## lay the code out
	$(BIN)/ruff check --fix $(SOURCES)
	$(BIN)/ruff format $(SOURCES)

briefing: .venv/.developed  ## typeset the bundled briefing anew
	$(BIN)/python -m pincite.sample.build

clean:  ## remove the environment and what was built
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

.venv/bin/python:
	$(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25'

.venv/.installed: .venv/bin/python pyproject.toml constraints.txt
	@echo "Setting up Pincite (a few minutes, once) ..."
	$(INSTALL) -e .
	@touch $@

.venv/.developed: .venv/.installed
	$(INSTALL) -e '.[dev]'
	@touch $@
