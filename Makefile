# Two commands: `make demo` shows the live blog, `make test` proves it.
SHELL := /bin/bash
.DELETE_ON_ERROR:
.PHONY: demo test lint test-sqlite test-postgresql test-browser test-protocol bench bench-quick scale drill stack load browser postgresql screenshots messages lock licences advisories sbom clean

PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin

# The demo is production in small: no debug pages, hashed static files, its own data.
DEMO := DEBUG=false DATA_DIR=var/demo DATABASE_URL=sqlite:///var/demo/db.sqlite3 CACHE_URL=locmemcache:// HTTPS=false ALLOWED_HOSTS=127.0.0.1,localhost LOG_LEVEL=WARNING LOG_FORMAT=line PUBLICATION_NAME='The Wrackhaven Post'

# The checks look at the code, never at the database that a .env may name.
CHECK := DATA_DIR=var/check DATABASE_URL=sqlite:///var/check/db.sqlite3

# Lighthouse and the Nu HTML checker; Node.js and Java come from PyPI.
CHECKERS := tests/checkers/node_modules

# The live blog's peer, which the benches ask too, with packages of its own.
PEER := var/peer

demo: .venv/run var/demo/secret-key
	@$(DEMO) SECRET_KEY="$$(cat var/demo/secret-key)" $(BIN)/python manage.py demo --port $(PORT)

var/demo/secret-key:
	@mkdir -p $(@D)
	@umask 077; $(PYTHON) -c "import secrets; print(secrets.token_urlsafe(50))" > $@

# A check that fails stops none of the others, whose results are worth knowing, too.
test: .venv/dev browser postgresql $(CHECKERS)/installed
	$(MAKE) --keep-going --jobs=1 lint test-sqlite test-postgresql test-browser test-protocol

# Everything but the browser, in parallel, on both databases; then the browser by two, a
# file at a time: what is about the update protocol on PostgreSQL, the rest on SQLite.
# What a browser shows on a busy machine may come too late for any patience: what was
# waited for in vain is tried once more, and an R tells of it. Whatever else fails has
# one try, and so has the protocol.
PYTEST := $(BIN)/python -m pytest
PARALLEL := -n auto --maxprocesses 8 --dist worksteal --ignore tests/browser
ON_POSTGRESQL := $(BIN)/python -m tests.on_postgresql
STORED := accounts_invitations accounts_lockout accounts_sessions admin_odd_input \
	admin_safety audit_* backup check_* database_settings delta desk_acts_late desk_conflicts desk_cop* \
	desk_delta desk_furniture desk_history desk_law desk_merging desk_page_history desk_presence \
	desk_saving desk_sessions desk_stream desk_twice desk_unseen desk_working_copies \
	failures fuzz gate_polls hostile_input import_again import_drafts import_follow \
	import_matching import_state import_undated indexes law metrics migrations probes \
	publishing races replay restore* search_* settings unpublished uploads
PROTOCOL := $(patsubst %,tests/browser/test_%.py,updates random_sequences window lifecycle desk_stream)

test-sqlite: .venv/dev $(CHECKERS)/installed
	$(PYTEST) $(PARALLEL)

# What a database has a part in: the door, the law, locks, queries, search, backups. Who
# may do what, what words become and how a page looks is the same on each; `make scale`
# runs everything on this one.
test-postgresql: .venv/dev postgresql $(CHECKERS)/installed
	$(ON_POSTGRESQL) $(PYTEST) $(PARALLEL) --with-database $(STORED:%=tests/test_%.py)

test-browser: .venv/dev browser $(CHECKERS)/installed
	$(PYTEST) tests/browser $(PROTOCOL:%=--ignore %) -n 2 --dist loadfile --reruns 1 --only-rerun 'TimeoutError|with timeout'

test-protocol: .venv/dev browser postgresql
	$(ON_POSTGRESQL) $(PYTEST) $(PROTOCOL) -n 2 --dist loadfile

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	find templates -name '*.html' -print0 | xargs -0 $(BIN)/djade --target-version 5.2 --check
	$(BIN)/python -m tests.supply.locks
	$(BIN)/python -m tests.supply.secrets
	DEBUG=true $(CHECK) $(BIN)/python manage.py makemigrations --check --dry-run
	SECRET_KEY="$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(50))')" ALLOWED_HOSTS=live.example.org DEBUG=false HTTPS=true $(CHECK) $(BIN)/python -W error manage.py check --deploy --fail-level WARNING

# What a reader's browser loads, in bytes, and Lighthouse's performance score; how fast
# and in how much memory a long page is imported, and that reading is linear; a hundred
# thousand readers of one page, and what their generator costs by itself; what each
# answer costs beside the peer, Django, granian and nginx; what grows with a page.
bench bench-quick: export PATH := $(PATH):/usr/sbin
bench: .venv/dev browser load $(PEER)/installed $(CHECKERS)/installed
	$(BIN)/python -m tests.bench.page_weight
	$(BIN)/python -m tests.bench.import_rows
	$(BIN)/python -m tests.bench.import_linear
	$(BIN)/python -m tests.bench.crowd_bare
	$(BIN)/python -m tests.bench.crowd
	$(BIN)/python -m tests.bench.costs
	$(BIN)/python -m tests.bench.long_pages

# The last three in short, within two minutes.
bench-quick: .venv/dev load $(PEER)/installed
	$(BIN)/python -m tests.bench.costs --quick
	$(BIN)/python -m tests.bench.long_pages --quick
	$(BIN)/python -m tests.bench.crowd --quick

# The deployment of deploy/, whole, on loopback: all tests on it, and those that need
# it. KEEP=1 runs it to look at instead.
scale: export PATH := $(PATH):/usr/sbin
scale: .venv/dev browser stack $(CHECKERS)/installed
ifdef KEEP
	@$(BIN)/python -m tests.scale.run --keep
else
	$(BIN)/python -m tests.scale.run
	$(MAKE) bench-quick
endif

# What is broken on purpose, with real processes: `make drill NAME=kills`; without a
# name, which there are. OPTIONS are the drill's own.
drill: export PATH := $(PATH):/usr/sbin
drill: .venv/dev stack
	@$(BIN)/python -m tests.drills $(NAME) $(OPTIONS)

# PostgreSQL, Redis, nginx, and what tries the units, come from Debian.
stack:
	@PATH="$$PATH:/usr/sbin:$$(echo /usr/lib/postgresql/*/bin | tr ' ' ':')"; \
	for needed in initdb redis-server nginx openssl systemd-analyze; do \
		command -v $$needed >/dev/null || missing=1; \
	done; \
	[ -z "$$missing" ] || { $(APT) postgresql redis-server nginx openssl systemd; }

# wrk, the generator of load, and nginx come from Debian.
load:
	@PATH="$$PATH:/usr/sbin"; \
	command -v wrk >/dev/null && command -v nginx >/dev/null || { $(APT) wrk nginx; }

# The pictures in the documentation, taken anew from a demo of its own.
screenshots: .venv/dev browser
	$(BIN)/python -m docs.screenshots

# The words that readers see, from the code into locale/, and compiled there.
messages: .venv/run
	$(BIN)/python -m liveblog.messages

# Chromium comes from Debian, if it can be had the one without a window, which costs
# half as much; CHROMIUM names another one.
browser:
	@command -v "$${CHROMIUM:-chromium-headless-shell}" >/dev/null || \
	command -v chromium >/dev/null || \
	{ $(APT) chromium-headless-shell; } || { $(APT) chromium; }

# So does PostgreSQL; no test touches the cluster that Debian may start with it.
postgresql:
	@command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || { $(APT) postgresql; }

# Debian keeps venv in a package of its own.
VENV = $(PYTHON) -m venv .venv 2>/dev/null || { $(APT) python3-venv && $(PYTHON) -m venv .venv; }
APT = as_root=; [ "$$(id -u)" = 0 ] || as_root=sudo; \
	$$as_root apt-get update -qq && \
	$$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends

# From the locks: one version of each package, and only files with the hashes there.
INSTALL := $(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes

.venv/run: requirements.lock
	$(VENV)
	$(INSTALL) -r $<
	@touch $@

.venv/dev: requirements-dev.lock requirements.lock
	$(VENV)
	$(INSTALL) -r $<
	@touch $@ .venv/run

# The locks anew, after a change of requirements*.txt; UPGRADE=1 takes what is newer. For
# every system and processor, Python 3.11 and newer. Where packages come from is not
# theirs to say.
LOCK := $(if $(PIP_INDEX_URL),UV_DEFAULT_INDEX='$(PIP_INDEX_URL)') $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links --no-emit-package pip $(if $(UPGRADE),--upgrade)

lock: .venv/dev
	$(LOCK) requirements.txt --output-file requirements.lock
	$(LOCK) requirements-dev.txt --constraints requirements.lock --output-file requirements-dev.lock
	$(MAKE) .venv/dev licences

licences: .venv/dev
	$(BIN)/python -m tests.supply.licences

# What is known against the locked packages; asks the public registry.
advisories: .venv/dev
	$(BIN)/python -m tests.supply.advisories

# What is deployed, as CycloneDX.
sbom: .venv/dev
	@mkdir -p var
	$(BIN)/cyclonedx-py requirements --output-reproducible --validate --spec-version 1.6 --output-file var/sbom.json requirements.lock

$(CHECKERS)/installed: tests/checkers/package.json tests/checkers/package-lock.json | .venv/dev
	cd tests/checkers && ../../$(BIN)/npm ci --loglevel=error >/dev/null
	@touch $@

$(PEER)/installed: tests/bench/peer/requirements.txt | .venv/dev
	$(PYTHON) -m venv $(PEER)
	$(PEER)/bin/python -m pip install --quiet --quiet --disable-pip-version-check -r $<
	@touch $@

clean:
	rm -rf .venv var $(CHECKERS)
