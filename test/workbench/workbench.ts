import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { URLSearchParams } from 'node:url';
import { serverMain, serverNode } from './codeServer.mjs';
import { freePort } from './port.mjs';
import { MARKER } from './processes.mjs';
import { limit } from './scope.mjs';
import { startService } from './service.mjs';
import { temporaryDirectory } from './temporary.mjs';

const READY = 'Extension host agent started';
const START_LIMIT_MS = 60_000;

/** A quiet window, the same for everybody; terminal text in the DOM, so that a test can read it. */
const SETTINGS = {
  'chat.disableAIFeatures': true,
  'workbench.startupEditor': 'none',
  'workbench.colorTheme': 'Default Dark Modern',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'telemetry.telemetryLevel': 'off',
  'terminal.integrated.gpuAcceleration': 'off',
  'terminal.integrated.fontFamily': 'DejaVu Sans Mono, monospace',
  // A question that a person answers once; a test that pastes would wait for ever.
  'terminal.integrated.enableMultiLinePasteWarning': 'never',
  'task.allowAutomaticTasks': 'off',
  'git.enabled': false,
};

/**
 * Starts VS Code's own server, the one of the headless workbench, on a free port of the loopback address.
 * Everything it writes is below one short private directory (short, for unix sockets have 107 bytes for a path):
 * `data`, `extensions`, and `tmp`, which is TMPDIR and XDG_RUNTIME_DIR for all that run in it.
 * It is stopped, and its directory removed, with the scope.
 * @param options `dataDirectory`, `extensionsDirectory` to use instead; `settings`, `env` to add;
 * `asksForTrust`: folders are not trusted from the start.
 */
export async function startWorkbench(scope, options = {}) {
  const home = await temporaryDirectory(scope, 'qsd-');
  const data = options.dataDirectory ?? join(home, 'data');
  const extensions = options.extensionsDirectory ?? join(home, 'extensions');
  const temporary = join(home, 'tmp');
  await mkdir(temporary, { mode: 0o700 });
  await writeSettings(data, options.settings);
  const mark = `${process.pid}-${home.slice(-6)}`;
  const env = {
    ...serverEnvironment(),
    TMPDIR: temporary,
    XDG_RUNTIME_DIR: temporary,
    // No marketplace: a test neither needs it nor should depend on its being reachable.
    EXTENSIONS_GALLERY: '{}',
    [MARKER]: mark,
    ...options.env,
  };
  const port = await freePort();
  const server = await startService(
    serverNode,
    [serverMain, ...serverFlags(port, data, extensions), ...trustFlags(options)],
    {
      env,
    },
  );
  scope.defer('the VS Code server', server.stop);
  await ready(server, scope.signal);
  const origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    port,
    home,
    data,
    extensions,
    temporary,
    mark,
    server,
    url: (query) => windowUrl(port, query),
  };
}

/** Without what belongs to the npm, the VS Code or the test run that may have started us. */
function serverEnvironment() {
  const foreign = /^(npm_|VSCODE_|ELECTRON_|NODE_OPTIONS$|NODE_ENV$|MOCHA|INIT_CWD$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

/** The server's settings.json is the user's: it must be there before the start. */
async function writeSettings(data, settings = {}) {
  await mkdir(join(data, 'data', 'User'), { recursive: true });
  const text = JSON.stringify({ ...SETTINGS, ...settings }, undefined, 2);
  await writeFile(join(data, 'data', 'User', 'settings.json'), text);
}

function serverFlags(port, data, extensions) {
  return [
    ...['--host', '127.0.0.1', '--port', String(port), '--without-connection-token'],
    ...['--server-data-dir', data, '--extensions-dir', extensions],
    '--accept-server-license-terms',
    '--disable-telemetry',
    // Makes the page honour the development payload of `windowUrl`.
    '--enable-smoke-test-driver',
  ];
}

/** Nobody is asked whether a folder is to be trusted, except in a test of just that. */
const trustFlags = ({ asksForTrust = false }) => (asksForTrust ? [] : ['--disable-workspace-trust']);

async function ready(server, signal) {
  const printed = [];
  const started = new Promise((resolve, reject) => {
    server.lines((line) => {
      if (printed.length < 200) printed.push(line);
      if (line.includes(READY)) resolve();
    });
    server.exited.then(({ code, signal: name }) => reject(new Error(`it ended with ${code ?? name}`)));
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  try {
    await limit(started, START_LIMIT_MS, 'it was not ready');
  } catch (error) {
    if (signal.aborted) throw error;
    throw new Error(`The VS Code server did not start: ${error.message}\n${printed.join('\n')}`, {
      cause: error,
    });
  }
}

/**
 * The address of a window.
 * @param query `folder` to open; `extension` under development; `tests`, a module to run in it; `logLevel` as the
 * `--log` of VS Code has it.
 */
function windowUrl(port, { folder, extension, tests, logLevel }) {
  // The authority must be what the page itself was loaded from.
  const remote = (path) => `vscode-remote://127.0.0.1:${port}${path}`;
  const payload = [['skipWelcome', 'true']];
  for (const path of [extension ?? []].flat()) payload.unshift(['extensionDevelopmentPath', remote(path)]);
  if (logLevel) payload.push(['logLevel', logLevel]);
  if (tests) payload.push(['extensionTestsPath', remote(tests)]);
  const parameters = new URLSearchParams({ folder, payload: JSON.stringify(payload) });
  return `http://127.0.0.1:${port}/?${parameters}`;
}
