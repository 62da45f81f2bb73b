// Runs a CloudFront Function in Node: node edge_function.mjs CODE SECONDS. Each line of standard input is a request, as
// a URL that a browser would follow or as [host, target]; each line of standard output is what the function returned.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const code = readFileSync(process.argv[2], 'utf8');
const { handler } = await import('data:text/javascript,' + encodeURIComponent(code + '\nexport { handler };'));
Date.now = () => Number(process.argv[3]) * 1000;

// CloudFront hands over path and query as they were sent, still encoded.
function eventOf(host, target) {
  const [uri, ...query] = target.split('?');
  const querystring = {};
  for (const pair of query.join('?').split('&').filter(Boolean)) {
    const [name, ...value] = pair.split('=');
    querystring[name] = { value: value.join('=') };
  }
  const headers = host === null ? {} : { host: { value: host } };
  return { request: { method: 'GET', uri, querystring, headers, cookies: {} }, viewer: { ip: '198.51.100.11' } };
}

const sent = (given) => {
  if (typeof given !== 'string') return given;
  const { host, pathname, search } = new URL(given);
  return [host, pathname + search];
};

for await (const line of createInterface({ input: process.stdin })) {
  const [host, target] = sent(JSON.parse(line));
  const { statusCode, uri, querystring, body } = handler(eventOf(host, target));
  process.stdout.write(JSON.stringify({ host, target, statusCode, uri, querystring, body }) + '\n');
}
