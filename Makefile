# Short names for the scripts in scripts/. Each script also runs on its own.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help dev check test chaos scale e2e build bench lighthouse screenshots images page island feature rename fmt

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile

dev: ## Install missing tools, run the app, rebuild on every save
	@scripts/dev.sh

check: ## Format, lints, rules, unit and HTTP tests; run it after every change
	@scripts/check.sh

test: ## Everything that CI runs, browser tests included
	@scripts/test.sh

chaos: ## Kills, restarts, faults and floods under load. CHAOS_SECONDS=60 runs longer, CHAOS_SEED=7 repeats a run, ARGS="kills" runs one scenario
	@scripts/setup.sh test
	@scripts/with-postgres.sh scripts/chaos.sh $(ARGS)

scale: build ## Several servers on one PostgreSQL behind nginx: requests a second, sign-outs, refreshes, a killed server. SERVERS="1 2 4"
	@scripts/setup.sh test
	@scripts/with-postgres.sh tests/scale/run.sh

e2e: build ## The browser tests. ARGS go to Playwright: ARGS="journey --headed"
	@scripts/setup.sh test
	@scripts/e2e.sh $(ARGS)

build: ## The release build, in target/release: binary, hash.txt, site/
	@scripts/build.sh

bench: ## What a warm page takes, compared with bare axum; compression, allocations, memory, start. Needs the time of a release build once
	@. scripts/env.sh && LEPTOS_HASH_FILES=false cargo bench --no-default-features --features ssr --bench warm_pages

lighthouse: build ## Performance, accessibility, best practices and SEO of every page, on a throttled phone
	@scripts/setup.sh test
	@scripts/lighthouse.sh

screenshots: build ## Every page in light and dark, desktop and phone, into docs/screenshots
	@scripts/setup.sh test
	@scripts/screenshots.sh

images: ## The picture of shared links and the icons, from your name, tagline, mark and colours
	@scripts/setup.sh test
	@scripts/images.sh

page: ## Add a page to the dashboard: name=leaderboard title="Leaderboard"
	@scripts/add-page.sh "$${name:-}" "$${title:-}"

island: ## Add an island, a component that reacts in the browser, and its server function: name=vote
	@scripts/add-island.sh "$${name:-}"

feature: ## Add a feature with a table and a form, copied from the sample: name=tickets title="Tickets"
	@scripts/add-feature.sh "$${name:-}" "$${title:-}"

rename: ## Give the app another name: name=my-dashboard title="My Dashboard"
	@scripts/rename.sh "$${name:-}" "$${title:-}"

fmt: ## Format the Rust code and its views
	@scripts/setup.sh check
	@scripts/format.sh
