# Everything lives in .venv and the page's node_modules; the stamps make a second run work without
# the network.
PYTHON ?= python3
RUNS := .venv/.runs
INSTALLED := .venv/.installed
UV := .venv/bin/uv
SYNC := $(UV) sync --quiet --frozen --inexact --all-extras --compile-bytecode
PAGE := bot/local_slack/page
PAGE_INSTALLED := $(PAGE)/node_modules/.installed
# Node comes from PyPI into .venv, so that everyone builds the page with the same one.
NPM := PATH="$(CURDIR)/.venv/bin:$$PATH" npm --prefix $(PAGE) --silent

.PHONY: install run test lint page

install: $(INSTALLED)

# To run it takes less than to develop it: no Node, no browser driver.
$(RUNS): pyproject.toml uv.lock
	test -x $(UV) || { $(PYTHON) -m venv .venv && .venv/bin/python -m pip install --quiet uv; }
	$(SYNC) --no-dev
	touch $@

$(INSTALLED): $(RUNS)
	$(SYNC)
	touch $@

$(PAGE_INSTALLED): $(INSTALLED) $(PAGE)/package.json $(PAGE)/package-lock.json
	$(NPM) ci
	touch $@

run: $(RUNS)
	.venv/bin/ofsted-bot run

page: $(PAGE_INSTALLED)
	$(NPM) run build

lint: $(PAGE_INSTALLED)
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	$(NPM) run check

test: lint
	.ci/need-postgres
	.ci/need-chromium
	.venv/bin/pytest -n auto
