"""Warm kernels: a process that has imported the heavy libraries once, and a forked copy of it for every notebook."""
