import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { SAMPLE_COMMAND, SAMPLE_MACHINE } from '../floods/sampleMachine';
import { BenchRoom } from '../support/room';
import { resolveConfiguration } from '../../../src/config/resolveConfiguration';
import { Guard } from '../../../src/machine/guard/guard';
import { MachineDirectory } from '../../../src/machine/directory/machineDirectory';
import { QemuProcess } from '../../../src/machine/qemu/qemuProcess';
import { QmpClient } from '../../../src/machine/qmp/client';
import { SerialClient } from '../../../src/serial/client';
import { FeatureProbe } from '../../../src/machine/command/featureProbe';
let t0 = 0; let marks: [string, number][] = [];
const phases = new Map<string, number[]>();
function wrap(o: any, n: string, name: string) { const f = o[n]; o[n] = async function (...a: any[]) { const b = performance.now(); try { return await f.apply(this, a); } finally { const e = performance.now(); (phases.get(name) ?? phases.set(name, []).get(name)!).push(b - t0); (phases.get(name + ' end') ?? phases.set(name + ' end', []).get(name + ' end')!).push(e - t0); } }; }
wrap(Guard.prototype, 'start', 'guard'); wrap(MachineDirectory, 'create', 'dir'); wrap(QemuProcess, 'spawn', 'spawn'); wrap(QmpClient, 'connect', 'qmp'); wrap(SerialClient, 'start', 'serial'); wrap(FeatureProbe.prototype, 'features', 'features'); wrap(SerialClient.prototype, 'connected', 'connected');
const median = (x: number[]) => [...x].sort((a, b) => a - b)[x.length >> 1] ?? NaN;
async function bare(): Promise<number> {
  const [file = '', ...args] = SAMPLE_COMMAND;
  const begin = performance.now();
  const qemu = spawn(file, [...args, '-chardev', 'socket,id=port,fd=3', '-serial', 'chardev:port'], { stdio: ['ignore', 'ignore', 'inherit', 'pipe'] });
  const ended = new Promise<void>((r) => qemu.once('exit', () => r()));
  await new Promise<void>((r) => (qemu.stdio[3] as Socket).once('data', () => r()));
  const time = performance.now() - begin; qemu.kill('SIGKILL'); await ended; return time;
}
async function main() {
  const room = new BenchRoom(); const b: number[] = []; const o: number[] = [];
  for (let i = 0; i < Number(process.argv[2] ?? 15); i++) {
    b.push(await bare());
    t0 = performance.now(); let first: Promise<void> | undefined; let prepared = 0;
    if (i === 1) phases.clear();
    const machine = await room.registry.start(resolveConfiguration(SAMPLE_MACHINE), {}, { signal: room.tasks.signal, prepared: ({ ports: [port] }) => { prepared = performance.now() - t0; first = new Promise((r) => port?.serial.openTerminal(port.config).onData(() => r())); } });
    const started = performance.now() - t0;
    await first; const end = performance.now() - t0; o.push(end);
    for (const [k, v] of [['prepared', prepared], ['started', started], ['first byte', end]] as const) (phases.get(k) ?? phases.set(k, []).get(k)!).push(v);
    await machine.stop();
  }
  await room.close();
  for (const [k, v] of [...phases].sort((x, y) => median(x[1]) - median(y[1]))) console.log(k.padEnd(16), median(v).toFixed(1));
  console.log('bare', median(b.slice(1)).toFixed(1), 'ours', median(o.slice(1)).toFixed(1), 'ratio', (median(o.slice(1)) / median(b.slice(1))).toFixed(2), 'pairs', median(o.slice(1).map((x, i) => x / b[i + 1]!)).toFixed(2), 'min', (Math.min(...o.slice(1)) / Math.min(...b.slice(1))).toFixed(2));
  process.exit(0);
}
void main();
