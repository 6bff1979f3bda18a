"""Imagora: a social network built around AI image generation. Framework-free; rooms stand in the order data flows."""

__version__ = "0.1.0"
