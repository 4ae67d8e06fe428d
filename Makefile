# Mixdown. The two commands: `make run` opens the window, `make test` passes every test. Both do all set-up.
# `make help` lists the rest.

SHELL   := /bin/bash
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
BIN     := build/bin
LDFLAGS := -s -w -X main.version=$(VERSION)

# The window needs C; on Linux it is built on WebKitGTK 4.1.
WINDOW_TAGS := desktop,production
DEV_TAGS    := dev
ifeq ($(shell uname -s),Linux)
WINDOW_TAGS := $(WINDOW_TAGS),webkit2_41
DEV_TAGS    := $(DEV_TAGS),webkit2_41
endif

PAGE_SOURCES := $(shell find frontend/src frontend/public frontend/index.html frontend/*.json frontend/*.ts -type f 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help setup run demo test build cli lint bench prism dev screens package e2e e2e-programs page-setup clean

help: ## list the targets
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: ## install whatever is missing (Debian packages, npm packages, Go modules, tools)
	@build/setup.sh all

run: ## set up, build and open the window (without a display: the sample campaign in the terminal)
	@build/setup.sh build
	@build/run.sh

demo: ## the same, on the sample campaign
	@build/setup.sh build
	@build/run.sh --demo

test: ## set up and pass every test
	@build/test.sh

build: page-setup $(BIN)/mixdown ## the program with its window, as build/bin/mixdown

cli: ## the program without a window, pure Go, as build/bin/mixdown-cli
	CGO_ENABLED=0 go build -tags cli -trimpath -ldflags "$(LDFLAGS)" -o $(BIN)/mixdown-cli .

lint: page-setup ## check the style and the layers
	@build/lint.sh

bench: page-setup ## measure: figures of the sync, the window and the sizes
	@build/bench/run.sh

prism: ## check the stand-in of Spotify with Prism, against Spotify's own OpenAPI description (MIXDOWN_SPECS names its folder)
	npm install --no-audit --no-fund --no-save --silent --prefix $(BIN)/tools/prism @stoplight/prism-cli@5.14.2
	go test -count=1 -v -run 'Spotify(UnderPrism|AgainstItsOpenAPI)' ./backend/sandbox

dev: page-setup ## the window on Vite's server: the page reloads as you type
	@build/dev.sh

e2e: page-setup e2e-programs ## only the end-to-end tests
	go test -tags e2e -count=1 -timeout 20m ./build/e2e/ ./build/e2e/supabase/ ./build/e2e/emulate/

screens: frontend/dist/index.html ## take the pictures of docs/screens again
	cd frontend && node scripts/screens.mjs

package: build cli ## installers for this system, in build/out
	@build/package.sh "$(VERSION)"

clean: ## remove what was built
	rm -rf $(BIN) build/out build/test-output
	find frontend/dist -mindepth 1 ! -name .gitkeep -delete

page-setup:
	@build/setup.sh build

# The page is built again when one of its files changed, the programs always: Go knows what to skip.
frontend/dist/index.html: $(PAGE_SOURCES)
	cd frontend && npm run --silent build

.PHONY: $(BIN)/mixdown $(BIN)/mixdown-dev $(BIN)/tinywindow
$(BIN)/mixdown: frontend/dist/index.html
	go build -tags $(WINDOW_TAGS) -trimpath -ldflags "$(LDFLAGS)" -o $@ .

# With Wails' dev server, which lets a browser call the real program: for tests only.
$(BIN)/mixdown-dev: frontend/dist/index.html
	go build -tags $(DEV_TAGS) -trimpath -ldflags "$(LDFLAGS)" -o $@ .

$(BIN)/tinywindow:
	go build -tags $(WINDOW_TAGS) -trimpath -ldflags "-s -w" -o $@ ./build/e2e/tinywindow

e2e-programs: cli $(BIN)/mixdown $(BIN)/mixdown-dev $(BIN)/tinywindow
