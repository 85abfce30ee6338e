# `make` alone says what there is.
.DEFAULT_GOAL := help
PY := .venv/bin/python
INSTALLED := .venv/installed
PAGES := web/static/manifest.json

help: ## say what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(INSTALLED) $(PAGES) .venv/weights ## start everything on this machine and show where it is (PORT_OFFSET=100 moves the ports)
	@$(PY) -m infra.run

test: $(INSTALLED) $(PAGES) ## run every test, in 2 processes (ARGS="-k deliver" some of them, ARGS="-n0 -s" in one)
	@$(PY) -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

lint: $(INSTALLED) ## look for mistakes and untidy code
	@$(PY) -m ruff check
	@$(PY) -m ruff format --check

format: $(INSTALLED) ## tidy the code, bring README's table of settings up to date
	@$(PY) -m ruff check --fix
	@$(PY) -m ruff format
	@$(PY) -m infra.settings_table

types: $(INSTALLED) ## check the types
	@$(PY) -m mypy

bench: $(INSTALLED) $(PAGES) ## measure messages a second and memory, into benchmarks/results
	@$(PY) -m benchmarks.throughput $(ARGS)

chaos: $(INSTALLED) $(PAGES) ## kill every part again and again while 300 messages flow
	@CHAOS_MESSAGES=300 CHAOS_KILLS=3 CHAOS_SECONDS=180 $(PY) -m pytest -m chaos tests/test_crash.py $(ARGS)

routes: $(INSTALLED) $(PAGES) ## write the table of who gets which answer from every address
	@ROUTE_TABLE=write $(PY) -m pytest -q tests/web/test_route_table.py

texts: $(INSTALLED) ## gather all texts of the pages into web/translations, keeping what is translated
	@$(PY) -m web.texts

screenshots: $(INSTALLED) $(PAGES) .venv/weights ## take a picture of every page, by day, by night and on a phone, into FOLDER
	@test -n "$(FOLDER)" || { echo "Name the folder: make screenshots FOLDER=pictures"; exit 1; }
	@$(PY) -m infra.screenshots "$(FOLDER)" $(ARGS)

demo-comments: $(INSTALLED) ## write the comments of FILE=comments.csv (id,text) into the running demo
	@test -n "$(FILE)" || { echo "Name the file: make demo-comments FILE=comments.csv"; exit 1; }
	@$(PY) -m infra.plan -- $(PY) -m infra.demo.comments "$(FILE)" $(ARGS)

train: $(INSTALLED) ## install what tuning a language model on this machine needs (1 to 5 GB), once
	@infra/install.sh train

clean: ## remove the environment and all that was built; your data in .data stays
	@rm -rf .venv web/static web/node_modules .pytest_cache .mypy_cache .ruff_cache *.egg-info

$(INSTALLED): pyproject.toml infra/install.sh
	@infra/install.sh

.venv/weights: $(INSTALLED)
	@infra/install.sh weights

$(PAGES): $(INSTALLED) web/package-lock.json web/build.py $(shell find web/assets web/translations -type f -not -name '*.mo' 2>/dev/null)
	@echo "Building the pages."
	@$(PY) -m web.build

.PHONY: help run test lint format types bench chaos routes texts screenshots demo-comments train clean
