# Everything a newcomer needs: `make run` and `make test` do all the set-up themselves.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN_DIR ?= runs/example
COMPILE := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11

.PHONY: run test test-all check bench docs format lock clean

run: $(VENV)/.ready
	$(BIN)/klantkompas example --out $(RUN_DIR)/facts
	$(BIN)/klantkompas analyse $(RUN_DIR)/facts --out $(RUN_DIR)/result
	$(BIN)/klantkompas serve --example --data $(RUN_DIR)/firm

test: $(VENV)/.ready-dev check
	$(BIN)/python -m tests.browser.chromium
	$(BIN)/python -m pytest -n 2 --dist loadgroup
	KLANTKOMPAS_TEST_POSTGRESQL=1 $(BIN)/python -m pytest -q -n 2 tests/web

test-all: $(VENV)/.ready-dev check
	$(BIN)/python -m pytest -n 2 --dist loadgroup -m "slow or not slow"

check: $(VENV)/.ready-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

bench: $(VENV)/.ready-dev
	$(BIN)/python -m benchmarks

docs: $(VENV)/.ready-dev
	$(BIN)/python -m docs.generate
	KLANTKOMPAS_PICTURES=docs/images $(BIN)/python -m pytest -q tests/browser -k desktop

format: $(VENV)/.ready-dev
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

lock: $(VENV)/.ready-dev
	$(BIN)/pip install --quiet uv
	$(COMPILE) --extra dev pyproject.toml requirements-build.in -o requirements-dev.lock
	cp requirements-dev.lock requirements.lock  # what a user installs are the versions that the tests ran with
	$(COMPILE) --extra web pyproject.toml requirements-build.in -o requirements.lock

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.ready: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/.ready-dev: requirements-dev.lock $(VENV)/.ready
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@

clean:
	rm -rf $(VENV) runs .pytest_cache .mypy_cache .ruff_cache .hypothesis
