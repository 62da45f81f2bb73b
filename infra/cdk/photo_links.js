// CloudFront Function, JavaScript runtime 2.0, for viewer requests to /d/* and /o/* at the origin of photos: lets the
// links of aws/cloudfront/signed_links.py through. The runtime knows `const` and templates, but no destructuring.
import crypto from 'crypto';

const KEYS = LINK_KEYS;
const LINK = /^\/([do])\/([A-Za-z0-9_-]{22})\/(([a-z][0-9]{0,9})\.([0-9]{10})(?:\.([^\/]+))?(\/.+))$/;

function handler(event) {
  const request = event.request;
  const link = LINK.exec(request.uri);
  if (!link || Object.keys(request.querystring).length > 0 || !isValid(link, request.headers.host))
    return { statusCode: 403, statusDescription: 'Forbidden', headers: { 'cache-control': { value: 'no-store' } } };
  // Until here the path names no object. If this function did not run, storage would find nothing.
  request.uri = link[7];
  request.querystring = link[6] ? { 'response-content-disposition': { value: link[6] } } : {};
  return request;
}

function isValid(link, host) {
  const key = KEYS[link[4]];
  if (!key || !host || Date.now() >= Number(link[5]) * 1000) return false;
  const text = host.value + '/' + link[1] + '/' + link[3];
  return areEqual(link[2], crypto.createHmac('sha256', key).update(text).digest('base64url').slice(0, 22));
}

// In constant time. Both have 22 characters.
function areEqual(left, right) {
  let difference = 0;
  for (let i = 0; i < 22; i++) difference |= left.charCodeAt(i) ^ right.charCodeAt(i);
  return difference === 0;
}
