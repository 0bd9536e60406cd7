# Two commands matter: `make run` and `make test`. Everything sets itself up.

VENV := .venv
PY := $(VENV)/bin/python
# The first interpreter that is new enough; a name that does not exist explains itself below.
PYTHON ?= $(or $(firstword $(foreach name,python3 python3.13 python3.12 python3.11,\
	$(shell $(name) -c 'import sys; sys.version_info >= (3, 11) and print("$(name)")' 2>/dev/null))),none)
# Debian's Python may lack ensurepip: then the system's pip installs into the environment.
PIP := $(shell test -x $(VENV)/bin/pip && echo $(PY) -m pip || echo $(PYTHON) -m pip --python $(PY))
FUZZ_SECONDS ?= 600
QUIET_PIP := --quiet --disable-pip-version-check --require-hashes

.DEFAULT_GOAL := help
.PHONY: help run test check fuzz chaos bench bench-long format clean

help: ## say what the commands do
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk 'BEGIN {FS = ":.*## "} {printf "  make %-10s %s\n", $$1, $$2}'

run: $(VENV)/.installed ## start Kontor with a demo shop and simulated phones; Ctrl-C stops it all
	@exec $(PY) -m workers.supervisor

test: $(VENV)/.installed-dev ## the whole suite on SQLite and PostgreSQL, with a browser where there is one
	@$(PY) -m pytest -n auto --dist loadgroup -q

check: $(VENV)/.installed-dev ## format, lint, types, import contracts, migrations, tested docs, 20 s of fuzz
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports
	@$(PY) -m pytest -n auto -q tests/test_architecture.py tests/test_docs.py tests/test_migrations.py
	@$(PY) -m tests.adapters.fuzzing --seconds 20

fuzz: $(VENV)/.installed-dev ## what nobody would send, thrown at the parsers; FUZZ_SECONDS=600 of it
	@$(PY) -m tests.adapters.fuzzing --seconds $(FUZZ_SECONDS)

chaos: $(VENV)/.installed-dev ## storms over 100,000 messages: everything breaks, nothing may be lost (long)
	@$(PY) -m tests.chaos

bench: $(VENV)/.installed-dev ## the benchmarks; results also in bench/results.json
	@$(PY) -m bench
	@$(PY) -m bench.chart

bench-long: $(VENV)/.installed-dev ## the same on larger shops, up to five million messages
	@BENCH_FULL=1 $(PY) -m bench

format: $(VENV)/.installed-dev ## format the code and mend what mends itself
	@$(VENV)/bin/ruff format .
	@$(VENV)/bin/ruff check --fix .

clean: ## remove the virtual environment and caches; what is in DATA_DIR stays
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache test-output

$(PY):
	@test "$(PYTHON)" != none || { echo "Kontor needs Python 3.11 or newer; set PYTHON=/path/to/it."; exit 1; }
	@$(PYTHON) -m venv $(VENV) >/dev/null 2>&1 || $(PYTHON) -m venv --clear --without-pip $(VENV)

$(VENV)/.installed: requirements.lock | $(PY)
	@echo "Installing what Kontor needs (once, about a minute) ..."
	@$(MAKE) --no-print-directory .lock LOCK=requirements.lock
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock | $(PY)
	@echo "Installing what the tests need (once, about a minute) ..."
	@$(MAKE) --no-print-directory .lock LOCK=requirements-dev.lock
	@touch $@ $(VENV)/.installed

.PHONY: .lock
.lock:
	@$(PIP) install $(QUIET_PIP) -r $(LOCK)
