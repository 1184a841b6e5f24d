import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { SAMPLE_COMMAND, SAMPLE_KERNEL } from '../floods/sampleMachine';
const median = (x: number[]) => [...x].sort((a, b) => a - b)[x.length >> 1] ?? NaN;
async function once(file: string, args: string[]): Promise<number> {
  const begin = performance.now();
  const qemu = spawn(file, args, { stdio: ['ignore', 'ignore', 'inherit', 'pipe'] });
  const ended = new Promise<void>((r) => qemu.once('exit', () => r()));
  await new Promise<void>((r) => (qemu.stdio[3] as Socket).once('data', () => r()));
  const time = performance.now() - begin; qemu.kill('SIGKILL'); await ended; return time;
}
const [file = '', ...args] = SAMPLE_COMMAND;
const port = ['-chardev', 'socket,id=port,fd=3', '-serial', 'chardev:port'];
const roads: Record<string, [string, string[]]> = {
  bare: [file, [...args, ...port]],
  setpriv: ['setpriv', ['--pdeathsig', 'TERM', '--', file, ...args, ...port]],
  graphicsOff: [file, [...args, '-machine', 'graphics=off', ...port]],
  nodefaults: [file, ['-nodefaults', ...args, ...port]],
  log: [file, [...args, '-D', '/tmp/w/scratch-safe/q.log', '-d', 'guest_errors', ...port]],
  qmponly: [file, [...args, '-S', '-chardev', 'socket,id=qmp,fd=3', '-mon', 'chardev=qmp,mode=control', '-serial', 'null']],
};
void (async () => { const t: Record<string, number[]> = {}; for (let i = 0; i < 12; i++) for (const [n, [f, a]] of Object.entries(roads)) (t[n] ??= []).push(await once(f, a)); for (const n in t) console.log(n.padEnd(14), median(t[n]!).toFixed(1), Math.min(...t[n]!).toFixed(1)); })();
