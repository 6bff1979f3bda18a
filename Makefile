# Imagora's commands. Each makes the virtual environment that it needs; `make help` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
LINT_READY := $(VENV)/.ready-lint
PORT ?= 8000
DATA_DIR ?= .imagora
DEMO ?= 1
STAGE ?= local

export PYTHONPATH := layers/core:.
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help
help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 20

$(READY): requirements-dev.txt layers/core/requirements.txt layers/imaging/requirements.txt
	@echo "Imagora: making the virtual environment (about a minute, once)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Imagora needs Python 3.11 or newer.")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --no-compile --progress-bar off -r requirements-dev.txt
	@touch $@

$(LINT_READY): requirements-lint.txt $(READY)
	@$(BIN)/python -m pip install --quiet --no-compile --progress-bar off -r requirements-lint.txt
	@touch $@

.PHONY: venv
venv: $(LINT_READY) ## Make the virtual environment, with the tools that check the code

.PHONY: run
run: $(READY) ## Start the whole stack on this machine (PORT=8000 DATA_DIR=.imagora DEMO=1)
	@exec $(BIN)/python -m infra.local.run --port $(PORT) --data-dir "$(DATA_DIR)" --demo $(DEMO)

.PHONY: grant
grant: $(READY) ## Give a role or a plan: HANDLE=ann ROLE=moderator PLAN=plus STAGE=local
	@$(BIN)/python -m infra.grant --handle "$(HANDLE)" --role "$(ROLE)" --plan "$(PLAN)" --stage "$(STAGE)" --data-dir "$(DATA_DIR)"

.PHONY: invite
invite: $(READY) ## Make an invitation to sign up: USES=1 STAGE=local
	@$(BIN)/python -m infra.invite --uses "$(USES)" --stage "$(STAGE)" --data-dir "$(DATA_DIR)"

.PHONY: moderate
moderate: $(READY) ## List held pictures, or decide: MEDIA=<id> or CASE=<id> (also takes back) DECISION=approve|reject RULE=<code>
	@$(BIN)/python -m infra.moderate --media "$(MEDIA)" --case "$(CASE)" --decision "$(DECISION)" --rule "$(RULE)" --stage "$(STAGE)" --data-dir "$(DATA_DIR)"

.PHONY: recheck
recheck: $(READY) ## Judge all earlier posts, names and pictures again, under new rules or models: ACTION=start|stop STAGE=local
	@$(BIN)/python -m infra.recheck --action "$(ACTION)" --stage "$(STAGE)" --data-dir "$(DATA_DIR)"

.PHONY: test
test: $(READY) ## Run the tests
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not slow and not web"

.PHONY: test-slow
test-slow: $(READY) ## Run those that take long: kills and restarts, a storm of faults, giant pictures
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m slow

MINISTACK := .venv-ministack

$(MINISTACK)/.ready: requirements-ministack.txt
	@$(PYTHON) -m venv $(MINISTACK)
	@$(MINISTACK)/bin/python -m pip install --quiet --progress-bar off -r requirements-ministack.txt
	@touch $@

.PHONY: test-ministack
test-ministack: $(READY) $(MINISTACK)/.ready ## Run the integration tests a second time, on ministack (tests/ministack/README.md)
	@IMAGORA_TEST_SERVICES=ministack $(BIN)/python -m pytest -rs -n 2 --dist loadfile --no-loadscope-reorder tests/integration tests/ministack -m "not slow"

.PHONY: faults
faults: $(READY) ## Break every write of every use case, and 400 things at random; writes docs/durability.md (about 30 minutes)
	@$(BIN)/python -m tests.faults.full

.PHONY: format
format: $(LINT_READY) ## Format the code
	@$(BIN)/ruff format
	@$(BIN)/ruff check --fix

.PHONY: lint
lint: $(LINT_READY) ## Check format, style, imports, types and the template
	@$(BIN)/ruff format --check
	@$(BIN)/ruff check
	@$(BIN)/lint-imports
	@PYTHONPATH=cli $(BIN)/lint-imports --config cli/pyproject.toml
	@$(BIN)/mypy
	@$(BIN)/cfn-lint template.yaml infra/edge.yaml
	@$(BIN)/python -m infra.openapi --check
	@$(MAKE) --no-print-directory security

.PHONY: security
security: $(LINT_READY) ## Look for known weaknesses: in our code (bandit), in what it is made of (pip-audit; AUDIT=required)
	@$(BIN)/bandit -q -ll -c pyproject.toml -r app.py chalicelib functions layers infra cli/imagora_cli
	@$(BIN)/python -m tests.security.audit

SECURITY := .venv-security
CASES ?= 5000
EACH ?= 120

$(SECURITY)/.ready: requirements-security.txt
	@$(PYTHON) -m venv $(SECURITY)
	@$(SECURITY)/bin/python -m pip install --quiet --progress-bar off -r requirements-security.txt
	@touch $@

.PHONY: fuzz-api
fuzz-api: $(READY) $(SECURITY)/.ready ## Send at least CASES=5000 good and broken requests to a running stack (schemathesis)
	@$(BIN)/python -m tests.security.fuzz --cases $(CASES) --each $(EACH)

.PHONY: fuzz-api-quick
fuzz-api-quick: $(READY) $(SECURITY)/.ready ## The same in half a minute: a few requests for each route
	@$(BIN)/python -m tests.security.fuzz --cases 300 --each 12 --phases fuzzing

.PHONY: authorisation
authorisation: $(READY) ## Try every route as every kind of caller and write docs/authorisation.md
	@IMAGORA_WRITE_DOCS=1 $(BIN)/python -m pytest -q tests/integration/security/test_authorisation.py

.PHONY: pr
pr: lint test test-slow test-web test-ministack ## Everything that a change has to pass

.PHONY: openapi
openapi: $(READY) ## Write openapi.json from the code
	@$(BIN)/python -m infra.openapi

.PHONY: access-patterns
access-patterns: $(READY) ## Measure every access and write docs/access-patterns.md
	@IMAGORA_WRITE_DOCS=1 $(BIN)/python -m pytest -q tests/integration/test_access_patterns.py

.PHONY: cli-docs
cli-docs: $(READY) ## Write the reference in docs/cli.md from the commands' own help
	@PYTHONPATH=cli $(BIN)/python -m imagora_cli.reference docs/cli.md

.PHONY: gallery
gallery: $(READY) ## Draw the contact sheet of the built-in generator, docs/gallery.jpg
	@$(BIN)/python -m infra.gallery

.PHONY: test-web
test-web: $(READY) ## Use the page in Chromium against the whole stack (ONLY=story); installs Chromium where it is missing
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] || { echo "make test-web needs chromium: apt-get install chromium" >&2; exit 1; }; \
	  apt-get update -qq && apt-get install -qq -y --no-install-recommends chromium >/dev/null; }
	@$(BIN)/python -m pytest -n 0 -m web tests/web $(if $(ONLY),-k "$(ONLY)")

.PHONY: web
web: $(READY) ## Build the web app into web/dist
	@$(BIN)/python -m infra.web

.PHONY: package
package: $(READY) ## Build what ships into dist/, unzipped (RUNTIME=python3.13 for Lambda's Python)
	@$(BIN)/python -m infra.package $(if $(RUNTIME),--runtime $(RUNTIME))

.PHONY: deploy
deploy: $(READY) ## Deploy a stage to AWS: STAGE=prod PARAMS="Name=value" RELEASE=<an earlier one>
	@$(BIN)/python -m infra.deploy deploy --stage "$(STAGE)" --parameters "$(PARAMS)" --release "$(RELEASE)"

.PHONY: releases
releases: $(READY) ## List what was deployed to a stage: STAGE=prod
	@$(BIN)/python -m infra.deploy releases --stage "$(STAGE)"

.PHONY: smoke
smoke: $(READY) ## Try an instance from sign-up to post, and take it back: STAGE=local PORT=8000 INVITE=<code>
	@$(BIN)/python -m infra.smoke --stage "$(STAGE)" --port "$(PORT)" --invite "$(INVITE)"

.PHONY: smoke-providers
smoke-providers: $(READY) ## Ask each provider that there is a key for, for a picture and a text: OPENAI_API_KEY, AWS credentials
	@$(BIN)/python -m infra.smoke_providers; pictures=$$?; $(BIN)/python -m infra.smoke_text_models && exit $$pictures

.PHONY: destroy
destroy: $(READY) ## Remove a stage; what holds data stays: STAGE=dev (asks unless CONFIRM=dev)
	@$(BIN)/python -m infra.deploy destroy --stage "$(STAGE)" --confirm "$(CONFIRM)"

.PHONY: deploy-rehearsal
deploy-rehearsal: $(READY) ## Deploy, change, roll back and remove a stage in an AWS account on this machine
	@$(BIN)/python -m infra.rehearsal

.PHONY: redrive
redrive: $(READY) ## Move a dead-letter queue's messages back: QUEUE=media STAGE=local
	@$(BIN)/python -m infra.redrive --queue "$(QUEUE)" --stage "$(STAGE)" --data-dir "$(DATA_DIR)"

.PHONY: restore
restore: $(READY) ## Get back what was lost: STAGE=prod AT=<moment>, then FROM=<table> PREFIX=<keys> OVERWRITE=1
	@$(BIN)/python -m infra.restore --stage "$(STAGE)" --at "$(AT)" --from "$(FROM)" --prefix "$(PREFIX)" $(if $(OVERWRITE),--overwrite)

.PHONY: provider-key
provider-key: $(READY) ## Keep a provider's key, asked for: NAME=openai STAGE=prod
	@$(BIN)/python -m infra.secret_keys --stage "$(STAGE)" --name "$(NAME)"

.PHONY: rotate
rotate: $(READY) ## Make a new secret: NAME=cursor|edge|webhooks STAGE=prod
	@$(BIN)/python -m infra.secret_keys --stage "$(STAGE)" --name "$(NAME)"

.PHONY: certificates
certificates: $(READY) ## Certificates for the key that signs pictures: DO=own|request|import ORGANISATION= CHAIN= STAGE=prod
	@$(BIN)/python -m infra.certificates "$(or $(DO),own)" --stage "$(STAGE)" --organisation "$(or $(ORGANISATION),Imagora)" $(if $(CHAIN),--chain "$(CHAIN)")

# Benchmarks: results in benchmarks/results/, pages and plots in docs/.
BENCH_VENV := .venv-bench
BENCH_READY := $(BENCH_VENV)/.ready

$(BENCH_READY): benchmarks/requirements.txt
	@echo "Imagora: making the benchmarks' environment"
	@test -x $(BENCH_VENV)/bin/python || $(PYTHON) -m venv $(BENCH_VENV)
	@$(BENCH_VENV)/bin/python -m pip install --quiet --progress-bar off -r benchmarks/requirements.txt
	@touch $@

.PHONY: bench bench-home-read bench-peer bench-growth bench-pipeline bench-fanout bench-hot-post bench-likeness bench-bill bench-pages
bench: ## Run all benchmarks, write docs/benchmarks.md, docs/costs.md and docs/operations.md's costs (about 15 minutes)
	@$(MAKE) -j1 --no-print-directory bench-home-read bench-peer bench-growth bench-pipeline bench-fanout bench-hot-post bench-likeness bench-bill bench-pages

bench-home-read: $(READY) package ## Home read side by side; whole functions under Lambda's runtime client
	@$(BIN)/python -m benchmarks.home_read

bench-peer: $(READY) $(BENCH_READY) ## django-activity-stream on PostgreSQL on the same graph
	@$(BIN)/python -m benchmarks.peer.compare

bench-growth: $(READY) ## Requests and units a home page while posts and follows grow
	@$(BIN)/python -m benchmarks.growth

bench-pipeline: $(READY) ## CPU of pictures by size and of a post's fan-out
	@$(BIN)/python -m benchmarks.pipeline

bench-fanout: $(READY) ## Fan-out to ten million followers, simulated
	@$(BIN)/python -m benchmarks.fanout.simulate

bench-hot-post: $(READY) ## Likes on one post by many at once, simulated
	@$(BIN)/python -m benchmarks.hot_post

bench-likeness: $(READY) ## Copied pictures among a million works: how many are found, at what cost
	@$(BIN)/python -m benchmarks.likeness.simulate

bench-bill: $(READY) ## The bill, from what the other parts counted
	@$(BIN)/python -m benchmarks.bill

bench-pages: $(READY) $(BENCH_READY) ## Write pages and plots from benchmarks/results
	@$(BENCH_VENV)/bin/python -m benchmarks.plots
	@$(BIN)/python -m benchmarks.pages

.PHONY: bars
bars: package ## Count instructions and bytes of what ships, and fail above a bar (needs valgrind)
	@$(BIN)/python -m tests.bars

.PHONY: checkers
checkers: $(READY) ## Say what the built-in checkers are worth: precision and recall a rule
	@$(BIN)/python tests/corpus/trust_report.py

.PHONY: clean
clean: ## Remove what was built and cached; keeps data and the virtual environment
	rm -rf dist .bench .aws-sam .mypy_cache .ruff_cache .pytest_cache .import_linter_cache web/dist web/node_modules .chalice/deployments
	find . -name __pycache__ -not -path './.venv*' -prune -exec rm -rf {} +
