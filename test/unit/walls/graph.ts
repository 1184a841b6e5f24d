import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

export const ROOT = resolve(__dirname, '../../..');
const PROGRAM = resolve(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
/** Of the JSON that dependency-cruiser prints: this repository's is about 3 MB. */
const LARGEST_BYTES = 64 * 1024 * 1024;

interface Violation {
  readonly rule: { readonly name: string };
  readonly from: string;
  readonly to: string;
}

export interface Import {
  readonly from: string;
  readonly to: string;
}

export interface Graph {
  readonly imports: readonly Import[];
  readonly violations: readonly Violation[];
}

interface Output {
  readonly modules: readonly {
    readonly source: string;
    readonly dependencies: readonly { readonly resolved: string }[];
  }[];
  readonly summary: { readonly violations: readonly Violation[] };
}

/** The import graph of some folders below `root`, with what it violates of our rules. Type imports count. */
export async function importGraph(root: string, folders: readonly string[]): Promise<Graph> {
  const args = ['--config', resolve(ROOT, '.dependency-cruiser.cjs'), '--output-type', 'json', ...folders];
  const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, ...args], {
    cwd: root,
    maxBuffer: LARGEST_BYTES,
  });
  const { modules, summary } = JSON.parse(stdout) as Output;
  const imports = modules.flatMap(({ source, dependencies }) =>
    dependencies.map(({ resolved }) => ({ from: source, to: resolved })),
  );
  return { imports, violations: summary.violations };
}
