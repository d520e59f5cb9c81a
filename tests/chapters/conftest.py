"""The chapters on the book's own data, opened once for the whole test run."""

import pytest
from everything import opened, shown
from reading import observations

from planbook.cards.card import ChartCard
from planbook.chapters.report import Report


@pytest.fixture(scope="session")
def report():
    """The edition that closes the plan."""
    return Report.open(2025)


@pytest.fixture(scope="session")
def early():
    """An edition in the middle of the plan."""
    return Report.open(2023)


@pytest.fixture(scope="session")
def rows():
    """The rows the edition of 2025 may show, read without the library."""
    return observations(2025)


@pytest.fixture(scope="session")
def early_rows():
    """The rows the edition of 2023 may show, read without the library."""
    return observations(2023)


@pytest.fixture(scope="session")
def chapters(report):
    """Every chapter of the edition of 2025."""
    return opened(report)


@pytest.fixture(scope="session")
def outputs(chapters):
    """Every card and block of the edition of 2025."""
    return shown(chapters)


@pytest.fixture(scope="session")
def cards(outputs):
    """Every card of the edition of 2025, by id."""
    return {made.id: made for _, _, made in outputs if isinstance(made, ChartCard)}
