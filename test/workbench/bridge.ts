import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { messageOf } from '../../src/concurrency/messageOf';
import type { TaskGroup } from '../../src/concurrency/taskGroup';
import { withTimeout } from '../../src/concurrency/timeout';
import { own } from '../support/command';

/** Tests inside VS Code find the bridge by this variable: an address with a secret in its path. */
export const BRIDGE = 'QEMU_SERIAL_DEBUG_BRIDGE';

const LARGEST_REQUEST = 4 * 1024 * 1024;
const CALL_LIMIT_MS = 120_000;

/** What may be called, by name; arguments and result are JSON values. */
export type BridgeActions = Readonly<Record<string, (...args: never[]) => unknown>>;

interface Answer {
  readonly status: number;
  readonly body: object;
}

/**
 * Lets a test that runs in the extension host act on the page that it lives in: a POST with
 * `{ method, arguments }` calls that method of `actions` and answers `{ result }` or `{ error }`.
 * On the loopback address, for those who know the secret. Closed with the group.
 * @returns the address to hand to the extension host.
 */
export async function startBridge(tasks: TaskGroup, actions: BridgeActions): Promise<string> {
  const path = `/${randomBytes(16).toString('hex')}`;
  const server = createServer((request, response) => {
    void tasks.run('bridge', async ({ signal }) => {
      const { status, body } = await answer(request, path, actions, signal);
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  own(tasks, 'the bridge', () => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
}

async function answer(
  request: IncomingMessage,
  path: string,
  actions: BridgeActions,
  signal: AbortSignal,
): Promise<Answer> {
  try {
    if (request.method !== 'POST' || request.url !== path)
      return { status: 404, body: { error: 'not found' } };
    const { method, arguments: args = [] } = JSON.parse(await read(request)) as Call;
    const action = Object.hasOwn(actions, method) ? actions[method] : undefined;
    if (!action) return { status: 400, body: { error: `no such action: ${method}` } };
    const result = await withTimeout(method, CALL_LIMIT_MS, signal, async () => await action(...args));
    return { status: 200, body: { result: result ?? null } };
  } catch (error) {
    return { status: 200, body: { error: messageOf(error) } };
  }
}

interface Call {
  readonly method: string;
  readonly arguments?: readonly never[];
}

async function read(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > LARGEST_REQUEST) throw new Error('the request is too large');
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
