import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import type { MachineConfiguration } from '../../src/config/types';
import type { MachineSettings } from '../../src/machine/services';
import { bundles } from '../support/bundles';

export interface FewDescriptorsOrder {
  readonly config: MachineConfiguration;
  readonly settings: MachineSettings;
  readonly workerFile: string;
  readonly guardFile: string;
}

/** What became of a start with a given number of free file descriptors. */
export interface FewDescriptorsOutcome {
  readonly free: number;
  readonly running: boolean;
  readonly guarded: boolean;
  readonly message: string;
  readonly hint: string;
  /** What it left in the base directory. */
  readonly left: string;
}

/** Runs `fewDescriptorsHost.ts` with a low limit of open files. @returns what each of its starts came to. */
export async function startsWithFewDescriptors(
  order: Pick<FewDescriptorsOrder, 'config' | 'settings'>,
): Promise<FewDescriptorsOutcome[]> {
  const folder = await mkdtemp(join(tmpdir(), 'qsd-few-'));
  const outfile = join(folder, 'host.js');
  await build({
    entryPoints: [resolve(__dirname, 'fewDescriptorsHost.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'warning',
  });
  const whole: FewDescriptorsOrder = { ...order, ...(await bundles()) };
  const limited = ['-c', 'ulimit -n 128; exec "$@"', 'sh', process.execPath, outfile, JSON.stringify(whole)];
  const child = spawn('/bin/sh', limited, { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  await once(child, 'close');
  await rm(folder, { recursive: true });
  return said
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as FewDescriptorsOutcome);
}
