// Serves the same thumbnails by HTTP/2 and by HTTP/1.1, each over TLS on a port of its own: bench/http_versions.py.
//
//   node thumbnail_server.mjs CERTIFICATE FOLDER HTTP2_PORT HTTP1_PORT
import { readdirSync, readFileSync } from "node:fs";
import { createSecureServer } from "node:http2";
import { createServer } from "node:https";

const [certificate, folder, http2Port, http1Port] = process.argv.slice(2);
const pem = readFileSync(certificate);
const thumbnails = readdirSync(folder).map(name => readFileSync(`${folder}/${name}`));

/** Of `/EVENT/NUMBER/thumbnail`. */
function answer(request, response) {
  const body = thumbnails[Number(request.url.split("/")[2]) % thumbnails.length];
  response.writeHead(200, {
    "content-type": "image/webp",
    "content-length": body.length,
    "cache-control": "public, max-age=31536000, immutable",
    "timing-allow-origin": "*", // else the page is not told the version
  });
  response.end(body);
}

createSecureServer({ key: pem, cert: pem }, answer).listen(Number(http2Port), "127.0.0.1");
createServer({ key: pem, cert: pem }, answer).listen(Number(http1Port), "127.0.0.1");
