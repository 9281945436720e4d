# Two commands do all the set-up: `make demo` and `make test`. Needed beforehand: Python >= 3.11, git, make.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
PYTHON ?= python3
OUT ?= demo-output
# The interpreter that is here is the one that is used; none is downloaded.
export UV_PYTHON_DOWNLOADS := never
UV := $(shell command -v uv || echo .uv/bin/uv)
RUN := $(UV) run --frozen --python $(PYTHON)
RUN_DEV := $(RUN) --group dev --all-extras
RUN_BENCH := $(RUN_DEV) --group bench

.PHONY: help demo test test-live test-long check format model encoder bench bench-quality bench-sources docs samples release clean

help:  ## List the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 16

.uv/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "error: $(PYTHON) is older than 3.11; set PYTHON=/path/to/python3.11" >&2; exit 2; }
	$(PYTHON) -m venv .uv
	.uv/bin/python -m pip install --quiet --disable-pip-version-check uv

SAMPLES := data/samples
# Shows a command as a user would type it, then runs it.
show = @printf '\n$$ %s\n' '$(1)'; $(RUN) $(1)
# Pseudonyms that come out alike everywhere; your own key stays yours (docs/annotators.md).
demo: export RIGHTSTAG_PSEUDONYM_KEY = sample-annotators
demo: $(UV)  ## Set up, then run the main job on the sample reports
	@$(RUN) rightstag --version
	$(call show,rightstag ingest $(SAMPLES)/averland-2023.html $(SAMPLES)/merovia-2022.pdf $(SAMPLES)/tarsia-2024.txt $(SAMPLES)/quillon-2021.txt -o $(OUT)/paragraphs.jsonl)
	$(call show,rightstag tasks $(OUT)/paragraphs.jsonl --model default -o $(OUT)/tasks.json)
	$(call show,rightstag pull --from-file $(SAMPLES)/export.json -o $(OUT)/annotations.jsonl)
	$(call show,rightstag train $(OUT)/annotations.jsonl --paragraphs $(OUT)/paragraphs.jsonl -o $(OUT)/model)
	$(call show,rightstag evaluate default $(OUT)/annotations.jsonl --paragraphs $(OUT)/paragraphs.jsonl -o $(OUT)/evaluation.html)
	$(call show,rightstag tag $(SAMPLES)/sandovia-2024.html -o $(OUT)/tags.html)
	@printf '\nOpen %s/tags.html for the tagged report and %s/evaluation.html for how good the model is;\n' $(OUT) $(OUT)
	@printf '%s/tasks.json can be imported into Label Studio, and %s/model is the model just trained.\n' $(OUT) $(OUT)

check: $(UV)  ## All gates that run no test
	$(RUN_DEV) ruff check
	$(RUN_DEV) ruff format --check
	$(RUN_DEV) mypy
	$(RUN_DEV) pyright
	$(RUN_DEV) lint-imports
	$(RUN_DEV) deptry .

format: $(UV)  ## Lay out the code
	$(RUN_DEV) ruff format
	$(RUN_DEV) ruff check --fix

test: check  ## Set up, then run all gates and tests
	$(RUN_DEV) pytest -n auto --dist loadgroup

test-live: $(UV)  ## Run the tests against a real Label Studio (installed in .work), a browser and Dask workers
	$(RUN_DEV) pytest -n auto --dist loadgroup -m live tests

test-long: $(UV)  ## Run the tests that take long: kills, simulations, fuzzing, load
	$(RUN_DEV) pytest -n auto --dist loadgroup -m long tests

CORPUS = $${RIGHTSTAG_CORPUS:-../shared}
GOLD = $(CORPUS)/corpus/gold_train.jsonl
WORK ?= .work
# torch comes by pip: where only its CPU build is at hand, pip takes it.
BUILD := $(WORK)/venv/bin
$(BUILD)/rightstag: train/neural/requirements.txt
	$(PYTHON) -m venv $(WORK)/venv
	$(BUILD)/python -m pip install --quiet --disable-pip-version-check -r train/neural/requirements.txt -e .[encoder]

$(WORK)/unlabelled.jsonl: benchmarks/unlabelled.py
	mkdir -p $(WORK)
	$(RUN) python benchmarks/unlabelled.py $(CORPUS) -o $@

model: $(UV) $(BUILD)/rightstag $(WORK)/unlabelled.jsonl  ## Make the model that ships again (hours), where the corpus is
	$(BUILD)/rightstag distill $(GOLD) --texts $(WORK)/unlabelled.jsonl --work $(WORK) -o models/default --about data/gold.md --baseline
	$(RUN) python benchmarks/standoff.py $(CORPUS) data/gold.jsonl

encoder: model  ## Put an encoder beside it: the accurate model
	$(BUILD)/rightstag finetune default $(GOLD) --texts $(WORK)/unlabelled.jsonl --work $(WORK) -o models/accurate

bench: $(UV)  ## Time ours beside its peers (where the corpus is), and write docs/performance.md
	$(RUN_BENCH) python benchmarks/startup.py
	$(RUN_BENCH) python benchmarks/reading.py $(CORPUS)
	$(RUN_BENCH) python benchmarks/training.py $(CORPUS)
	$(RUN_BENCH) python benchmarks/speed.py $(CORPUS)
	$(RUN_BENCH) python benchmarks/scale.py $(CORPUS)

bench-quality: $(UV)  ## Judge the models beside their peers on unseen countries and kinds of reports
	$(RUN_BENCH) python benchmarks/quality.py $(CORPUS)

bench-sources: $(BUILD)/rightstag $(WORK)/unlabelled.jsonl  ## Judge the shipped models on sources that they never saw (hours)
	$(BUILD)/python benchmarks/sources.py $(CORPUS) --texts $(WORK)/unlabelled.jsonl --work $(WORK)/sources

samples: $(UV)  ## Make the sample PDF and the sample Label Studio export again
	$(RUN_DEV) python tests/samples/make_pdf.py $(SAMPLES)/source/merovia-2022.md $(SAMPLES)/merovia-2022.pdf
	$(RUN_DEV) python tests/samples/make_export.py $(SAMPLES) $(SAMPLES)/export.json

release: $(UV)  ## Build the wheel, with a bill of materials and hashes
	rm -rf dist
	$(UV) build --out-dir dist
	$(UV) export --quiet --frozen --no-dev --all-extras --format cyclonedx1.5 -o dist/sbom.cdx.json
	cd dist && sha256sum *.whl *.tar.gz sbom.cdx.json > SHA256SUMS

docs: $(UV)  ## Write the command reference from the program
	$(RUN_DEV) typer rightstag.cli utils docs --name rightstag --output docs/cli.md

clean:  ## Remove what can be made again
	rm -rf .venv .uv .*_cache demo-output dist
