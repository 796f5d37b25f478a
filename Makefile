# Vivavoce's commands. `make run` and `make test` are all a newcomer needs.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
export PYTHON
# Where it is set, each process compiles the whole package and its libraries anew: 5 s of a core each time.
unexport PYTHONDONTWRITEBYTECODE
VIVAVOCE := .venv/bin/python -m vivavoce
# A test that hangs would hold up all: its worker ends after ten minutes, and the run names it.
PYTEST := .venv/bin/python -m pytest -q --dist worksteal -o faulthandler_timeout=600 -o faulthandler_exit_on_timeout=true
# One worker more than cores: tests with real parts wait a third of their time.
WORKERS ?= $(shell n=$$(nproc 2>/dev/null || echo 2); echo $$(( n < 8 ? n + 1 : 8 )))

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-11s %s\n", $$1, $$2}'

run: ready web ## start the whole platform on this machine
	@exec $(VIVAVOCE) up

demo: ready ## watch one whole interview, beside a running platform or with one of its own
	@$(VIVAVOCE) demo $(ARGS)

talk: ready ## be interviewed yourself, in this terminal
	@$(VIVAVOCE) demo --me $(ARGS)

test: dev ## prove it in minutes: all but the long tests, and what was skipped
	@$(PYTEST) -n $(WORKERS) -m "not soak" $(ARGS)

test-all: dev ## the same on whole samples, and the long ones: telephones, browsers, kills (about an hour)
	@WHOLE_SAMPLES=1 $(PYTEST) -n $(WORKERS) $(ARGS)

check: dev ## format, lint, types, import order, names, English, translations; the screens' format once installed
	@.venv/bin/python -m ruff format --check .
	@.venv/bin/python -m ruff check .
	@.venv/bin/python -m mypy
	@.venv/bin/lint-imports --no-cache
	@.venv/bin/python scripts/check_names.py
	@.venv/bin/python scripts/check_prose.py
	@.venv/bin/python scripts/translations.py check
	@[ ! -d web/node_modules ] || npm --prefix web run --silent lint
	@[ ! -d web/node_modules ] || npm --prefix web run --silent texts:check

fix: dev ## let the tools mend what they can
	@.venv/bin/python -m ruff check --fix . || true
	@.venv/bin/python -m ruff format .

kafka: ready ## a real Kafka on this machine, until Ctrl-C (needs Java and Maven)
	@.venv/bin/python scripts/kafka_dev.py

migrate: dev ## a new migration: make migrate name="add a thing"
	@.venv/bin/python -m alembic revision -m "$(name)"

bench: dev ## measure, and say how
	@.venv/bin/python -m bench $(ARGS)

bench-voice: dev ## measure spoken talks, beside other stacks (ARGS=--quick for a look)
	@.venv/bin/python -m bench voice.stacks voice.whole wer $(ARGS)

conduct: dev ## interview eight simulated people, and judge how it was done
	@.venv/bin/python -m bench conduct $(ARGS)

prove: dev ## score the question sets' samples and others' answers, and check their order (ARGS=--mutants: broken scorers)
	@.venv/bin/python -m bench.score_proof $(ARGS)
	@.venv/bin/python -m bench.plan_answers
	@.venv/bin/python -m bench.weak_spots
	@.venv/bin/python -m bench.rated_answers

plans-proof: dev ## plan labeled job postings, and measure the plans (ARGS="--show facts" for examples)
	@.venv/bin/python -m bench.plans_proof $(ARGS)

fuzz: dev ## send about 3,000 generated requests with each of three seeds, and check the answers (CASES=300, SEED=1)
	@FUZZ_CASES=$(or $(CASES),3000) FUZZ_SEED=$(SEED) .venv/bin/python -m pytest -q -rP tests/integration/api/test_schemathesis.py \
		tests/integration/api/test_linked_requests.py $(ARGS)

figures: dev ## sizes of the code, and its longest files and functions (ARGS=REVISION to compare)
	@.venv/bin/python scripts/code_figures.py $(ARGS)

web: ready
	@.venv/bin/python scripts/build_web.py

ready:
	@bash scripts/bootstrap.sh

dev:
	@bash scripts/bootstrap.sh --dev

.PHONY: help run demo talk test test-all check fix kafka migrate bench bench-voice conduct prove plans-proof fuzz figures web ready dev
