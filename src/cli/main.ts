#!/usr/bin/env node
/** `qemu-serial-debug`, the command: what of the extension is of use without an editor. Runs in plain Node. */
import { once } from 'node:events';
import { messageOf } from '../concurrency/messageOf';
import { TaskGroup } from '../concurrency/taskGroup';
import { readCommandLine } from './commandLine';
import { report } from './report';
import { usage } from './usage';

const NAME = 'qemu-serial-debug';
const FAILED = 2;
/** As shells have it: 128 and the signal's number. */
const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

const tasks = new TaskGroup(NAME);
for (const [signal, code] of Object.entries(SIGNALS)) process.on(signal, () => stop(code));
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // The reader of a pipe has enough: `… | head`.
  if (error.code === 'EPIPE') stop(0);
  else fail(error);
});
void main();

async function main(): Promise<void> {
  try {
    await tasks.run(NAME, run);
  } catch (error) {
    if (!tasks.isClosing) fail(error);
  }
  await tasks.close();
}

async function run(): Promise<void> {
  const command = readCommandLine(process.argv.slice(2));
  if (command.command === 'help') await print(usage());
  else await report(command, print, tasks);
}

async function print(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain', { signal: tasks.signal });
}

function fail(error: unknown): void {
  process.stderr.write(`${NAME}: ${messageOf(error)}\n`);
  stop(FAILED);
}

function stop(code: number): void {
  process.exitCode = code;
  tasks.closeSoon();
}
