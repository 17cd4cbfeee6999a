.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -o pipefail -c

# What `make run` reads and where it writes. make run REPORT="a.txt b.txt" OUT=dataset ARGS="--config mahdar.yaml"
REPORT ?= $(wildcard docs/samples/election-ar.txt docs/samples/election-en.txt)
OUT    ?= output
ARGS   ?=
# Time for each fuzz target.
FUZZTIME ?= 30s
# Reports in the corpus that `make bench` makes of the samples.
BENCH_REPORTS ?= 1000

GOLANGCI := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

# Arabic texts for make typeset.
TEXTS ?= docs/samples/election-ar.clean.txt

.PHONY: typeset help run build test lint fuzz bench golden check accept test-clients test-portals notebooks

help:   ## list the targets
	@grep -hE '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run:    ## read the samples (or REPORT="…") and write a data package to output/ (or OUT=…)
	go run ./cmd/mahdar run --output "$(OUT)" $(ARGS) $(REPORT)

build:  ## build bin/mahdar
	go build -trimpath -o bin/mahdar ./cmd/mahdar

test:   ## unit, golden and command tests; the last line counts them
	@go test -json -shuffle=on $(TESTFLAGS) ./... | go run ./.ci/count

lint:   ## linters and import walls
	go run $(GOLANGCI) run ./...

fuzz:   ## every fuzz target for FUZZTIME (30s)
	.ci/fuzz $(FUZZTIME)

bench:  ## speed and memory of the stages and of whole runs
	go test -run '^$$' -bench . -benchmem ./pipeline ./pipeline/emit
	.ci/bench $(BENCH_REPORTS)

golden: ## rewrite expected results; read the diff before you commit it
	UPDATE_GOLDEN=1 go test ./...

check:  lint test ## what must pass before a merge
	go mod tidy -diff
	go mod verify

test-clients: ## open the sample package with the programs that people use, run the notebooks (needs Python 3.11)
	.ci/clients/run

test-portals: ## publish to servers started on this machine: S3, and CKAN and InvenioRDM where PostgreSQL and Redis are installed
	MAHDAR_CLIENTS=1 go test -count=1 -v -run S3RealServer ./pipeline/publish
	.ci/clients/portals

notebooks: ## store anew what the notebooks show, and the pictures in docs/pictures
	.ci/clients/install
	.ci/clients/venv/bin/python .ci/clients/notebooks.py --write

typeset: build ## typeset TEXTS="…" with several programs and fonts, measure readers of PDF files on them
	.ci/typeset bin/mahdar $(TEXTS)

accept: ## score real reports in ../shared, when they are there
	.ci/accept
