# Insyn. Two commands are enough: `make demo` shows the system, `make test` checks it.
# Needs Python 3.11 and Make; browser tests need Chromium (installed from Debian when root).

PYTHON ?= python3.11
ifeq (, $(shell command -v $(PYTHON) 2>/dev/null))
PYTHON := python3
endif
BIN := .venv/bin
PORT ?= 8000
export PYTHONWARNINGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup demo run test coverage check format lint types ready bench lock chromium messages clean

help: ## Show the verbs
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

.venv/installed: requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { echo "Insyn needs Python 3.11."; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@

setup: .venv/installed ## Virtual environment, a working .venv/bin/insyn and the English catalogue
	@$(BIN)/python scripts/catalogue.py compile

demo: setup ## The demonstration: builds it, serves it, prints address and logins
	$(BIN)/insyn demo --serve --port $(PORT)

run: setup ## Serve what is in var/ (after `make demo` or `insyn new_installation`)
	$(BIN)/insyn migrate --verbosity 0
	$(BIN)/insyn collectstatic --noinput --verbosity 0
	@export INSYN_BASE_ADDRESS=$${INSYN_BASE_ADDRESS:-http://127.0.0.1:$(PORT)}; \
	$(BIN)/insyn work --beside-parent & \
	exec $(BIN)/gunicorn insyn.config.wsgi --bind 127.0.0.1:$(PORT) --workers 2 --threads 4

chromium:
	@scripts/need_chromium.sh

test: setup chromium ## Everything: lint, types, contracts, catalogue, tests, browser
	$(MAKE) --no-print-directory -j 2 lint types ready
	$(BIN)/pytest -n auto --dist worksteal -q
	$(BIN)/pytest e2e -q -p no:randomly -n 2 --dist worksteal

coverage: setup ## The tests again, twice as slow, and which lines none of them ran
	$(BIN)/pytest -n auto --cov --cov-report=term:skip-covered -q

check: setup ## The fast part: lint, types, contracts, tests without browser
	$(MAKE) --no-print-directory -j 2 lint types
	$(BIN)/pytest -n auto --dist worksteal -q

lint:
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	PYTHONPATH=src $(BIN)/lint-imports --no-cache
	$(BIN)/djlint src --check --lint --quiet
	$(BIN)/insyn makemigrations --check --dry-run
	$(BIN)/python scripts/catalogue.py check

ready: # What takes minutes to make, beside the rest: a migrated base, a built demonstration
	$(BIN)/python -m tests.ready

types:
	$(BIN)/mypy src tests e2e bench scripts

format: setup ## Rewrite files to house style
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .
	$(BIN)/djlint src --reformat --quiet || true

messages: setup ## Harvest texts for translation
	$(BIN)/python scripts/catalogue.py harvest

bench: setup ## Figures: CPU seconds, peak memory, queries
	@for file in bench/*.py; do echo "== $$file"; $(BIN)/python $$file || exit 1; done

lock: setup ## Resolve the requirements anew, with hashes and without addresses
	$(BIN)/uv pip compile pyproject.toml --generate-hashes --no-emit-index-url --no-header --python-version 3.11 -q -U -o requirements/app.txt
	$(BIN)/uv pip compile pyproject.toml --group dev --generate-hashes --no-emit-index-url --no-header --python-version 3.11 -q -U -o requirements/dev.txt

clean: ## Remove what the verbs made
	rm -rf .venv var build staticfiles
