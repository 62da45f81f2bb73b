"""CloudFront Functions in JavaScript that run on each viewer request."""

from __future__ import annotations

import json
import re

from infra import site
from runtime import cloudfront_headers

ASSETS = "/assets/"


def router() -> str:
    """Rewrites each path of the web app to its HTML page; paths of files stay as they are."""
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


def viewer_address() -> str:
    """Overwrites the viewer header with the client's IP address."""
    return f"""\
function handler(event) {{
  event.request.headers[{json.dumps(cloudfront_headers.VIEWER_HEADER)}] = {{ value: event.viewer.ip }};
  return event.request;
}}
"""


def _expression(path: str) -> str:
    """Returns a JavaScript regular expression for a path such as "/events/{event_id}"."""
    return "".join(
        "[^/]+" if part.startswith("{") else re.escape(part).replace("/", "\\/") for part in re.split(r"({.*?})", path)
    )
