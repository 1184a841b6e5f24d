/**
 * The same by hand: QEMU and `gdb -x` started at the same moment on a command line, the script waiting for the stub,
 * until GDB has printed where it stopped.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { SAMPLE_COMMAND, SAMPLE_KERNEL } from '../floods/sampleMachine';
import { STOP_FILE, STOP_FUNCTION, STOP_LINE } from '../support/firstStop';
import { program } from '../support/program';
import { temporaryDirectory } from '../support/temporary';

const LIMIT_MS = 60_000;

program(async ({ launches }: { readonly launches: number }) => {
  const times: number[] = [];
  for (let launch = 0; launch < launches; launch++) times.push(await launchOnce(temporaryDirectory()));
  return { firstMs: times[0], laterMs: times.slice(1) };
});

async function launchOnce(folder: string): Promise<number> {
  const stub = join(folder, 'gdb');
  const script = join(folder, 'script');
  writeFileSync(script, scriptFor(stub));
  const [file = '', ...args] = SAMPLE_COMMAND;
  const serial = ['-serial', `file:${join(folder, 'serial')}`];
  const begin = performance.now();
  const qemu = spawn(file, [...args, ...serial, '-S', '-gdb', `unix:${stub},server=on,wait=off`], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const gdb = spawn('gdb', ['-batch', '-x', script, SAMPLE_KERNEL], {
    // Where the sources are.
    cwd: dirname(STOP_FILE),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await untilStopped(gdb);
    return performance.now() - begin;
  } finally {
    await ended(gdb);
    await ended(qemu);
  }
}

/** As one writes it, and with a wait for QEMU where a person would look whether it is there. */
function scriptFor(stub: string): string {
  return [
    'set pagination off',
    `shell until [ -S '${stub}' ]; do sleep 0.002; done`,
    `target remote ${stub}`,
    `break ${basename(STOP_FILE)}:${STOP_LINE}`,
    'continue',
    'backtrace 1',
    '',
  ].join('\n');
}

async function untilStopped(gdb: ChildProcess): Promise<void> {
  let text = '';
  const limit = setTimeout(() => gdb.kill('SIGKILL'), LIMIT_MS);
  await new Promise<void>((resolve, reject) => {
    gdb.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      if (new RegExp(`^#0 .*\\b${STOP_FUNCTION}\\b.*:${STOP_LINE}$`, 'm').test(text)) resolve();
    });
    gdb.once('exit', () => reject(new Error(`GDB did not stop where it should:\n${text}`)));
  }).finally(() => clearTimeout(limit));
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const over = once(child, 'exit');
  child.kill('SIGKILL');
  await over;
}
