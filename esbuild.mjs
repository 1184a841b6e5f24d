import { build, context } from 'esbuild';

const watch = process.argv.includes('--watch');
const production = process.argv.includes('--production');

/** Three bundles: the extension, the serial worker thread, and the guard process. */
const options = {
  entryPoints: {
    extension: 'src/extension.ts',
    serialWorker: 'src/serial/worker/main.ts',
    guard: 'src/machine/guard/main.ts',
  },
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  // VS Code 1.100, the oldest engine we support, runs extensions on Node 20.
  target: 'node20',
  format: 'cjs',
  external: ['vscode'],
  minify: production,
  sourcemap: production ? false : 'linked',
  logLevel: 'info',
};

if (watch) await (await context(options)).watch();
else await build(options);
