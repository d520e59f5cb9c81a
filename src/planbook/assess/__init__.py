"""Pure assessment: numbers and rows in, result objects out; no files, no charts."""
