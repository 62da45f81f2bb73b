# Start with `make help`. Needs make, Python 3.11 or newer and Node 20 or newer; make test also Perl.

PYTHON ?= $(shell for python in python3.13 python3.12 python3.11 python3; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$python; break; }; done)
PORT ?= 8000
DATA_DIR ?= .imgsh
BROWSER ?= $(shell command -v chromium || command -v chromium-browser || command -v google-chrome || \
	ls "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" 2>/dev/null)

# The bundles must be compiled by the Python version that Lambda runs.
PYTHON_313 ?= $(shell for python in python3.13 $(HOME)/.pyenv/versions/3.13*/bin/python3.13 \
	$(HOME)/.local/share/uv/python/cpython-3.13*/bin/python3.13; do \
	$$python -c 'import sys; sys.exit(sys.version_info[:2] != (3, 13))' >/dev/null 2>&1 && { echo $$python; break; }; done)
DEPLOYMENT ?= $(or $(wildcard deployment.json),infra/example.json)

# Each set-up step leaves a stamp with the checksum of its input, so that the same input is never installed twice.
checksum = $(shell cat $(1) | cksum | tr -d ' ')
VENV := .venv/made-from-$(call checksum,requirements/tools.txt requirements/dev.txt)
ENGINES := .engines/made-from-$(call checksum,requirements/tools.txt requirements/engines.txt)
EXIFTOOL := tests/exiftool/node_modules/made-from-$(call checksum,tests/exiftool/package-lock.json)
EXAMPLES := examples/node_modules/made-from-$(call checksum,examples/package-lock.json)
GENERATORS := .generators/made-from-$(call checksum,requirements/tools.txt requirements/generators.txt)
CDK := infra/node_modules/made-from-$(call checksum,infra/package-lock.json)
INFRA := .infra/made-from-$(call checksum,requirements/tools.txt requirements/infra.txt)
GRAPHIQL := web/graphiql/dist/made-from-$(call checksum,web/graphiql/package-lock.json web/graphiql/index.html \
	web/graphiql/vite.config.js web/graphiql/src/*)
WEB_PACKAGES := web/node_modules/made-from-$(call checksum,web/package-lock.json)
WEB := web/dist/made-from-$(call checksum,web/package-lock.json web/vite.config.ts web/*.html \
	$(shell find web/src web/public -type f ! -name introspection.d.ts | sort))
RUN := $(VENV) $(ENGINES) $(GRAPHIQL) $(WEB_PACKAGES) $(WEB)

# Runs one step and shows its time. `make run` also numbers its steps: STEPS are those that are not done yet.
STEP = @$(PYTHON) local/progress.py
SYNC := UV_PYTHON_DOWNLOADS=never .venv/bin/uv pip sync --quiet --require-hashes
NPM_CI := npm ci --loglevel=error --no-audit --no-fund
LOCK := UV_PYTHON_DOWNLOADS=never ../.venv/bin/uv pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url -c advisories.txt

.DEFAULT_GOAL := help
.PHONY: help run install web browser browsers test check bundle synth deploy destroy pause resume restore invite renew-copies backup restore-backup lock schema bench clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' Makefile

run install: STEPS := $(filter-out $(wildcard $(RUN)),$(RUN))
run: python node $(RUN) ## start the whole service on this machine (PORT=8000, PHOTO_PORT=8001, DATA_DIR=.imgsh, DEMO=0: no demo, PRESIGNED=1: photos by S3's URLs)
	@PORT="$(PORT)" DATA_DIR="$(DATA_DIR)" exec .venv/bin/python -m local

install: python node $(RUN) ## install and build what make run needs, without starting it

web: $(WEB) ## build the web app

test: check $(ENGINES) $(GRAPHIQL) $(INFRA) $(CDK) $(EXIFTOOL) $(EXAMPLES) $(GENERATORS) browser ## check, then run every test
	.venv/bin/pytest -n 2 --dist loadfile --no-loadscope-reorder

browsers: $(VENV) $(ENGINES) $(GRAPHIQL) $(WEB) ## test the web app in Firefox and WebKit, if they are installed
	@{ command -v firefox-esr || command -v firefox; } >/dev/null && command -v WebKitWebDriver >/dev/null && \
		command -v Xvfb >/dev/null || { echo "Firefox, WebKit or a screen for it is missing." \
		"On Debian: apt-get install firefox-esr webkit2gtk-driver xvfb"; exit 1; }
	.venv/bin/pytest tests/browsers

check: $(VENV) $(WEB) $(INFRA) ## style, types, import rules, known advisories, and the committed schema
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/mypy --python-executable .infra/bin/python --cache-dir .mypy_cache/infra infra/cdk/*.py
	.venv/bin/lint-imports
	.venv/bin/python -m infra.locked_versions
	.venv/bin/python -m media.native_versions
	.venv/bin/python -m graphql_http.executable_schema | diff -u schema/schema.graphql -
	cd web && npm run --silent types && npm run --silent style && npm run --silent test

bundle: $(VENV) compiler ## build the Lambda bundles into dist/ (needs Python 3.13)
	.venv/bin/python -m infra.bundle dist --python "$(PYTHON_313)"

synth: bundle $(INFRA) $(WEB) ## write the CloudFormation templates into cdk.out/ (DEPLOYMENT=deployment.json)
	rm -rf cdk.out
	JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION=20 .infra/bin/python -m infra.cdk.app cdk.out \
		--deployment "$(DEPLOYMENT)" --bundles dist --site web/dist

deploy: $(VENV) $(INFRA) $(WEB) $(CDK) compiler ## deploy the service to your AWS account, or upgrade it
	@DEPLOYMENT=deployment.json COMPILER="$(PYTHON_313)" .venv/bin/python -m infra.deploy

destroy: $(VENV) $(INFRA) $(WEB) $(CDK) compiler ## delete the deployed service and all its data (FORCE=1: even while events are open)
	@DEPLOYMENT=deployment.json COMPILER="$(PYTHON_313)" FORCE="$(FORCE)" .venv/bin/python -m infra.deploy destroy

pause: $(VENV) ## stop the deployed service at once: requests, signed URLs, uploads, background work
	@DEPLOYMENT=deployment.json COMPILER= .venv/bin/python -m infra.deploy pause

resume: $(VENV) ## start it again (KEEP_SESSIONS=1: earlier signed URLs and sessions work again)
	@DEPLOYMENT=deployment.json COMPILER= KEEP_SESSIONS="$(KEEP_SESSIONS)" .venv/bin/python -m infra.deploy resume

restore: $(VENV) ## restore a deployed table to an earlier state (TABLE=photos AT=2026-11-22T20:00:00Z, OVERWRITE=1)
	@DEPLOYMENT=deployment.json COMPILER= OVERWRITE="$(OVERWRITE)" .venv/bin/python -m infra.deploy restore "$(TABLE)" "$(AT)"

invite: $(VENV) ## invite a photographer to what is deployed, or to what runs here (EMAIL=anna@example.com, MAIL=1: by mail, LOCAL=1: here)
	@if test -z "$(LOCAL)" && test -e deployment.json; then \
		DEPLOYMENT=deployment.json COMPILER= MAIL="$(MAIL)" .venv/bin/python -m infra.deploy invite "$(EMAIL)"; \
	else DATA_DIR="$(DATA_DIR)" MAIL="$(MAIL)" .venv/bin/python -m local invite "$(EMAIL)"; fi

renew-copies: $(VENV) ## make copies without a location by today's rules, where older ones made them (deployed or here; LOCAL=1: here)
	@if test -z "$(LOCAL)" && test -e deployment.json; then \
		DEPLOYMENT=deployment.json COMPILER= .venv/bin/python -m infra.deploy renew-copies; \
	else DATA_DIR="$(DATA_DIR)" .venv/bin/python -m local renew-copies; fi

backup: $(VENV) ## back up what runs here, while it runs (TO=/mnt/backups, KEEP=7, DATA_DIR=.imgsh)
	@DATA_DIR="$(DATA_DIR)" KEEP="$(KEEP)" .venv/bin/python -m local backup "$(TO)"

restore-backup: $(VENV) ## check a backup and copy it to a new DATA_DIR (FROM=/mnt/backups/imgsh-20261130-120000)
	@DATA_DIR="$(DATA_DIR)" .venv/bin/python -m local restore-backup "$(FROM)"

lock: $(VENV) ## lock the newest versions of requirements/*.in
	cd requirements && for name in tools dev engines infra runtime generators; do $(LOCK) --upgrade $$name.in -o $$name.txt || exit 1; done
	cd requirements && for name in api worker local; do $(LOCK) $$name.in -c dev.txt -o $$name.txt || exit 1; done

schema: $(VENV) ## write schema/schema.graphql from the code
	.venv/bin/python -m graphql_http.executable_schema > schema/schema.graphql

bench: $(VENV) $(ENGINES) $(WEB) browser ## measure speed
	@for name in signing album cold_start media card_reading renderers page_budgets http_versions; do echo "== $$name"; .venv/bin/python -m bench.$$name || exit 1; done

clean: ## delete everything installed and built, and the local data
	rm -rf .venv .engines .infra .imgsh dist cdk.out infra/node_modules tests/exiftool/node_modules examples/node_modules .generators web/node_modules web/dist web/graphiql/node_modules web/graphiql/dist
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: python
python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is missing: install it, or say where it is: make PYTHON=..."; exit 1; }

$(VENV): | python
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) can't make virtual environments. On Debian: apt-get install python3-venv"; exit 1; }
	@rm -f .venv/made-from-*
	$(STEP) "Installing the Python packages into .venv" '{ .venv/bin/uv --version >/dev/null 2>&1 || \
		{ $(PYTHON) -m venv --clear .venv && .venv/bin/python -m pip install --quiet --disable-pip-version-check \
		--require-hashes -r requirements/tools.txt; }; } && \
		$(SYNC) --python .venv/bin/python requirements/tools.txt requirements/dev.txt' $@ "$(STEPS)"
	@touch $@

$(ENGINES): $(VENV)
	@rm -f .engines/made-from-*
	$(STEP) "Installing the storage engines into .engines" '{ test -x .engines/bin/python || \
		.venv/bin/python -m venv --clear --without-pip .engines; } && \
		$(SYNC) --python .engines/bin/python requirements/engines.txt' $@ "$(STEPS)"
	@touch $@

$(INFRA): $(VENV) | node
	@rm -f .infra/made-from-*
	$(STEP) "Installing the CDK into .infra" '{ test -x .infra/bin/python || \
		.venv/bin/python -m venv --clear --without-pip .infra; } && \
		$(SYNC) --python .infra/bin/python requirements/infra.txt'
	@touch $@

.PHONY: compiler
compiler:
	@test -n "$(PYTHON_313)" || { echo "Python 3.13 is missing (Lambda runs it): .venv/bin/uv python install 3.13," \
		"or say where it is: make PYTHON_313=..."; exit 1; }

# The CDK's own tool, which deploys the templates.
$(CDK): | node python
	$(STEP) "Installing the CDK's own tool into infra/node_modules" 'cd infra && $(NPM_CI)'
	@touch $@

# The tests check with ExifTool that no location is left in photos.
.PHONY: exiftool
exiftool: $(EXIFTOOL)

$(EXIFTOOL): | node python
	@perl -MFcntl -MEncode -MTime::Local -e 1 2>/dev/null || { \
		echo "Perl is missing (ExifTool, which checks photos in the tests, is written in it). On Debian: apt-get install perl"; exit 1; }
	$(STEP) "Installing ExifTool into tests/exiftool/node_modules" 'cd tests/exiftool && $(NPM_CI)'
	@touch $@

# The web example, and the code generators that the tests run over the operations of docs/clients.md.
.PHONY: examples
examples: $(EXAMPLES) $(GENERATORS)

$(EXAMPLES): | node python
	$(STEP) "Installing the examples' packages into examples/node_modules" 'cd examples && $(NPM_CI) --ignore-scripts'
	@touch $@

$(GENERATORS): $(VENV)
	@rm -f .generators/made-from-*
	$(STEP) "Installing the generator of Python clients into .generators" '{ test -x .generators/bin/python || \
		.venv/bin/python -m venv --clear --without-pip .generators; } && \
		$(SYNC) --python .generators/bin/python requirements/generators.txt'
	@touch $@

# The tests run the pages in Chromium. Its headless shell takes half the processor time; any Chromium will do.
browser:
	@command -v chromium-headless-shell >/dev/null || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && \
		echo "Installing Chromium's headless shell" && apt-get update -qq && \
		apt-get install -y -qq --no-install-recommends chromium-headless-shell fonts-liberation >/dev/null; } || \
		test -n "$(BROWSER)" || { echo "Chromium is missing (tests run the pages in it)." \
		"On Debian: apt-get install chromium-headless-shell fonts-liberation"; exit 1; }

$(WEB_PACKAGES): | node python
	$(STEP) "Installing the web app's packages into web/node_modules" 'cd web && $(NPM_CI)' $@ "$(STEPS)"
	@touch $@

$(WEB): $(WEB_PACKAGES)
	$(STEP) "Building the web app" 'cd web && npm run --silent build' $@ "$(STEPS)"
	@touch $@

.PHONY: node
node:
	@node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null || { \
		echo "Node 20 or newer is missing (the web app is built with it): https://nodejs.org, or your system's packages"; exit 1; }

$(GRAPHIQL): | node python
	$(STEP) "Installing and building GraphiQL" 'cd web/graphiql && $(NPM_CI) && npm run --silent build' $@ "$(STEPS)"
	@touch $@
