# One command per verb; `make help` lists them.

PYTHON ?= python3
BIN := .venv/bin
DATA ?= ../shared/data
GOLD := training/runs/data/train.csv
CONTRAST := training/runs/contrast/contrast_pairs.csv
SILVER := training/runs/augment/silver.csv
JUDGED := training/runs/judged/judged.csv
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)

.DEFAULT_GOAL := help
.PHONY: help run test browser lint types format train clean

help: ## Show this list
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 10

run: .venv/serving ## Start the app on http://127.0.0.1:5000
	@exec $(BIN)/python -m gunicorn 'main:create_app()'

test: .venv/dev browser ## Run all tests: unit, API, browser
	$(BIN)/python -m pytest

lint: .venv/dev ## Check style and formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/dev ## Check types
	$(BIN)/mypy

format: .venv/dev ## Rewrite the code in the common format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

train: .venv/train ## Make running_model/best_model anew, from base weights to model card
	@test -d "$(DATA)" || { \
	  echo "There is no folder $(DATA); name that with the data: make train DATA=folder" >&2; exit 1; }
	$(BIN)/python -m training base
	$(BIN)/python -m training data --data "$(DATA)"
	$(BIN)/python -m training contrast --data "$(DATA)"
	$(BIN)/python -m training finetune --out training/runs/teacher1 --seed 2 \
	  --train $(GOLD) $(CONTRAST)
	$(BIN)/python -m training finetune --out training/runs/teacher2 --cross-layers 6 --epochs 2 \
	  --train $(GOLD) $(CONTRAST)
	$(BIN)/python -m training augment --data "$(DATA)" --candidates 30000 --pairs 16000 \
	  --teacher training/runs/teacher1/best training/runs/teacher2/best
	$(BIN)/python -m training finetune --out training/runs/first --seed 5 --epochs 2 \
	  --train $(GOLD) $(CONTRAST) $(SILVER)
	$(BIN)/python -m training judged --data "$(DATA)"
	$(BIN)/python -m training finetune --base training/runs/first/best --out training/runs/second \
	  --seed 6 --epochs 2 --learning-rate 8e-5 --train $(GOLD) $(CONTRAST) $(JUDGED)
	$(BIN)/python -m training finetune --base training/runs/second/best --seed 6 --epochs 2 --average \
	  --learning-rate 8e-5 --train $(GOLD) $(CONTRAST) $(JUDGED)
	$(BIN)/python -m training ceilings
	$(BIN)/python -m training evaluate --data "$(DATA)" --model training/runs/finetune/best \
	  --validation training/runs/data/validation.csv
	$(BIN)/python -m training export

clean: ## Remove .venv and caches; keeps training/runs
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# What the browser tests need: Debian's Chromium and a font with Hangul, else Playwright's own.
browser: .venv/dev
	@if command -v apt-get >/dev/null; then \
	  dpkg -s chromium fonts-noto-cjk >/dev/null 2>&1 || { \
	    $(SUDO) apt-get update -q && \
	    $(SUDO) env DEBIAN_FRONTEND=noninteractive \
	      apt-get install -q -y --no-install-recommends chromium fonts-noto-cjk; }; \
	else $(BIN)/playwright install chromium; fi

# Each of these files stands for an installation; it is made anew when its requirements change.
.venv/serving: requirements.txt
.venv/train: requirements.txt requirements-train.txt
.venv/dev: requirements.txt requirements-train.txt requirements-dev.txt

.venv/serving: LIST := requirements.txt
.venv/train: LIST := requirements-train.txt
.venv/dev: LIST := requirements-dev.txt

.venv/serving .venv/train .venv/dev: constraints.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement $(LIST)
	@touch $@

.venv/bin/python:
	$(PYTHON) -m venv .venv || { rm -rf .venv; \
	  echo "No virtual environment: on Debian, apt-get install python3-venv" >&2; exit 1; }
