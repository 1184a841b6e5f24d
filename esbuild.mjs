import { readFile } from 'node:fs/promises';
import { brotliCompressSync } from 'node:zlib';
import { build, context } from 'esbuild';

const watch = process.argv.includes('--watch');
const production = process.argv.includes('--production');

/** Says when a build starts and ends, for the background problem matcher of .vscode/tasks.json. */
const announce = {
  name: 'announce',
  setup({ onStart, onEnd }) {
    onStart(() => console.log('[watch] build started'));
    onEnd(() => console.log('[watch] build finished'));
  },
};

/** Brotli makes two thirds of the tables of encodings that a VSIX, a zip file, does. They are unpacked when one is asked for. */
const packTables = {
  name: 'pack tables',
  setup({ onLoad }) {
    onLoad({ filter: /iconv-lite[\\/]encodings[\\/]tables[\\/].*\.json$/ }, async ({ path }) => {
      const packed = brotliCompressSync(await readFile(path)).toString('base64');
      const unpack = `require('node:zlib').brotliDecompressSync(Buffer.from('${packed}', 'base64'))`;
      return { contents: `module.exports = JSON.parse(${unpack}.toString());`, loader: 'js' };
    });
  },
};

/**
 * The extension, the serial worker thread and the guard process; what the extension loads when it is first asked
 * for: debugging, the console with times and as a document, crashes, imports, the view of machines and the monitor; and the command that runs without an editor.
 */
const options = {
  entryPoints: {
    extension: 'src/extension.ts',
    serialWorker: 'src/serial/worker/main.ts',
    searchWorker: 'src/serial/worker/search/main.ts',
    encodings: 'src/serial/worker/encoding/encodings.ts',
    coverageWorker: 'src/coverage/thread/main.ts',
    testWorker: 'src/harness/reading/main.ts',
    guard: 'src/machine/guard/main.ts',
    debug: 'src/vscode/debug/lazy/main.ts',
    console: 'src/vscode/console/main.ts',
    coverage: 'src/vscode/coverage/main.ts',
    crash: 'src/vscode/crash/main.ts',
    import: 'src/vscode/import/main.ts',
    machines: 'src/vscode/machines/main.ts',
    monitor: 'src/vscode/monitor/main.ts',
    sending: 'src/vscode/sending/main.ts',
    tests: 'src/vscode/tests/main.ts',
    cli: 'src/cli/main.ts',
  },
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  // VS Code 1.100, the oldest engine we support, runs extensions on Node 20.
  target: 'node20',
  format: 'cjs',
  // The adapter would load native modules for physical serial ports and for terminals, which it needs for neither.
  // Hong Kong's characters of Big5, an encoding that we do not have: a sixth of all tables.
  external: ['vscode', '*.node', './tables/big5-added.json'],
  alias: { serialport: './src/debug/gdb/process/noSerialport.ts' },
  // Packages also come as CommonJS, which cannot be shaken: what we do not use must not be loaded.
  mainFields: ['module', 'main'],
  minify: production,
  sourcemap: production ? false : 'linked',
  // Texts and tables have characters that are twice as long when they are escaped.
  charset: 'utf8',
  legalComments: 'eof',
  logLevel: 'info',
  plugins: watch ? [announce, packTables] : [packTables],
};

if (watch) await (await context(options)).watch();
// esbuild has told what is wrong, and where; a stack trace of its own would hide that.
else await build(options).catch(() => (process.exitCode = 1));
