# The two commands of a bare checkout: make run, make test.
PYTHON := .venv/bin/python

.PHONY: run test long bench robustness format lint translations lock clean ready

run:
	@packaging/run

ready:
	@packaging/bootstrap

test: ready
	@QT_QPA_PLATFORM=offscreen $(PYTHON) -m pytest -q -n auto -m "not benchmark and not long" $(ARGS)

long: ready
	@QT_QPA_PLATFORM=offscreen $(PYTHON) -m pytest -q -m long $(ARGS)

bench: ready
	@QT_QPA_PLATFORM=offscreen $(PYTHON) -m pytest -q -s -m benchmark $(ARGS)

robustness: ready
	@$(PYTHON) -W ignore -m tests.robustness --write $(ARGS)

format: ready
	@.venv/bin/ruff check --fix-only -q . && .venv/bin/ruff format -q .

lint: ready
	@.venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/lint-imports && .venv/bin/mypy

translations: ready
	@$(PYTHON) packaging/translations.py

lock:
	uv pip compile --universal --generate-hashes --no-emit-index-url --python-version 3.11 --group dev pyproject.toml -o requirements.lock

clean:
	rm -rf .venv .venv-tools build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .grimp_cache
	find workbench tests -name __pycache__ -type d -prune -exec rm -rf {} +
