"""CloudFront Functions in JavaScript that run on each viewer request."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

from infra import link_previews, site
from runtime import cloudfront_headers

ASSETS = "/assets/"
PREVIEW_SECONDS = 300
TITLE = "TITLE-OF-LINK"
PREVIEW = f'<!doctype html><html lang="en"><head><meta charset="utf-8" />{link_previews.tags(TITLE)}</head></html>'


def router() -> str:
    """Rewrites each path of the web app to its HTML page; paths of files stay as they are.

    Programs that show previews of links get a page of title and tags: the web app names the event by a script, which
    they do not run. Browsers send `Sec-Fetch-Mode`; older ones do not call themselves a bot.
    """
    photographer, viewer = ("|".join(map(_expression, paths)) for paths in (site.PHOTOGRAPHER_PATHS, site.VIEWER_PATHS))
    return f"""\
var PHOTOGRAPHER = /^({photographer})$/;
var VIEWER = /^({viewer})$/;
var EVENT = /^\\/([^\\/]{{2,}})\\/([^\\/]+)\\/?$/;
var HASH = /#|%(?:25)*23/;
var PROGRAM = /bot|crawl|spider|preview|externalhit|whatsapp|embed|scan/i;
var PAGE = {json.dumps(PREVIEW)};
function handler(event) {{
  var request = event.request;
  if (PHOTOGRAPHER.test(request.uri)) request.uri = "/index.html";
  else if (VIEWER.test(request.uri) && !request.uri.startsWith({json.dumps(ASSETS)})) {{
    var title = isProgram(request.headers) && titleOf(request.uri);
    if (title) return preview(title);
    request.uri = "/album.html";
  }}
  return request;
}}
function isProgram(headers) {{
  var agent = headers["user-agent"] ? headers["user-agent"].value : "";
  return !headers["sec-fetch-mode"] && (!agent.startsWith("Mozilla/") || PROGRAM.test(agent));
}}
function titleOf(uri) {{
  var found = EVENT.exec(uri.split(HASH)[0]);
  if (!found) return "";
  var names = [found[2], found[1]].map(function (name) {{
    try {{ name = decodeURIComponent(name); }} catch (error) {{}}
    return name.split(HASH)[0].replace(/_/g, " ");
  }});
  return names.join(" \u00b7 ").replace(/{link_previews.NOT_SHOWN}/g, "").slice(0, {link_previews.MAX_CHARACTERS});
}}
function preview(title) {{
  var shown = title.replace(/[&<>"']/g, function (sign) {{ return "&#" + sign.charCodeAt(0) + ";"; }});
  return {{
    statusCode: 200,
    statusDescription: "OK",
    headers: {{
      "content-type": {{ value: "text/html; charset=utf-8" }},
      "cache-control": {{ value: "public, max-age={PREVIEW_SECONDS}" }},
      "content-security-policy": {{ value: "default-src 'none'" }},
      "x-content-type-options": {{ value: "nosniff" }}
    }},
    body: PAGE.split({json.dumps(TITLE)}).join(shown)
  }};
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


def photo_links(link_keys: Mapping[str, str]) -> str:
    """Refuses every request but those of signed links. `link_keys` are secrets by kid, or references to them."""
    code = Path(__file__).with_name("photo_links.js").read_text(encoding="utf-8")
    return code.replace("LINK_KEYS", json.dumps(dict(link_keys)))


def _expression(path: str) -> str:
    """Returns a JavaScript regular expression for a path such as "/events/{event_id}"."""
    return "".join(
        "[^/]+" if part.startswith("{") else re.escape(part).replace("/", "\\/") for part in re.split(r"({.*?})", path)
    )
