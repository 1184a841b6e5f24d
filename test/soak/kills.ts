/**
 * Kills hosts, guards, QEMUs and worker threads at random moments, and looks for what is left: no process, no
 * directory, no socket may be. Run alone: `node --import tsx test/soak/kills.ts [--count N] [--seed N] [--jobs N]`.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import type { MachineConfiguration } from '../../src/config/types';
import { Logger } from '../../src/log/logger';
import { sweepDirectory } from '../../src/machine/directory/sweep';
import type { MachineSettings } from '../../src/machine/services';
import { sampleGuest } from '../guests/guests';
import { SETTINGS } from '../support/endingSupport';
import { bundles } from '../support/bundles';
import type { KillMachine, KillOrder, KillReport } from './killHost';

/** How long everything may take to be gone, in milliseconds: a limit for a test that would wait for ever. */
const GONE_MS = 60_000;
/** Kills during a start come this long after it began at most, in milliseconds; a start takes a few hundred. */
const START_MS = 500;

const VICTIMS = [
  ['host'],
  ['guard'],
  ['qemu'],
  ['worker'],
  ['host', 'guard'],
  ['host', 'qemu'],
  ['guard', 'qemu'],
  ['host', 'guard', 'qemu'],
] as const;
type Victim = (typeof VICTIMS)[number][number];

/** What stands between us and QEMU. */
const WRAPPERS: Readonly<Record<string, string>> = {
  none: '',
  exec: 'exec "$QEMU" "$@"',
  script: '"$QEMU" "$@"\nexit $?',
  deaf: `trap '' TERM HUP INT\n"$QEMU" "$@"\nexit $?`,
  session: 'setsid -w "$QEMU" "$@"\nexit $?',
  background: '"$QEMU" "$@" &\nwait $!',
  clean: 'sleep 1000 &\nenv -i "$QEMU" "$@" &\nwait $!',
};

const MOMENTS = ['at the fork', 'during the start', 'while it runs'] as const;

/** One kill: who, when, behind what. */
export interface KillCase {
  readonly victims: readonly Victim[];
  readonly wrapper: string;
  readonly moment: (typeof MOMENTS)[number];
  readonly afterMs: number;
  readonly machines: number;
  readonly gdb: boolean;
}

export interface KillOptions {
  readonly count: number;
  readonly seed: number;
  /** How many hosts live at a time. */
  readonly jobs: number;
}

/** @returns what was left, a line each; none is what is right. */
export async function kills({ count, seed, jobs }: KillOptions): Promise<string[]> {
  const files = await Files.make();
  const random = generator(seed);
  const cases = Array.from({ length: count }, () => chooseCase(random));
  const failures: string[] = [];
  const work = async (): Promise<void> => {
    for (let one = cases.pop(); one; one = cases.pop()) {
      const number = count - cases.length;
      const left = await runCase(one, files).catch((error: unknown) => String(error));
      if (left !== '') failures.push(`#${number} ${JSON.stringify(one)}: ${left}`);
    }
  };
  try {
    await Promise.all(Array.from({ length: jobs }, work));
  } finally {
    await files.remove();
  }
  return failures;
}

function chooseCase(random: () => number): KillCase {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const victims = pick(VICTIMS);
  return {
    victims,
    wrapper: pick(Object.keys(WRAPPERS)),
    // A worker can only be told to end by a host that runs.
    moment: (victims as readonly Victim[]).includes('worker') ? 'while it runs' : pick(MOMENTS),
    afterMs: random() * START_MS,
    machines: random() < 0.2 ? 2 : 1,
    gdb: random() < 0.15,
  };
}

/** A small generator (mulberry32), so that a seed gives the same cases again. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** What all cases use: the host's program and the wrappers. */
class Files {
  private constructor(
    readonly folder: string,
    readonly host: string,
    readonly workerFile: string,
    readonly guardFile: string,
  ) {}

  static async make(): Promise<Files> {
    const folder = await mkdtemp(join(tmpdir(), 'qsd-kills-'));
    const host = join(folder, 'host.js');
    await build({
      entryPoints: [resolve(__dirname, 'killHost.ts')],
      outfile: host,
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      logLevel: 'warning',
    });
    for (const [name, script] of Object.entries(WRAPPERS)) {
      const text = `#!/bin/sh\nQEMU=qemu-system-i386\n${script}\n`;
      await writeFile(join(folder, name), text, { mode: 0o755 });
    }
    const { workerFile, guardFile } = await bundles();
    return new Files(folder, host, workerFile, guardFile);
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}

/** @returns what is left; empty if nothing is. */
async function runCase(one: KillCase, files: Files): Promise<string> {
  const base = await mkdtemp(join(files.folder, 'base-'));
  const host = new HostUnderTest(one, files, base);
  try {
    const machines = await host.reach(one.moment, one.afterMs);
    const gdb = one.gdb && machines[0] ? attachGdb(machines[0].stub) : undefined;
    host.kill(one.victims, machines);
    await host.end();
    if (one.victims.includes('host') && one.victims.includes('guard')) {
      await sweepDirectory(base, new Logger(() => undefined, 'kills'), new AbortController().signal);
    }
    const left = await untilNothing(base);
    gdb?.kill('SIGKILL');
    return left;
  } finally {
    host.abandon();
    await rm(base, { recursive: true, force: true });
  }
}

class HostUnderTest {
  private readonly child: ChildProcess;
  private readonly closed: Promise<unknown>;
  private readonly reports: AsyncIterator<KillReport>;

  constructor(one: KillCase, files: Files, base: string) {
    const { workerFile, guardFile } = files;
    const config: MachineConfiguration =
      one.wrapper === 'none'
        ? sampleGuest()
        : sampleGuest({ arch: 'i386', qemuPath: join(files.folder, one.wrapper) });
    const order: KillOrder = {
      configs: Array.from({ length: one.machines }, () => config),
      settings: settingsFor(base),
      gdbStub: one.gdb,
      workerFile,
      guardFile,
    };
    this.child = spawn(process.execPath, [files.host, JSON.stringify(order)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.closed = once(this.child, 'close');
    this.child.stdin?.on('error', () => undefined);
    this.reports = reportsOf(this.child);
  }

  /** Waits for a moment of its life. @returns its machines, if it has told of them. */
  async reach(moment: KillCase['moment'], afterMs: number): Promise<readonly KillMachine[]> {
    if (moment === 'at the fork') {
      // The first child that is neither the guard nor a tool that is over in a moment.
      while (this.childOf('-D\0') === undefined && this.isAlive()) await turn();
      return [];
    }
    if (moment === 'during the start') {
      await new Promise((wait) => setTimeout(wait, afterMs));
      return [];
    }
    const { value } = (await this.reports.next()) as { value?: KillReport };
    if (value?.kind !== 'running') throw new Error(`the host did not start: ${JSON.stringify(value)}`);
    return value.machines;
  }

  kill(victims: readonly Victim[], machines: readonly KillMachine[]): void {
    const pids = victims.map((victim) => {
      if (victim === 'host') return this.child.pid;
      if (victim === 'guard') return this.childOf('guard.js');
      if (victim === 'qemu') return machines[0]?.pid ?? this.childOf('-D\0');
      this.child.stdin?.write('end a worker\n');
      return undefined;
    });
    for (const pid of pids) if (pid !== undefined) killNow(pid);
  }

  /** A host that lives is told to stop; either way it has ended then. */
  async end(): Promise<void> {
    this.child.stdin?.end('stop\n');
    await this.closed;
  }

  abandon(): void {
    if (this.isAlive()) this.child.kill('SIGKILL');
  }

  private isAlive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** A child of the host by a part of its command line. */
  private childOf(part: string): number | undefined {
    const { pid } = this.child;
    const children = read(`/proc/${pid}/task/${pid}/children`).trim().split(' ');
    return children.map(Number).find((child) => read(`/proc/${child}/cmdline`).includes(part));
  }
}

async function* reportsOf(child: ChildProcess): AsyncGenerator<KillReport> {
  if (!child.stdout) return;
  for await (const line of createInterface({ input: child.stdout })) yield JSON.parse(line) as KillReport;
}

function settingsFor(baseDirectory: string): MachineSettings {
  return { ...SETTINGS, spoolLimitBytes: 1 << 20, baseDirectory };
}

/** A debugger that holds the stub's connection. */
function attachGdb(stub: string): ChildProcess {
  const args = ['-nx', '-q', '-batch', '-ex', `target remote ${stub}`, '-ex', 'continue'];
  return spawn('gdb', args, { stdio: 'ignore' });
}

async function untilNothing(base: string): Promise<string> {
  const until = performance.now() + GONE_MS;
  for (;;) {
    const left = leftOf(base);
    if (left === '' || performance.now() > until) return left;
    await new Promise((wait) => setTimeout(wait, 50));
  }
}

/** Everything of a base directory: processes by environment and command line, directories, sockets. */
function leftOf(base: string): string {
  const processes = readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && pid !== process.pid && isOf(pid, base));
  const sockets = read('/proc/net/unix')
    .split('\n')
    .filter((line) => line.includes(base));
  const files = existsSync(base) ? readdirSync(base) : [];
  return [
    ...processes.map(
      (pid) => `process ${pid} ${read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').slice(0, 200)}`,
    ),
    ...sockets.map((line) => `socket ${line}`),
    ...files.map((name) => `directory ${name}`),
  ].join('; ');
}

function isOf(pid: number, base: string): boolean {
  const cmdline = read(`/proc/${pid}/cmdline`);
  // GDB is the test's own.
  if (cmdline.startsWith('gdb\0')) return false;
  return cmdline.includes(base) || read(`/proc/${pid}/environ`).includes(base);
}

function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

function turn(): Promise<void> {
  return new Promise((next) => setImmediate(next));
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '2000' },
      jobs: { type: 'string', default: '4' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    },
  });
  const [count, seed, jobs] = [Number(values.count), Number(values.seed), Number(values.jobs)];
  console.log(`${count} kills, seed ${seed}, ${jobs} at a time`);
  const begun = performance.now();
  const failures = await kills({ count, seed, jobs });
  for (const failure of failures) console.log(failure);
  console.log(
    `${failures.length} of ${count} left something, in ${Math.round((performance.now() - begun) / 1000)} s`,
  );
  process.exitCode = failures.length === 0 ? 0 : 1;
}

if (require.main === module) void main();
