"""What CloudFront tells the API with each request, so that the API knows it from anybody else's."""

from __future__ import annotations

SECRET_HEADER = "x-imgsh-edge"  # noqa: S105 - the name, not the secret
"""Proves that a request came by CloudFront: the API's own address is known to the world."""

VIEWER_HEADER = "x-imgsh-viewer"
"""The address of who asks, as CloudFront saw it. Only good beside the secret."""
