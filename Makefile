# Every command can also be run by hand: make only wraps python3 -m venv, a locked install, and one command.
PY := .venv/bin/python
.DEFAULT_GOAL := help

help:  ## this list
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed 's/:.*## /\t/' | expand -t 12

demo: .venv/ready  ## load a told year of an invented centre, serve it, print the address and the logins
	.venv/bin/parcours demo

serve: .venv/ready  ## serve with the settings of the environment
	.venv/bin/parcours serve

test: .venv/tested  ## everything CI runs: lint, types, contracts, fresh reference, all tests
	@$(MAKE) --no-print-directory check
	$(PY) -m pytest

check: .venv/tested  ## the quick half of it: lint, types, contracts, fresh reference
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	$(PY) -m tests.reference --check

docs: .venv/tested  ## write docs/reference/ anew from the code
	$(PY) -m tests.reference

lock: .venv/tested  ## write both lock files anew from pyproject.toml (installs uv)
	.venv/bin/pip install --quiet uv
	.venv/bin/uv pip compile -q --universal --generate-hashes --no-header --no-annotate --no-emit-index-url \
		--group build pyproject.toml -o requirements.lock --upgrade
	.venv/bin/uv pip compile -q --universal --generate-hashes --no-header --no-annotate --no-emit-index-url \
		--group build --group dev pyproject.toml -o requirements-dev.lock --upgrade

clean:  ## remove what was installed and built here; the data of a demo stays
	rm -rf .venv node_modules build dist web/assets/vendor

.venv/ready: requirements.lock pyproject.toml hatch_build.py package-lock.json
	test -x .venv/bin/python || python3 -m venv .venv
	.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	.venv/bin/pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	touch $@

.venv/tested: .venv/ready requirements-dev.lock
	.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@

.PHONY: help demo serve test check docs lock clean
