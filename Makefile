# Two commands do everything on a machine with Python 3.11 or later: make demo, make test.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VENV := .venv
BIN := $(VENV)/bin
# The machine's own certificates count, where it has any: a company's network may need them.
CERTIFICATES := $(wildcard /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/cert.pem)
UV := $(BIN)/uv pip install --quiet --python $(BIN)/python $(if $(CERTIFICATES),--system-certs)
ASSETS := $(shell find backend/commons_web/assets -path '*/dist' -prune -o -type f -not -name '*.pyc' -print)
CODE := backend graphql admin seeds tests bench

# The demonstration keeps its database here; an installation of your own sets COMMONS_DATA or DATABASE_URL.
export COMMONS_DATA ?= $(CURDIR)/.data

.PHONY: help demo test check lint types layout faults bench assets lock clean

help: ## what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/.run ## install, start PostgreSQL, load the library, serve on 127.0.0.1:8000
	@exec $(BIN)/commons demo

test: $(VENV)/.dev ## every test but the long fault and load runs
	$(BIN)/pytest

check: lint types layout ## everything CI does
	$(BIN)/pytest --cov --cov-report=term:skip-covered

lint: $(VENV)/.dev
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)

types: $(VENV)/.dev
	$(BIN)/mypy
	$(BIN)/pyright --warnings

layout: $(VENV)/.dev
	$(BIN)/lint-imports
	$(BIN)/commons schema check

faults: $(VENV)/.dev ## kills, floods and fuzzing; minutes
	$(BIN)/pytest tests/faults -m "faults" --no-header -rA

bench: $(VENV)/.dev ## timings, as ratios in one run
	$(BIN)/python bench/run.py

assets: $(VENV)/.run
	$(BIN)/python backend/commons_web/assets/build.py

lock: $(VENV)/.dev ## renew the lock files
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --extra embedded \
		pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --extra embedded \
		--group dev -c requirements.lock pyproject.toml -o requirements-dev.lock

clean: ## forget the environment and the demonstration's data
	rm -rf $(VENV) .data backend/commons_web/assets/dist

# The virtual environment: pip brings uv, uv brings the rest, each file checked against the lock.
$(VENV)/.uv: requirements-dev.lock .ci/venv
	@bash .ci/venv $(VENV)
	@touch $@

$(VENV)/.run: $(VENV)/.uv requirements.lock pyproject.toml $(ASSETS)
	@echo "Installing …"
	@$(UV) --require-hashes -r requirements.lock
	@$(UV) --no-deps --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.lock
	@echo "Installing what tests need …"
	@$(UV) --require-hashes -r requirements-dev.lock
	@touch $@
