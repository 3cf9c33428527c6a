# Every target sets up what it needs first; the second time that takes no time.
# Progress of the first time is shown by scripts/setup.

SHELL := /bin/sh
.DEFAULT_GOAL := help

APP := .venv/bin
CORE := .venv-core/bin
TRAIN := .venv-train/bin

# What mypy checks: the packages that hold code, and the scripts in Python.
PACKAGES := dialogue scenario perception simulation scoring nlu actions web hotseat \
	evaluation training
CHECKED := $(patsubst %/__init__.py,%,$(wildcard $(PACKAGES:=/__init__.py))) scripts

# Replies that the corpus must not hold: they measure the detector.
EXAM := ../shared/exam/dev.jsonl

# Tests that need Rasa itself, which the newest Python cannot run.
NEED_RASA := tests/nlu tests/rasa

.PHONY: help
help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' \
		$(firstword $(MAKEFILE_LIST))

.PHONY: setup
setup: ## Make the environments: .venv (Python 3.10) and .venv-core (the newest Python)
	@scripts/setup app core

.PHONY: setup-app
setup-app:
	@scripts/setup app

.PHONY: run
run: setup-app ## Start Hotseat and print its address
	@$(APP)/hotseat run

.PHONY: test
test: setup ## Run every test, and the fast ones without Rasa on the newest Python too
	$(APP)/pytest
	@if [ -x $(CORE)/pytest ]; then $(MAKE) --no-print-directory test-core; \
	else echo "The tests on the newest Python were left out: no such Python was found."; fi

.PHONY: test-fast
test-fast: setup-app ## Run the tests that take seconds
	$(APP)/pytest -m "not slow"

# Everything but Rasa, on the newest Python.
.PHONY: test-core
test-core:
	$(CORE)/pytest -m "not slow" $(NEED_RASA:%=--ignore=%)

.PHONY: check
check: setup-app ## Check format, code, types, scenarios and rubrics
	$(APP)/ruff format --check .
	$(APP)/ruff check .
	@$(MAKE) --no-print-directory types check-data check-tables

.PHONY: types
types:
	$(APP)/mypy $(CHECKED)

.PHONY: check-data
check-data:
	$(APP)/hotseat check
	$(APP)/python -m training.corpus data/acts --apart-from $(EXAM) >/dev/null

# Every change of the site's models has its migration.
.PHONY: check-tables
check-tables:
	$(APP)/python manage.py makemigrations --check --dry-run

.PHONY: format
format: setup-app ## Put the code into shape
	$(APP)/ruff check --fix .
	$(APP)/ruff format .

.PHONY: bench
bench: setup-app ## Measure speed, memory and pages; with FILE=replies.jsonl, detection on it too
	$(APP)/python -m evaluation.speed
	$(APP)/python -m evaluation.pages
	@if [ -n "$(FILE)" ]; then $(APP)/python -m evaluation.detection $(FILE); fi

.PHONY: setup-train
setup-train:
	@scripts/setup train

.PHONY: train
train: setup-train ## Train the detector from data/acts (fetches torch the first time)
	$(TRAIN)/python -m training.train --corpus data/acts --questions data/questions --out models/detector

.PHONY: test-train
test-train: setup-train ## Run the tests of training where torch is installed
	$(TRAIN)/pytest -o addopts=--import-mode=importlib -W ignore::pytest.PytestConfigWarning tests/training

.PHONY: report
report: setup-app setup-train ## Compare detector and baselines (hours, where DIET is to be trained)
	$(TRAIN)/python -m evaluation.report

.PHONY: lock
lock: ## Pin the requirements again (UPGRADE=1 takes the newest versions that fit)
	@scripts/lock $(if $(UPGRADE),--upgrade)

.PHONY: vendor
vendor: setup-app ## Fetch the pinned npm packages of the site again (needs npm)
	@$(APP)/python scripts/vendor.py

.PHONY: messages
messages: setup-app ## Collect all texts for translators (NEW=cy begins a language)
	@$(APP)/python scripts/messages.py $(NEW)

.PHONY: pictures
pictures: setup-app ## Take the pictures of the site in docs/images again (needs chromium)
	$(APP)/python -m tests.browser.pictures

.PHONY: audit
audit: setup-app ## Ask the package index for known vulnerabilities (needs internet)
	@scripts/audit

.PHONY: clean
clean: ## Remove environments, caches and Rasa's model, but no transcript or database
	rm -rf .venv .venv-core .venv-train .tools models/rasa .rasa build dist *.egg-info
	rm -rf .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
