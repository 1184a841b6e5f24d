/**
 * The walls of the house, kept by `npm run lint`. Paths are resolved, so no spelling of an import gets around them.
 * A room not listed for another is out of bounds for it; ARCHITECTURE.md has the same table in words.
 */
const ROOMS = {
  concurrency: [],
  config: [],
  log: ['concurrency'],
  serial: ['concurrency', 'log'],
  machine: ['serial', 'config', 'concurrency', 'log'],
  monitor: ['machine', 'concurrency', 'log'],
  debug: ['machine', 'config', 'concurrency', 'log'],
  vscode: ['monitor', 'debug', 'machine', 'serial', 'config', 'concurrency', 'log'],
};

const tests = '\\.test\\.ts$';

const roomRules = Object.entries(ROOMS).map(([room, allowed]) => ({
  name: `room-${room}`,
  comment: `src/${room} may import only ${[room, ...allowed].join(', ')}.`,
  severity: 'error',
  from: { path: `^src/${room}/`, pathNot: tests },
  to: { path: '^src/', pathNot: `^src/(${[room, ...allowed].join('|')})/|^src/api\\.ts$` },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...roomRules,
    {
      name: 'no-circle',
      comment: 'Two files that need each other are one file, or want a third.',
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
      to: { path: '^vscode$' },
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
    doNotFollow: { path: 'node_modules' },
    // Type imports count: a room that needs another's types depends on it.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
