import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { MachineConfiguration } from '../../../src/config/types';
import type { MachineSettings } from '../../../src/machine/services';
import { sampleGuest } from '../../guests/guests';
import { SETTINGS } from '../settings';
import type { KillCase, Victim } from './killCase';
import type { KillFiles } from './killFiles';
import type { KillMachine, KillOrder, KillReport } from './killHost';

/** A process that holds machines as an extension host does, to be killed with them. */
export class HostUnderTest {
  private readonly child: ChildProcess;
  private readonly closed: Promise<unknown>;
  private readonly reports: AsyncIterator<KillReport>;

  constructor(one: KillCase, files: KillFiles, base: string) {
    const { workerFile, guardFile } = files;
    const config: MachineConfiguration =
      one.wrapper === 'none'
        ? sampleGuest()
        : sampleGuest({ arch: 'i386', qemuPath: files.wrapper(one.wrapper) });
    const order: KillOrder = {
      configs: Array.from({ length: one.machines }, () => config),
      settings: settingsFor(base),
      gdbStub: one.gdb,
      workerFile,
      guardFile,
      ...(!one.asks && { memoryFile: files.memory(one.wrapper) }),
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
