# Benchmarks: `make bench`, or one part by its name. Results in benchmarks/results/, pages and plots in docs/.

BENCH_VENV := .venv-bench
BENCH_READY := $(BENCH_VENV)/.ready

$(BENCH_READY): benchmarks/requirements.txt
	@echo "Imagora: making the benchmarks' environment"
	@test -x $(BENCH_VENV)/bin/python || $(PYTHON) -m venv $(BENCH_VENV)
	@$(BENCH_VENV)/bin/python -m pip install --quiet --progress-bar off -r benchmarks/requirements.txt
	@touch $@

.PHONY: bench bench-home-read bench-peer bench-growth bench-pipeline bench-fanout bench-bill bench-pages
bench: ## Run all benchmarks, write docs/benchmarks.md and docs/costs.md (about 8 minutes)
	@$(MAKE) --no-print-directory bench-home-read bench-peer bench-growth bench-pipeline bench-fanout bench-bill bench-pages

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

bench-bill: $(READY) ## The bill, from what the other parts counted
	@$(BIN)/python -m benchmarks.bill

bench-pages: $(READY) $(BENCH_READY) ## Write pages and plots from benchmarks/results
	@$(BENCH_VENV)/bin/python -m benchmarks.plots
	@$(BIN)/python -m benchmarks.pages
