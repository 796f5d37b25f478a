# Vivavoce's commands. `make run` and `make test` are all a newcomer needs.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
PYTHON ?=
export PYTHON
PY := .venv/bin/python

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

check: ready ## format, lint, types, order of the house
	@.venv/bin/ruff format --check .
	@.venv/bin/ruff check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports

fix: ready ## let the tools mend what they can
	@.venv/bin/ruff format .
	@.venv/bin/ruff check --fix .

ready: .venv/.ready
.venv/.ready: pyproject.toml uv.lock
	@bash scripts/bootstrap.sh

.PHONY: help check fix ready
