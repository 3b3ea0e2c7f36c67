# Two commands do everything: `make demo` and `make test`. Both set up what they need on a fresh machine.
PYTHON ?= python3
BIN := .venv/bin
RUN_STAMP := .venv/.run
DEV_STAMP := .venv/.dev

.PHONY: help setup dev demo test lint types layers bench torture score lock plan clean

help:
	@echo "make demo    judge the Vienna accord on documented incidents of 2016 and write a brief"
	@echo "make test    set up, check style, types and layers, run the tests with branch coverage"
	@echo "make setup   prepare .venv with the command servanda"
	@echo "make score   score servanda read on annotated documents"
	@echo "make bench   measure speed and memory; make lock: renew the pinned requirements"

setup: $(RUN_STAMP)
dev: $(DEV_STAMP)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Servanda needs Python 3.11 or newer: make PYTHON=python3.12 …"; exit 2; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt

$(RUN_STAMP): $(BIN)/python requirements/run.txt pyproject.toml
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/run.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps -e .
	@touch $@

$(DEV_STAMP): $(RUN_STAMP) requirements/dev.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.txt
	@touch $@

test: $(DEV_STAMP) lint types layers
	$(BIN)/python -m pytest -n auto --cov --cov-report=term:skip-covered

score: $(DEV_STAMP)
	$(BIN)/python benchmarks/score_reading.py --corpus --write
# The fault tests of the record, fifty rounds each: kill -9 under load, copies while writing, PostgreSQL stopped and started.
torture: $(DEV_STAMP)
	SERVANDA_TORTURE=50 $(BIN)/python -m pytest tests/record/test_faults.py -q

lint: $(DEV_STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(DEV_STAMP)
	$(BIN)/mypy

layers: $(DEV_STAMP)
	PYTHONPATH=src $(BIN)/lint-imports

lock:
	uv pip compile pyproject.toml --generate-hashes --no-emit-index-url --no-header -p 3.11 -o requirements/run.txt
	uv pip compile pyproject.toml --group dev --all-extras --generate-hashes --no-emit-index-url --no-header -p 3.11 -o requirements/dev.txt

clean:
	rm -rf .venv demo build dist .pytest_cache .mypy_cache .ruff_cache

plan:
	PYTHONPATH=src $(BIN)/python -m servanda.judge.plan > src/servanda/judge/plan.sql
