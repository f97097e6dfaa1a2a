# The one place for contributor commands. `make` alone lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help run test check format lock corpus wheel benchmark soak screenshots clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

run: $(VENV)/run.stamp ## make the environment and process the sample corpus
	$(BIN)/stocktake run

test: $(VENV)/dev.stamp ## make the environment and run the tests
	$(BIN)/python -m pytest --cov --numprocesses=auto --dist=loadfile

check: $(VENV)/dev.stamp ## run every other gate: format, lint, types, layers, metadata
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/validate-pyproject pyproject.toml

format: $(VENV)/dev.stamp ## mend what can be mended by itself
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

lock: $(VENV)/dev.stamp ## resolve the dependencies anew, with hashes
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate \
		pyproject.toml --group build --output-file requirements.lock
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate \
		pyproject.toml --group dev --output-file requirements-dev.lock

corpus: $(VENV)/dev.stamp ## build the binary documents of the sample corpus anew
	$(BIN)/python tests/build_corpus.py

wheel: $(VENV)/dev.stamp ## build dist/*.whl
	$(BIN)/python -m hatchling build -t wheel

benchmark: $(VENV)/dev.stamp ## measure on the shared documents; writes benchmarks/results/
	$(BIN)/python benchmarks/main_job.py
	$(BIN)/python benchmarks/extraction.py
	$(BIN)/python benchmarks/reading.py
	$(BIN)/python benchmarks/locators.py
	$(BIN)/python benchmarks/incremental.py
	$(BIN)/python benchmarks/clustering.py
	$(BIN)/python benchmarks/categories.py
	$(BIN)/python benchmarks/tags.py
	$(BIN)/python benchmarks/workbook.py
	$(BIN)/python benchmarks/evidence.py
	$(BIN)/python benchmarks/report.py
	$(BIN)/python benchmarks/pages.py
	$(BIN)/python benchmarks/scale.py --mentions 10000 100000

soak: $(VENV)/dev.stamp ## run the long trials: orders, batches, damaged files, kills
	$(BIN)/python benchmarks/damaged.py
	$(BIN)/python benchmarks/soak.py

screenshots: $(VENV)/dev.stamp ## take the pictures of the pages in docs/screenshots/ anew
	$(BIN)/python docs/make_screenshots.py

clean: ## remove the environment and what was built
	rm -rf $(VENV) build dist

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or later is needed; name it: make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)

# The lock holds a hash for every file, so nothing else can be installed.
$(VENV)/run.stamp: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev.stamp: requirements-dev.lock $(VENV)/run.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@
