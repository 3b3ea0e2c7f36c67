# Two commands do everything: `make demo` and `make test`. Both set up what they need on a fresh machine.
PYTHON ?= python3
BIN := .venv/bin
RUN_STAMP := .venv/.run
DEV_STAMP := .venv/.dev
UV := $(BIN)/uv pip install --quiet --python $(BIN)/python --compile-bytecode

.PHONY: help setup dev demo test quick lint types layers bench score torture lock plan clean

help:
	@echo "make demo     judge the Vienna accord on documented incidents of 2016 and write a brief"
	@echo "make test     set up, check style, types and layers, run the tests with branch coverage"
	@echo "make setup    prepare .venv with the command servanda"
	@echo "make quick    the tests without the slow ones; make score: score the reading of texts"
	@echo "make bench    measure speed and memory; make torture: the record's fault tests, fifty rounds"
	@echo "make lock     renew the pinned requirements; make plan: renew the judge's SQL"

setup: $(RUN_STAMP)
dev: $(DEV_STAMP)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Servanda needs Python 3.11 or newer: make PYTHON=python3.12 …"; exit 2; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt

$(RUN_STAMP): $(BIN)/python requirements/run.txt pyproject.toml
	$(UV) --require-hashes -r requirements/run.txt
	$(UV) --no-deps -e .
	@touch $@

$(DEV_STAMP): $(RUN_STAMP) requirements/dev.txt
	$(UV) --require-hashes -r requirements/dev.txt
	@touch $@

demo: $(RUN_STAMP)
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh tools/demo.sh demo

test: $(DEV_STAMP) lint types layers
	$(BIN)/python -m pytest -n auto --dist loadfile --cov --cov-report=term:skip-covered

quick: $(DEV_STAMP)
	$(BIN)/python -m pytest -n auto --dist loadfile -m "not slow"

lint: $(DEV_STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(DEV_STAMP)
	$(BIN)/mypy

layers: $(DEV_STAMP)
	PYTHONPATH=src $(BIN)/lint-imports

bench: $(DEV_STAMP) .venv-bench/.done
	@for script in benchmarks/bench_*.py; do echo "== $$script"; $(BIN)/python $$script || exit 1; done
	$(BIN)/python benchmarks/assemble.py

# Other makers' engines, apart from ours, for the comparison in benchmarks/bench_scale.py.
.venv-bench/.done: $(BIN)/python requirements/bench.txt
	$(PYTHON) -m venv .venv-bench
	$(BIN)/uv pip install --quiet --python .venv-bench/bin/python --require-hashes -r requirements/bench.txt
	@touch $@

score: $(DEV_STAMP)
	$(BIN)/python benchmarks/score_reading.py --corpus --write

# The fault tests of the record, fifty rounds each: kill -9 under load, copies while writing, PostgreSQL stopped and started.
torture: $(DEV_STAMP)
	SERVANDA_TORTURE=50 $(BIN)/python -m pytest tests/record/test_faults.py -q

# What Ibis makes of the judge's plan, kept beside it; a test fails if it is not current.
plan: $(DEV_STAMP)
	PYTHONPATH=src $(BIN)/python -m servanda.judge.plan > src/servanda/judge/plan.sql
	PYTHONPATH=src $(BIN)/python -m servanda.judge.shifts > src/servanda/judge/shifts.sql

lock: $(BIN)/python
	$(BIN)/uv pip compile pyproject.toml --generate-hashes --no-emit-index-url --no-header -p 3.11 -o requirements/run.txt
	$(BIN)/uv pip compile pyproject.toml --group dev --all-extras --generate-hashes --no-emit-index-url --no-header -p 3.11 -o requirements/dev.txt
	uv pip compile requirements/bench.in --generate-hashes --no-emit-index-url --no-header -p 3.11 -o requirements/bench.txt

clean:
	rm -rf .venv .venv-bench demo build dist .pytest_cache .mypy_cache .ruff_cache
