import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { serverMain, serverNode } from '../../scripts/lib/codeServer.mjs';
import { messageOf } from '../../src/concurrency/messageOf';
import type { ChildProcess } from '../../src/concurrency/childProcess';
import type { TaskGroup } from '../../src/concurrency/taskGroup';
import { withTimeout } from '../../src/concurrency/timeout';
import { temporaryDirectory } from '../support/temporary';
import { freePort } from './port';
import { MARKER } from './processes';
import { startServer } from './server';
import { SETTINGS } from './settings';

const READY = 'Extension host agent started';
/** A guard against hanging: on a busy computer VS Code's server takes its time. */
const START_LIMIT_MS = 180_000;
/** Of what it prints while it starts, for the error if it does not. */
const LINES_KEPT = 200;

export interface WorkbenchOptions {
  /** To use instead of a new one. */
  readonly dataDirectory?: string;
  readonly extensionsDirectory?: string;
  /** In addition to the usual ones. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  /**
   * Shells read nothing of the person's own. What their start-up files do takes a minute where a lock of theirs was left by a window that
   * was killed (pyenv), and then every terminal and the editor's look at the shell's environment waits for it.
   */
  readonly hasOwnHome?: boolean;
  /** Folders are not trusted from the start. */
  readonly asksForTrust?: boolean;
}

/** What a window shows; see {@link Workbench.url}. */
export interface WindowQuery {
  readonly folder: string;
  /** Extensions under development. */
  readonly extension?: readonly string[];
  /** A module to run in the extension host. */
  readonly tests?: string;
  /** As VS Code's `--log`, e.g. `publisher.name=trace`. */
  readonly logLevel?: string;
}

/**
 * How long the server keeps the extension host of a page that has vanished without a word; three hours by default. A page
 * that is closed soon after it was reloaded may vanish like that.
 */
const RECONNECTION_SECONDS = '30';

export interface Workbench {
  /** The user's data; `data/logs` below it has the logs. */
  readonly data: string;
  /** TMPDIR of everything in the window. */
  readonly temporary: string;
  /** The value of {@link MARKER} in everything that it starts. */
  readonly mark: string;
  readonly server: ChildProcess;
  /** The address of a window. */
  url(query: WindowQuery): string;
}

/**
 * Starts VS Code's own server, the one of the headless workbench, on a free port of the loopback address.
 * Everything it writes is below one short private directory (short, for unix sockets have 107 bytes for a path):
 * `data`, `extensions`, `tmp`, which is TMPDIR and XDG_RUNTIME_DIR for all that run in it, and `user`, which is HOME if that is asked for.
 * It is stopped, and its directory removed, with the group.
 */
export async function startWorkbench(tasks: TaskGroup, options: WorkbenchOptions = {}): Promise<Workbench> {
  const home = await temporaryDirectory(tasks, 'qsd-');
  const data = options.dataDirectory ?? join(home, 'data');
  const extensions = options.extensionsDirectory ?? join(home, 'extensions');
  const temporary = join(home, 'tmp');
  const user = join(home, 'user');
  for (const directory of [temporary, user]) await mkdir(directory, { mode: 0o700 });
  await writeSettings(data, options.settings);
  const mark = `${process.pid}-${home.slice(-6)}`;
  const env = {
    ...serverEnvironment(),
    ...(options.hasOwnHome === true && { HOME: user }),
    TMPDIR: temporary,
    XDG_RUNTIME_DIR: temporary,
    // No marketplace: a test neither needs it nor should depend on its being reachable.
    EXTENSIONS_GALLERY: '{}',
    [MARKER]: mark,
    ...options.env,
  };
  const port = await freePort();
  const flags = [...serverFlags(port, data, extensions), ...trustFlags(options)];
  const server = await startReady(tasks, [serverNode, serverMain, ...flags], env);
  return { data, temporary, mark, server, url: (query) => windowUrl(port, query) };
}

/** Without what belongs to the npm, the VS Code or the test run that may have started us. */
function serverEnvironment(): NodeJS.ProcessEnv {
  const foreign = /^(npm_|VSCODE_|ELECTRON_|NODE_OPTIONS$|NODE_ENV$|NODE_V8_COVERAGE$|MOCHA|INIT_CWD$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

/** The server's settings.json is the user's: it must be there before the start. */
async function writeSettings(data: string, settings: object = {}): Promise<void> {
  await mkdir(join(data, 'data', 'User'), { recursive: true });
  const text = JSON.stringify({ ...SETTINGS, ...settings }, undefined, 2);
  await writeFile(join(data, 'data', 'User', 'settings.json'), text);
}

function serverFlags(port: number, data: string, extensions: string): string[] {
  return [
    ...['--host', '127.0.0.1', '--port', String(port), '--without-connection-token'],
    ...['--server-data-dir', data, '--extensions-dir', extensions],
    ...['--reconnection-grace-time', RECONNECTION_SECONDS],
    '--accept-server-license-terms',
    '--disable-telemetry',
    // Makes the page honour the development payload of `windowUrl`.
    '--enable-smoke-test-driver',
  ];
}

/** Nobody is asked whether a folder is to be trusted, except in a test of just that. */
const trustFlags = ({ asksForTrust = false }: WorkbenchOptions): string[] =>
  asksForTrust ? [] : ['--disable-workspace-trust'];

/** @throws with what it printed, when it ends, or does not get ready. */
async function startReady(
  tasks: TaskGroup,
  command: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<ChildProcess> {
  const printed: string[] = [];
  let isReady: () => void;
  const ready = new Promise<void>((resolve) => (isReady = resolve));
  const server = await startServer(tasks, 'the VS Code server', command, env, (line) => {
    if (printed.length < LINES_KEPT) printed.push(line);
    if (line.includes(READY)) isReady();
  });
  const ended = server.stopped.then(({ code, signal }) => {
    throw new Error(`it ended with ${code ?? signal}`);
  });
  ended.catch(() => undefined);
  try {
    await withTimeout('its start', START_LIMIT_MS, tasks.signal, () => Promise.race([ready, ended]));
    return server;
  } catch (error) {
    tasks.signal.throwIfAborted();
    const why = messageOf(error);
    throw new Error(`The VS Code server did not start: ${why}\n${printed.join('\n')}`, { cause: error });
  }
}

function windowUrl(port: number, { folder, extension = [], tests, logLevel }: WindowQuery): string {
  // The authority must be what the page itself was loaded from.
  const remote = (path: string): string => `vscode-remote://127.0.0.1:${port}${path}`;
  const payload = [['skipWelcome', 'true']];
  for (const path of extension) payload.unshift(['extensionDevelopmentPath', remote(path)]);
  if (logLevel !== undefined) payload.push(['logLevel', logLevel]);
  if (tests !== undefined) payload.push(['extensionTestsPath', remote(tests)]);
  const parameters = new URLSearchParams({ folder, payload: JSON.stringify(payload) });
  return `http://127.0.0.1:${port}/?${parameters.toString()}`;
}
