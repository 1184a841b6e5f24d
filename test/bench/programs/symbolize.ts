/**
 * 10,000 addresses of Debian's kernel by llvm-symbolizer alone and through our symbolizer, in turns, and 10,000 others
 * once it is warm; elapsed time and processor time of all processes, in milliseconds.
 * `npm run test:kernels` fetches the kernel; then: node --import tsx test/bench/programs/symbolize.ts
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { TaskGroup } from '../../../src/concurrency/taskGroup';
import { type ElfSymbol, withElf } from '../../../src/symbols/elf';
import { Symbolizer } from '../../../src/symbols/symbolizer';
import { debianAmd64 } from '../../kernels/debianKernels';
import { command } from '../../support/command';
import { cpuOf, ownCpu } from '../support/cpu';
import { random } from '../../support/random';

const ADDRESSES = 10_000;
const ROUNDS = 5;
const TOOL = 'llvm-symbolizer';
const FUNCTION = 2;

interface Spent {
  readonly elapsed: number;
  readonly processor: number;
}

command('symbolize', async (tasks) => {
  const { vmlinux } = debianAmd64();
  const addresses = await someAddresses(vmlinux);
  const rounds: Record<'alone' | 'ours' | 'warm', Spent[]> = { alone: [], ours: [], warm: [] };
  for (let round = 0; round < ROUNDS; round++) {
    const input = addresses.map((address) => `0x${address.toString(16)}\n`).join('');
    rounds.alone.push(
      await spent(() =>
        Promise.resolve(execFileSync(TOOL, [`--obj=${vmlinux}`], { input, maxBuffer: 1 << 28 })),
      ),
    );
    for (const [name, spending] of Object.entries(await ours(vmlinux, addresses, tasks)))
      rounds[name as 'ours' | 'warm'].push(spending);
  }
  for (const [name, spendings] of Object.entries(rounds))
    console.log(`${name}: elapsed ${list(spendings, 'elapsed')}; processor ${list(spendings, 'processor')}`);
  const least = (name: keyof typeof rounds, what: keyof Spent): number =>
    Math.min(...rounds[name].map((each) => each[what]));
  const ratio = least('ours', 'elapsed') / least('alone', 'elapsed');
  console.log(`elapsed, cold: ${ratio.toFixed(2)} × alone; warm: ${least('warm', 'elapsed')} ms`);
  return ratio <= 1.2 && least('warm', 'elapsed') <= 2000 ? 0 : 1;
});

/** From the first question on, the reading of the file included; then what lies one byte further. */
async function ours(
  vmlinux: string,
  addresses: readonly bigint[],
  parent: TaskGroup,
): Promise<Record<'ours' | 'warm', Spent>> {
  const tasks = parent.group('round');
  const symbolizer = new Symbolizer(tasks, { searchPath: process.env['PATH'] ?? '', program: TOOL });
  const resolve = (shift: bigint): Promise<unknown> =>
    symbolizer.resolve(
      vmlinux,
      addresses.map((address) => ({ address: address + shift })),
      tasks.signal,
    );
  const cold = await spent(() => resolve(0n));
  const warm = await spent(() => resolve(1n));
  await tasks.close();
  return { ours: cold, warm };
}

async function spent(work: () => Promise<unknown>): Promise<Spent> {
  const [begin, before] = [performance.now(), processorMs()];
  await work();
  return { elapsed: Math.round(performance.now() - begin), processor: Math.round(processorMs() - before) };
}

/** Of this process, of its children that run, and of those that have ended. */
function processorMs(): number {
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'latin1')
    .split(' ')
    .filter(Boolean);
  return 1000 * children.reduce((sum, pid) => sum + cpuOf(Number(pid)), ownCpu());
}

async function someAddresses(vmlinux: string): Promise<bigint[]> {
  const functions: ElfSymbol[] = [];
  await withElf(vmlinux, async (elf) => {
    for await (const symbol of elf.symbols())
      if (symbol.type === FUNCTION && symbol.size > 0n) functions.push(symbol);
  });
  const number = random(1);
  return Array.from({ length: ADDRESSES }, () => {
    const { value, size } = functions[Math.floor(number() * functions.length)] as ElfSymbol;
    return value + BigInt(Math.floor(number() * Number(size)));
  });
}

const list = (spendings: readonly Spent[], what: keyof Spent): string =>
  spendings.map((each) => each[what]).join(' ');
