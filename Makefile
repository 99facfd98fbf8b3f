# Fechatter. `make` alone lists the targets.
SHELL := /bin/sh
.DEFAULT_GOAL := help

# The project brings its own Node.
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)

COMPOSE = $$(docker compose version >/dev/null 2>&1 && echo docker compose || echo docker-compose) -p fechatter
ENSURE = sh scripts/bootstrap.sh && node scripts/setup-env.ts

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z%-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: start test check
start: ## Install what is needed, build, and run everything on http://localhost:8080
	@began=$$(date +%s)000; $(ENSURE) && node scripts/build.ts && \
	FECHATTER_BEGAN_AT=$$began exec node scripts/start.ts

test: ## Install what is needed and run every test
	@sh scripts/bootstrap.sh && sh scripts/test-packages.sh && exec node scripts/verify.ts

check: ## Formatting, lint, types, import rules, dead code
	@sh scripts/bootstrap.sh && npm run --silent check

.PHONY: up down logs ps stats
up: ## Build and start all services with Docker Compose
	@$(ENSURE) && $(COMPOSE) up -d --build

down: ## Stop them (the data stays)
	@$(COMPOSE) down

logs: ## Follow the logs of all services
	@$(COMPOSE) logs -f --tail=100

logs-%: ## Follow the logs of one service, e.g. make logs-fechatter-server
	@$(COMPOSE) logs -f --tail=100 $*

ps: ## State of the containers
	@docker ps -a --filter network=fechatter-net --format 'table {{.Names}}\t{{.Status}}\t{{.Ports}}'

stats: ## CPU and memory of the containers
	@docker stats $$(docker ps -q --filter network=fechatter-net)

.PHONY: build-docker run-docker kill-docker
build-docker: ## Build the image that plays every role
	docker build -t fechatter:latest .

build-docker-%: ## Build an image that plays one role, e.g. make build-docker-gateway
	docker build --build-arg ROLE=$$(echo $* | sed 's/^fechatter-server$$/server/; s/-server$$//') -t fechatter/$*:latest .

run-docker: ## Run all services with plain docker, without Compose
	@$(ENSURE) && node scripts/run-docker.ts run

kill-docker: ## Stop and remove all containers of Fechatter (the data stays)
	@node scripts/run-docker.ts kill

.PHONY: backup restore
backup: ## Save everything: FILE=… or backups/fechatter-<time>.zip (embedded: stop it first)
	@$(ENSURE) && node scripts/backup.ts save $(FILE)

restore: ## Read a backup into an empty place: make restore FILE=backups/….zip
	@$(ENSURE) && node scripts/backup.ts restore $(FILE)

.PHONY: dev dev-stop frontend-dev services services-stop db-setup db-reset hooks clean
dev: ## Run everything from source, restarted on change (in tmux if there is one)
	@$(ENSURE) && exec node scripts/dev.ts

dev-stop: ## Stop what make dev started
	@node scripts/dev.ts stop

frontend-dev: ## Vite's own server on http://localhost:5173, beside make dev
	@sh scripts/bootstrap.sh && exec vite --host 127.0.0.1 --port 5173 --strictPort

services: ## Start private PostgreSQL, Redis and NATS from Debian's packages
	@sh scripts/bootstrap.sh && node scripts/services.ts start

services-stop: ## Stop them
	@node scripts/services.ts stop

db-setup: ## Create the database (DATABASE_URL; embedded needs nothing)
	@$(ENSURE) && node scripts/database.ts setup

db-reset: ## Delete all data, after asking (FORCE=1: without asking)
	@$(ENSURE) && node scripts/database.ts reset

hooks: ## Let git check the form of commit messages
	@sh scripts/bootstrap.sh && simple-git-hooks

clean: ## Delete what was built (never data)
	rm -rf dist .cache coverage test-results playwright-report
