"""What CloudFront runs at the arrival of a request, before anything else: a few lines of JavaScript each."""

from __future__ import annotations

import json
import re

from infra import site
from runtime import cloudfront_headers

ASSETS = "/assets/"


def router() -> str:
    """Leads each address of the web app to its page, and leaves the names of files alone."""
    photographer, viewer = ("|".join(map(_expression, paths)) for paths in (site.PHOTOGRAPHER_PATHS, site.VIEWER_PATHS))
    return f"""\
var PHOTOGRAPHER = /^({photographer})$/;
var VIEWER = /^({viewer})$/;
function handler(event) {{
  var request = event.request;
  if (PHOTOGRAPHER.test(request.uri)) request.uri = "/index.html";
  else if (VIEWER.test(request.uri) && !request.uri.startsWith({json.dumps(ASSETS)})) request.uri = "/album.html";
  return request;
}}
"""


def tell_the_viewer() -> str:
    """Tells the API who asks, whatever the request itself says about that."""
    return f"""\
function handler(event) {{
  event.request.headers[{json.dumps(cloudfront_headers.VIEWER_HEADER)}] = {{ value: event.viewer.ip }};
  return event.request;
}}
"""


def _expression(path: str) -> str:
    """Of JavaScript, for a path such as "/events/{event_id}"."""
    return "".join(
        "[^/]+" if part.startswith("{") else re.escape(part).replace("/", "\\/") for part in re.split(r"({.*?})", path)
    )
