"""Imagora from the terminal: a client of the HTTP API, and of nothing else of Imagora."""

__version__ = "0.1.0"
