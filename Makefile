# zopa: the commands of a clone. Without make, the README gives the same in one line each.
.PHONY: help demo test lab check style docs bench picture

PYTHON ?= python3
BIN := .venv/bin

help:  ## what there is to do
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## /  make \1\t/'

demo: .venv/ready  ## the built-in case: its summary, its deadlocks, its common ground, its page
	$(BIN)/zopa demo

# More workers than cores: a fifth of the time, tests wait for a browser or for the database.
test: .venv/ready  ## everything that the software promises
	$(BIN)/python -m pytest -n 3 --dist loadgroup

lab: .venv/ready  ## the notebooks in JupyterLab
	$(BIN)/jupyter lab notebooks

check: .venv/ready  ## style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/oxlint graph/page/template
	$(BIN)/oxfmt -c graph/page/.oxfmtrc.json --check graph/page/template
	$(BIN)/mypy

style: .venv/ready  ## Python, scripts and styles of the page, written as `check` wants them
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/oxlint --fix graph/page/template
	$(BIN)/oxfmt -c graph/page/.oxfmtrc.json graph/page/template

docs: .venv/docs  ## the docs as a site that opens offline: build/docs/site/index.html
	$(BIN)/python -m docs.site

bench: .venv/bench .venv/negmas/ready  ## speed and memory, as ratios to other tools on the same rows
	$(BIN)/python -m benchmarks

picture: .venv/ready  ## pictures of every view of the page, taken in Chromium, and those of the README
	$(BIN)/python -m notebooks.pictures.take

.venv/ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv --without-pip .venv
	$(PYTHON) -m pip --python $(BIN)/python install -q --disable-pip-version-check -c constraints.txt -e ".[dev]"
	mkdir -p .venv/src/zopa
	for f in __init__.py __main__.py py.typed graph loaders queries; do ln -sfn ../../../$$f .venv/src/zopa/$$f; done
	touch $@

.venv/docs: .venv/ready
	$(PYTHON) -m pip --python $(BIN)/python install -q --disable-pip-version-check -c constraints.txt -e ".[dev,docs]"
	touch $@

.venv/bench: .venv/ready
	$(PYTHON) -m pip --python $(BIN)/python install -q --disable-pip-version-check -c constraints.txt -e ".[dev,bench]"
	touch $@

.venv/negmas/ready: .venv/ready
	$(PYTHON) -m venv --without-pip .venv/negmas
	$(PYTHON) -m pip --python .venv/negmas/bin/python install -q --disable-pip-version-check negmas==0.16.0
	touch $@
