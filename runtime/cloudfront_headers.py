"""Headers that CloudFront adds to each request to the API."""

from __future__ import annotations

SECRET_HEADER = "x-imgsh-edge"  # noqa: S105 - the name, not the secret
"""Proves that a request came through CloudFront, because the API's own URL is public."""

VIEWER_HEADER = "x-imgsh-viewer"
"""The client's IP address as seen by CloudFront. Trusted only with the secret."""
