import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { limit } from './scope.mjs';

/** Tests inside VS Code find the bridge by this variable: an address with a secret in its path. */
export const BRIDGE = 'QEMU_SERIAL_DEBUG_BRIDGE';

const LARGEST_REQUEST = 4 * 1024 * 1024;
const CALL_LIMIT_MS = 120_000;

/**
 * Lets a test that runs in the extension host act on the page that it lives in: a POST with
 * `{ method, arguments }` calls that method of `actions` and answers `{ result }` or `{ error }`.
 * On the loopback address, for who knows the secret. Closed with the scope.
 * @returns the address to hand to the extension host.
 */
export async function startBridge(scope, actions) {
  const path = `/${randomBytes(16).toString('hex')}`;
  const server = createServer((request, response) => {
    void answer(request, path, actions).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    });
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  scope.defer('the bridge', () => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${server.address().port}${path}`;
}

async function answer(request, path, actions) {
  try {
    if (request.method !== 'POST' || request.url !== path)
      return { status: 404, body: { error: 'not found' } };
    const { method, arguments: args = [] } = JSON.parse(await read(request));
    if (!Object.hasOwn(actions, method)) return { status: 400, body: { error: `no such action: ${method}` } };
    const result = await limit(
      Promise.resolve(actions[method](...args)),
      CALL_LIMIT_MS,
      `${method} did not end`,
    );
    return { status: 200, body: { result: result ?? null } };
  } catch (error) {
    return { status: 200, body: { error: error.message } };
  }
}

async function read(request) {
  const pieces = [];
  let size = 0;
  for await (const piece of request) {
    size += piece.length;
    if (size > LARGEST_REQUEST) throw new Error('the request is too large');
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
