/**
 * The walls of the house, kept by `npm run lint`. Paths are resolved, so no spelling of an import gets around them.
 * A room not listed for another is out of bounds for it; ARCHITECTURE.md has the same table in words.
 */
const ROOMS = {
  concurrency: [],
  crash: [],
  config: [],
  faults: [],
  symbols: ['concurrency', 'log'],
  coverage: ['symbols', 'concurrency', 'log'],
  log: ['concurrency'],
  // Loads are read on the crash thread, and are pure; the rest of `symbols` reads files.
  serial: ['crash', 'symbols/loads', 'concurrency', 'log'],
  machine: ['serial', 'crash', 'faults', 'symbols', 'config', 'concurrency', 'log'],
  harness: ['machine', 'serial', 'crash', 'coverage', 'symbols', 'config', 'concurrency', 'log'],
  monitor: ['machine', 'concurrency', 'log'],
  debug: ['machine', 'faults', 'symbols', 'config', 'concurrency', 'log'],
  cli: [
    'harness',
    'coverage',
    'monitor',
    'debug',
    'machine',
    'serial',
    'crash',
    'faults',
    'symbols',
    'config',
    'concurrency',
    'log',
  ],
  vscode: [
    'harness',
    'coverage',
    'monitor',
    'debug',
    'machine',
    'serial',
    'symbols',
    'config',
    'concurrency',
    'log',
  ],
};

const tests = '\\.test\\.ts$';

const roomRules = Object.entries(ROOMS).map(([room, allowed]) => ({
  name: `room-${room}`,
  comment: `src/${room} may import only ${[room, ...allowed].join(', ')}.`,
  severity: 'error',
  from: { path: `^src/${room}/`, pathNot: tests },
  to: {
    path: '^src/',
    pathNot: `^src/(${[room, ...allowed].join('|')})/${room === 'serial' ? '' : '|^src/api\\.ts$'}`,
  },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...roomRules,
    {
      name: 'no-circle',
      comment: 'Two files that need each other are one file, or need a third one.',
      severity: 'error',
      // The resolver takes the package `esbuild` for the file of that name beside package.json.
      from: { pathNot: '^esbuild\\.mjs$' },
      to: { circular: true },
    },
    {
      name: 'vscode-has-a-room',
      comment: 'Only src/vscode and src/extension.ts know VS Code; everything else runs in plain Node.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(vscode/|extension\\.ts$|api\\.ts$)' },
      // Its types are what an import of `vscode` resolves to.
      to: { path: '^vscode$|(^|/)node_modules/@types/vscode/' },
    },
    {
      name: 'debugging-is-lazy',
      comment:
        'dist/debug.js is loaded at the first F5: what starts with the window may import its types only.',
      severity: 'error',
      from: { path: '^src/(vscode/|extension\\.ts$)', pathNot: `^src/vscode/debug/lazy/|${tests}` },
      to: { path: '^src/(debug/|vscode/debug/lazy/)', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'monitor-is-lazy',
      comment: 'dist/monitor.js is loaded when QEMU’s monitor is first asked for: import its types only.',
      severity: 'error',
      from: {
        path: '^src/(vscode/|extension\\.ts$)',
        pathNot: `^src/vscode/monitor/(?!(openMonitor|runningTasks|selectLogItems)\\.ts$)|${tests}`,
      },
      to: {
        path: '^src/(monitor/|vscode/monitor/(?!(openMonitor|runningTasks|selectLogItems)\\.ts$))',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'console-is-lazy',
      comment:
        'dist/console.js is loaded when times or the console as a document are first asked for: import its types only; the editor asks outputFiles.',
      severity: 'error',
      from: {
        path: '^src/(vscode/|extension\\.ts$)',
        pathNot: `^src/vscode/console/(?!(index|outputFiles)\\.ts$)|${tests}`,
      },
      to: {
        path: '^src/vscode/console/(?!(index|outputFiles)\\.ts$)',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'crash-is-lazy',
      comment: 'dist/crash.js is loaded when a guest first crashes or resets itself: import its types only.',
      severity: 'error',
      from: { path: '^src/(vscode/|extension\\.ts$)', pathNot: `^src/vscode/crash/(?!index\\.ts$)|${tests}` },
      to: { path: '^src/vscode/crash/(?!index\\.ts$)', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'coverage-is-lazy',
      comment: 'dist/coverage.js is loaded by the first machine with coverage: import its types only.',
      severity: 'error',
      from: {
        path: '^src/(vscode/|extension\\.ts$)',
        pathNot: `^src/vscode/coverage/(?!index\\.ts$)|${tests}`,
      },
      to: {
        path: '^src/(coverage/|harness/coverage/|vscode/coverage/(?!index\\.ts$))',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'import-is-lazy',
      comment: 'dist/import.js is loaded when something is first imported: import its types only.',
      severity: 'error',
      from: {
        path: '^src/(vscode/|extension\\.ts$)',
        pathNot: `^src/vscode/import/(?!index\\.ts$)|${tests}`,
      },
      to: { path: '^src/vscode/import/(?!index\\.ts$)', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'machines-are-lazy',
      comment:
        'dist/machines.js is loaded with the first machine, or when their view is first opened: import its types only.',
      severity: 'error',
      from: {
        path: '^src/(vscode/|extension\\.ts$)',
        // Continuous runs of tests watch images, and `tests-are-lazy` keeps them out of the window's start, too.
        pathNot: `^src/vscode/(machines/(?!(index|commandIds)\\.ts$)|status/(?!contextKeys\\.ts$)|tests/(?!index\\.ts$))|${tests}`,
      },
      to: {
        path: '^src/(machine/(facts|restart|runs|silence)/|vscode/(machines/(?!(index|commandIds)\\.ts$)|status/(?!contextKeys\\.ts$)))',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'tests-are-lazy',
      comment:
        'dist/tests.js is loaded when there are steps or tests, and dist/sending.js has steps of its own: import its types only.',
      severity: 'error',
      from: {
        path: '^src/(vscode/|extension\\.ts$)',
        // Macros are steps, and `sending-is-lazy` keeps them out of the window's start, too.
        pathNot: `^src/vscode/(tests|sending)/(?!index\\.ts$)|${tests}`,
      },
      to: {
        path: '^src/(harness/(?!coverage/)|vscode/tests/(?!index\\.ts$))',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'sending-is-lazy',
      comment: 'dist/sending.js is loaded when a command first sends something: import its types only.',
      severity: 'error',
      from: {
        path: '^src/(vscode/|serial/[^/]+$|extension\\.ts$)',
        pathNot: `^src/vscode/sending/(?!index\\.ts$)|${tests}`,
      },
      to: {
        path: '^src/(serial/transfers/|vscode/sending/(?!index\\.ts$))',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'encodings-are-lazy',
      comment:
        'dist/encodings.js is loaded by a thread whose port has another encoding than UTF-8: import its types only.',
      severity: 'error',
      from: { path: '^src/', pathNot: tests },
      to: { path: '^src/serial/worker/encoding/encodings\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'serial-client-without-worker',
      comment: 'The main thread’s part of src/serial loads nothing that belongs to the worker thread.',
      severity: 'error',
      from: { path: '^src/serial/[^/]+$', pathNot: tests },
      to: { path: '^src/serial/worker/' },
    },
    {
      name: 'wiring-is-on-top',
      comment: 'Nothing imports the wiring.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^src/extension\\.ts$' },
    },
    {
      name: 'product-without-tests',
      comment: 'What ships imports nothing that does not.',
      severity: 'error',
      from: { path: '^src/', pathNot: tests },
      to: { path: '^(test|scripts)/|\\.test\\.ts$' },
    },
  ],
  options: {
    // tsconfig resolves 'esbuild' to esbuild.mjs, which then seems to import itself.
    doNotFollow: { path: 'node_modules|^esbuild\\.mjs$' },
    // Type imports count: a room that needs another's types depends on it.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
