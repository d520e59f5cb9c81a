"""The library behind a report book on a five-year plan: data in, verdicts, charts and a static site out."""

__version__ = "0.1.0"
