# make run    start everything: http://localhost:8000
# make test   linters, types, contracts, then all tests
# make check  linters, types and contracts only
# make locks  write the lock files anew from pyproject.toml; UPGRADE="--upgrade" takes newer versions
# make clean  remove what was built and installed; the data in var/ stay
#
# Needed beforehand: Python 3.11 to 3.13 and make. PYTHON=… names the Python to use.

PYTHON ?= $(shell for python in python3.13 python3.12 python3.11 python3 python; do \
	if $$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' >/dev/null 2>&1; \
	then echo $$python; break; fi; done)
INSTALL = $(PYTHON) -I platform/kernel/supervisor/install.py
BIN = .venv/bin

.PHONY: run test check locks clean python

run: python
	@$(INSTALL)
	@exec $(BIN)/tongban up

test: python
	@$(INSTALL) --dev --system
	@$(BIN)/tongban texts compile && $(BIN)/tongban assets
	@checks=0; $(MAKE) --no-print-directory check || checks=1; \
	test $$checks = 0 || echo "The checks found faults, see above; the tests run all the same."; \
	$(BIN)/pytest -n 2 && test $$checks = 0

check: python
	@$(INSTALL) --dev
	@failed=; try() { echo "── $$*"; "$$@" || failed=yes; }; \
	try $(BIN)/ruff check .; \
	try $(BIN)/ruff format --check --quiet .; \
	try $(BIN)/mypy; \
	try $(BIN)/lint-imports --no-logo; \
	try $(BIN)/djlint --lint --quiet --profile=django $(TEMPLATE_RULES) platform tenants provisioning modules; \
	try $(BIN)/tongban assets --types; \
	try $(BIN)/tongban texts check; \
	try env DJANGO_SETTINGS_MODULE=tests.support.settings $(BIN)/tongban manage makemigrations --check --dry-run --verbosity 0; \
	try $(BIN)/tongban features --unclaimed NONE; \
	test -z "$$failed"

# The installer keeps what a lock says already, the versions and the hashes; without the hashes it asks for all of them.
locks: python
	@$(INSTALL) --dev
	@for lock in "requirements.txt" "requirements-dev.txt --group dev"; do \
	set -- $$lock; sed -i '/^    --hash=/d; s/ \\$$//' $$1; \
	$(BIN)/uv pip compile pyproject.toml $${2:+$$2 $$3} --universal --generate-hashes --no-header --quiet $(UPGRADE) -o $$1 || exit 1; done

clean:
	rm -rf .venv node_modules platform/kernel/web/static/web/dist
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find platform tenants provisioning modules tests -name __pycache__ -prune -exec rm -rf {} +
	find platform tenants provisioning modules -name 'django.mo' -delete

python:
	@test -n "$(PYTHON)" || { \
	echo "Tongban needs Python 3.11, 3.12 or 3.13, and none was found. Install one (Debian: apt-get install python3 python3-venv)"; \
	echo "and run make again, or name it: make run PYTHON=/path/to/python3.12"; exit 1; }

# Matters of taste are left out; what stays finds broken nesting, missing alternatives and inline styles (mail needs those).
TEMPLATE_RULES = --ignore=D018,H006,H013,H023,H029,H030,H031,H033,H043,T003 --per-file-ignores '.*/mail/.*' H021
