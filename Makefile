# Everything runs in .venv, built once from requirements.lock.
#
#   make demo    the sample city from files to the report on the 2027 target
#   make test    all tests
#   make app     the Streamlit app on the same database
#   make setup   only build the environment
#   make check   lint, types and import contracts
#   make lock    renew requirements.lock from pyproject.toml
#   make clean   remove the environment and what runs left behind

SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
WORKSPACE ?= workspace
SCALE ?= full
PYTHON_CANDIDATES := python3.12 python3.13 python3.14 python3 python
IS_NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 12))

.DEFAULT_GOAL := help
.PHONY: help setup demo test app check lock clean

help:
	@sed -n 's/^#   //p' Makefile

setup: $(STAMP)

# PYTHON=/path/to/python chooses the interpreter; otherwise the first new enough.
$(STAMP): requirements.lock pyproject.toml
	@python=""; \
	for candidate in $(PYTHON) $(PYTHON_CANDIDATES); do \
	  if "$$candidate" -c '$(IS_NEW_ENOUGH)' >/dev/null 2>&1; then \
	    python="$$candidate"; break; \
	  fi; \
	done; \
	if [ -z "$$python" ]; then \
	  echo "make: no Python >= 3.12 was found (tried: $(PYTHON) $(PYTHON_CANDIDATES))." >&2; \
	  echo "Install one with pip and venv, or name it: make PYTHON=/path/to/python3.12 setup" >&2; \
	  exit 1; \
	fi; \
	echo "Setting up $(VENV) with $$("$$python" --version) ..."; \
	"$$python" -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	@echo "Compiling the route search ..."
	-@$(BIN)/python -m routing.engines.lns.warm
	@echo "Compiling the site search ..."
	-@$(BIN)/python -m routing.engines.facility.warm
	-@$(BIN)/python -m routing.engines.uncapacitated.warm
	@touch $(STAMP)

demo: setup
	@$(BIN)/recycling demo --workspace $(WORKSPACE) --scale $(SCALE)

test: setup
	@$(BIN)/python -m pytest

app: setup
	@$(BIN)/recycling app --workspace $(WORKSPACE)

check: setup
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

lock:
	@$(BIN)/uv pip compile pyproject.toml --extra dev --extra bench --universal \
	  --python-version 3.12 --generate-hashes --no-emit-index-url \
	  --no-emit-find-links --output-file requirements.lock

clean:
	rm -rf $(VENV) $(WORKSPACE) .mypy_cache .ruff_cache .pytest_cache .hypothesis
