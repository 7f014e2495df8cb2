# Short names for the scripts in scripts/; each can be run on its own as well.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help dev check test chaos e2e build bench lighthouse screenshots page island feature rename fmt

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile

dev: ## Install what is missing, run the app and rebuild on every save
	@scripts/dev.sh

check: ## Format, lints, rules, unit and http tests: what one runs all day
	@scripts/check.sh

test: ## Everything CI runs, the browser tests included
	@scripts/test.sh

chaos: ## Kills, restarts, faults and floods under load; CHAOS_SECONDS=60 for longer, CHAOS_SEED=7 to repeat, ARGS="kills" for one
	@scripts/setup.sh test
	@scripts/with-postgres.sh scripts/chaos.sh $(ARGS)

e2e: build ## The browser tests alone; ARGS go to Playwright, as in ARGS="journey --headed"
	@scripts/setup.sh test
	@scripts/e2e.sh $(ARGS)

build: ## The release build: binary, hash.txt and site/ in target/release
	@scripts/build.sh

bench: ## What a warm page takes and where the time goes; needs a release build's time once
	@. scripts/env.sh && LEPTOS_HASH_FILES=false cargo bench --no-default-features --features ssr --bench warm_pages

lighthouse: build ## Performance, accessibility, practices and SEO of every page, on a throttled phone
	@scripts/setup.sh test
	@scripts/lighthouse.sh

screenshots: build ## Every page in light and dark, desktop and phone, into docs/screenshots
	@scripts/setup.sh test
	@scripts/screenshots.sh

page: ## Add a page to the dashboard: name=leaderboard title="Leaderboard"
	@scripts/add-page.sh "$${name:-}" "$${title:-}"

island: ## Add an island, which reacts in the browser: name=vote
	@scripts/add-island.sh "$${name:-}"

feature: ## Add a feature with a table and a form, a copy of the sample: name=tickets title="Tickets"
	@scripts/add-feature.sh "$${name:-}" "$${title:-}"

rename: ## Make it yours: name=my-dashboard title="My Dashboard"
	@scripts/rename.sh "$${name:-}" "$${title:-}"

fmt: ## Format the Rust code, and the views in it
	@scripts/setup.sh check
	@scripts/format.sh
