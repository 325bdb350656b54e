# For those who work on the code; ./run and ./test are for everybody.
.PHONY: check fix lock vendor messages bench
PY = .venv/bin/python
UV = .tools/bin/uv
LOCK = $(UV) pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url --no-annotate --no-header -q

check:  ## style, types, floors, migrations
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	$(PY) -m mypy countersign tests conftest.py
	.venv/bin/lint-imports
	$(PY) -m countersign makemigrations --check --dry-run

fix:  ## mend what can be mended without thinking
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

lock:  ## the newest versions that pyproject.toml allows, hashed, naming no host
	UV_PYTHON_DOWNLOADS=never $(LOCK) --upgrade -o requirements.lock
	UV_PYTHON_DOWNLOADS=never $(LOCK) --group dev -c requirements.lock -o requirements-dev.lock
	UV_PYTHON_DOWNLOADS=never $(LOCK) --extra ldap -c requirements.lock -o requirements-ldap.lock
	UV_PYTHON_DOWNLOADS=never $(LOCK) --extra saml -c requirements.lock -o requirements-saml.lock

vendor:  ## fetch the front-end files anew
	bin/vendor

messages:  ## gather sentences for the Welsh catalogues and compile them (needs GNU gettext)
	$(PY) bin/messages

bench:  ## measure, and write bench.json
	.venv/bin/countersign bench
