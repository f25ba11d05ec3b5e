# make help tells what there is. Needed: Python 3.11 or later with venv, and make. No more.

SHELL := /bin/sh
.DEFAULT_GOAL := help
VENV := .venv/bin/python

# The first Python on this machine that is new enough; PYTHON=… chooses another.
PYTHON ?= $(shell for candidate in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$candidate" && break; done)
found := $(PYTHON)
ENVIRONMENT = $(if $(found),,$(error This needs Python 3.11 or later, and "python3" on this machine is missing or older. \
	Install it (Debian, Ubuntu: apt-get install python3 python3-venv; macOS: brew install python) \
	or name it: make $@ PYTHON=/path/to/python3))exec $(found) -B -m housing.local.environment

.PHONY: help
help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

.PHONY: run
run: ## Everything, with demonstration data, on http://localhost:8000 (PORT=8001 make run: another port)
	@$(ENVIRONMENT) local housing.local.run

.PHONY: test
test: ## All tests, those in the browser too (make test ONLY="tests/domain -x": some of them)
	@$(ENVIRONMENT) dev housing.local.check test $(ONLY)

.PHONY: lint
lint: ## Style, types, and which part may import which
	@$(ENVIRONMENT) dev housing.local.check lint

.PHONY: format
format: ## Lay out the code and mend what can be mended without thinking
	@$(ENVIRONMENT) dev housing.local.check format

.PHONY: benchmark
benchmark: ## Measure the pages, on a PostgreSQL of their own
	@$(ENVIRONMENT) dev housing.local with benchmark $(VENV) -m tests.benchmarks $(ONLY)

.PHONY: faults
faults: ## Break it: many at once, killed databases and workers, no mail (a quarter of an hour)
	@$(ENVIRONMENT) dev tests.faults $(ONLY)

.PHONY: manage
manage: ## A command of manage.py on the local database: make manage DO="verify"
	@$(ENVIRONMENT) local housing.local manage $(DO)

.PHONY: lock
lock: ## Work out requirements*.txt anew from requirements*.in
	@$(ENVIRONMENT) dev housing.local.check lock

.PHONY: clean
clean: ## Remove what was made here: .venv, the local databases, caches
	@if [ -x $(VENV) ]; then $(VENV) -m housing.local clean; fi
	@rm -rf .venv var build staticfiles .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
