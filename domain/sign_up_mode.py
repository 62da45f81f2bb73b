"""Who may sign up. Apart from the rules about it: what deploys knows this and nothing else of them."""

from __future__ import annotations

from enum import Enum


class SignUpMode(Enum):
    OPEN = "open"
    INVITED = "invited"
    CLOSED = "closed"
