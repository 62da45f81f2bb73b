"""The error that ends a command of the local service."""

from __future__ import annotations


class StartupError(Exception):
    """The service can't start; the message says why and what to do."""
