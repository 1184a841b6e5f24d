#!/usr/bin/env node
/** `qemu-serial-debug`, the command: what of the extension is of use without an editor. Runs in plain Node. */
import { once } from 'node:events';
import * as l10n from '@vscode/l10n';
import { messageOf } from '../concurrency/messageOf';
import { TaskGroup } from '../concurrency/taskGroup';
import { isForRun, readCommandLine } from './commandLine';
import { report } from './report';
import { NOT_STARTED } from '../config/notStarted';
import { installCommand } from '../machine/install/installCommand';
import { missingIn } from '../machine/install/missing';
import { Interrupts } from './run/interrupts';
import { runCommand } from './run/runCommand';
import { usage } from './usage';

const NAME = 'qemu-serial-debug';
const FAILED = 2;
const SIGPIPE = 141;
const isRun = isForRun(process.argv.slice(2));
/** As shells have it: 128 and the signal's number. */
const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

const tasks = new TaskGroup(NAME);
const interrupts = new Interrupts();
for (const [signal, code] of Object.entries(SIGNALS)) {
  process.on(signal, () => {
    if (signal !== 'SIGINT' || !interrupts.take()) stop(code);
  });
}
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // The reader of a pipe has enough: `… | head`. A run that nobody reads has proved nothing.
  if (error.code === 'EPIPE') stop(isRun ? SIGPIPE : 0);
  else fail(error);
});
void main();

async function main(): Promise<void> {
  try {
    await tasks.run(NAME, run);
  } catch (error) {
    if (!tasks.isClosing) {
      const missing = missingIn(error);
      const command = missing && (await installCommand(missing));
      fail(error, command === undefined ? '' : l10n.t('Install it with "{0}".', command));
    }
  }
  await tasks.close();
}

async function run(): Promise<void> {
  const command = readCommandLine(process.argv.slice(2));
  switch (command.command) {
    case 'help':
      await print(usage());
      return;
    case 'report':
      await report(command, print, tasks);
      return;
    case 'run':
      process.exitCode = await runCommand(command, {
        print: printNow,
        programs: __dirname,
        tasks,
        interrupts,
      });
  }
}

async function print(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain', { signal: tasks.signal });
}

/** On a pipe, a file and a terminal Node writes at once (on Windows not to pipes), so that nothing gathers here. */
function printNow(line: string): void {
  process.stdout.write(line);
}

/** @param help One more line. */
function fail(error: unknown, help = ''): void {
  process.stderr.write(`${NAME}: ${messageOf(error)}\n${help === '' ? '' : `${help}\n`}`);
  stop(isRun ? NOT_STARTED : FAILED);
}

function stop(code: number): void {
  process.exitCode = code;
  tasks.closeSoon();
}
