"""Lets MiniStack parse each expression once. It parses a query's conditions anew for each item of the partition.

A page of an event asks a lane for each camera. With 10,000 photos, each took 0.4 s of a processor; now 0.15 s.
"""

from __future__ import annotations

from functools import lru_cache

from ministack.services import dynamodb

MAX_EXPRESSIONS = 1024


def parse_once() -> None:
    """Replaces two pure functions of the engine by ones that remember their results."""
    tokens = lru_cache(MAX_EXPRESSIONS)(dynamodb._tokenize)
    dynamodb._tokenize = lambda expression: [*tokens(expression)]
    dynamodb._condition_syntax_error = lru_cache(MAX_EXPRESSIONS)(dynamodb._condition_syntax_error)
