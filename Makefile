# Everything lives in .venv; the stamp makes a second run work without the network.
PYTHON ?= python3
INSTALLED := .venv/.installed
UV := .venv/bin/uv

.PHONY: install run test lint

install: $(INSTALLED)

$(INSTALLED): pyproject.toml uv.lock
	test -x $(UV) || { $(PYTHON) -m venv .venv && .venv/bin/python -m pip install --quiet uv; }
	$(UV) sync --quiet --frozen --inexact --all-extras --compile-bytecode
	touch $@

run: install
	.venv/bin/ofsted-bot run

lint: install
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy

test: lint
	.ci/need-postgres
	.venv/bin/pytest -n auto
