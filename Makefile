# Two commands: `make chat` to use Pincite, `make test` to work on it. Both set up .venv by themselves.
# Without an NVIDIA GPU on Linux, add TORCH=cpu: it downloads PyTorch's CPU build, not 3 GB of CUDA.
# TORCH=system uses the PyTorch of $(PYTHON). A PyTorch that is already in .venv is kept.

PYTHON ?= python3
BIN := .venv/bin
DOCS ?=
PORT ?= 7860
TORCH ?=
TORCH_VERSION := $(shell sed -n 's/^torch==//p' constraints.txt)
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check
INSTALL := $(PIP) -c .venv/constraints.txt
HAS_TORCH := -c 'import importlib.util, sys; sys.exit(importlib.util.find_spec("torch") is None)'
PACKAGES := ingest/pincite_ingest index/pincite_index src/pincite ui/pincite_ui
SOURCES := ingest index src ui tests

.PHONY: help chat test check unit soak format briefing clean

help:  ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

chat: .venv/.installed  ## serve the chat: make chat [DOCS="a.pdf b.pdf"] [TORCH=cpu]
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

soak: .venv/.developed  ## stress tests: kill, overload and fill a library for some minutes
	SOAK=1 $(BIN)/python -m pytest -q -s tests/soak

format: .venv/.developed  ## format the code
	$(BIN)/ruff check --fix $(SOURCES)
	$(BIN)/ruff format $(SOURCES)

briefing: .venv/.developed  ## typeset the bundled briefing again
	$(BIN)/python -m pincite.sample.build

clean:  ## remove the environment and what was built
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

.venv/bin/python:
	$(PYTHON) -m venv $(if $(filter system,$(TORCH)),--system-site-packages) .venv || { rm -rf .venv; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25'

.venv/.installed: .venv/bin/python pyproject.toml constraints.txt
	@if $(BIN)/python $(HAS_TORCH); then \
	  echo "Setting up Pincite: downloads about 0.4 GB, keeps the PyTorch that is installed."; \
	elif [ "$(TORCH)" = cpu ]; then \
	  echo "Setting up Pincite: downloads about 0.6 GB, 0.2 GB of it PyTorch for CPUs."; \
	elif [ "$$(uname -s)" = Linux ]; then \
	  echo "Setting up Pincite: downloads about 3.5 GB, 3 GB of it PyTorch with CUDA."; \
	  echo "Without an NVIDIA GPU, stop this and run: make $(MAKECMDGOALS) TORCH=cpu (0.6 GB)"; \
	else \
	  echo "Setting up Pincite: downloads about 0.5 GB."; \
	fi
	@grep -v '^torch==' constraints.txt > .venv/constraints.txt
ifeq ($(TORCH),cpu)
	$(BIN)/python $(HAS_TORCH) || $(PIP) --index-url https://download.pytorch.org/whl/cpu torch==$(TORCH_VERSION)
endif
	@$(BIN)/python $(HAS_TORCH) || echo "torch==$(TORCH_VERSION)" >> .venv/constraints.txt
	$(INSTALL) -e .
	@touch $@

.venv/.developed: .venv/.installed
	$(INSTALL) -e '.[dev]'
	@touch $@
