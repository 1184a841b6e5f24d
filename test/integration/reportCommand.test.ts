import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { copyFile, mkdir, mkdtemp, open, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { text } from 'node:stream/consumers';
import { withElf } from '../../src/symbols/elf';
import { INLINED_C, inlinedPrograms, lineWith } from '../guests/inlined';
import { SAMPLE_ELF } from '../guests/paths';
import { SAMPLE_PROMPT, sampleGuest } from '../guests/guests';
import { bundle } from '../support/bundle';
import { Dialogue } from '../support/dialogue';
import { MachineRoom } from '../support/machines';
import { random } from '../support/random';
import { until } from '../support/until';

interface Frame {
  readonly address: string;
  readonly function: string | null;
  readonly file: string | null;
  readonly line: number | null;
  readonly inlined: boolean;
}

interface Printed {
  readonly file: string;
  readonly reports: readonly { readonly title: string; readonly frames: readonly Frame[] }[];
}

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

/** Of a process that reads any log, in kB. */
const MOST_MEMORY_KB = 300_000;
const FLOOD_BYTES = 200_000_000;

describe('the command qemu-serial-debug', function () {
  this.timeout(300_000);

  let cli: string;
  let folder: string;
  before(async () => (cli = join(await bundle({ cli: 'src/cli/main.ts' }), 'cli.js')));
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'qsd-command-'))));
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const start = (args: readonly string[], options: readonly string[] = []) =>
    spawn(process.execPath, [...options, cli, ...args], { env: { ...process.env, TMPDIR: folder } });

  async function ended(child: ReturnType<typeof start>): Promise<Ended> {
    const [out, error, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close') as Promise<[number | null]>,
    ]);
    return { code, out, error };
  }

  async function run(args: readonly string[], input?: Buffer): Promise<Ended> {
    const child = start(args);
    child.stdin.end(input);
    return await ended(child);
  }

  async function log(name: string, content: string | Buffer): Promise<string> {
    const path = join(folder, name);
    await writeFile(path, content);
    return path;
  }

  /** What the sample guest prints until it has panicked. */
  async function samplePanic(): Promise<Buffer> {
    const room = await MachineRoom.open();
    try {
      const { serial } = (await room.start(sampleGuest())).ports[0]!;
      const guest = new Dialogue(serial, SAMPLE_PROMPT, room.tasks.signal);
      await guest.hear(SAMPLE_PROMPT);
      await guest.say('panic\r');
      const said = (): Promise<string> => serial.text(0, room.tasks.signal);
      await until('the guest has panicked', async () => /\nhalted\r?\n/.test(await said()));
      return Buffer.from(await said());
    } finally {
      await room.close();
    }
  }

  it('report gives the panic of a real guest the lines of its program, from a file and from standard input', async () => {
    const console = await samplePanic();
    const path = await log('console.log', console);
    const { code, out, error } = await run(['report', '--json', '--program', SAMPLE_ELF, path]);
    assert.deepEqual([code, error], [0, '']);
    const [printed, ...others] = JSON.parse(out) as Printed[];
    assert.deepEqual([printed?.file, others], [path, []]);
    const [crash] = printed?.reports ?? [];
    assert.equal(crash?.title, 'PANIC: table_of_sums is damaged');
    assert.ok(crash.frames.length >= 4, out);
    for (const { address, line, file } of crash.frames) {
      assert.match(address, /^0x[0-9a-f]{8}$/);
      // boot.S calls main without debug information of its own.
      if (file !== null) assert.ok(line !== null && line > 0, out);
    }
    const places = crash.frames.map((frame) => `${frame.function} ${basename(frame.file ?? '')}`);
    assert.ok(places.includes('check_sum panic.c'), out);
    assert.ok(
      places.some((place) => / main\.c$/.test(place)),
      out,
    );

    const piped = await run(['report', '--json', '--program', SAMPLE_ELF, '-'], console);
    assert.deepEqual(JSON.parse(piped.out), [{ ...printed, file: '-' }]);
    assert.deepEqual(await readdir(folder), ['console.log'], 'a temporary file is left');

    const plain = await run(['report', '--program', SAMPLE_ELF, path]);
    assert.match(plain.out, /^\S+:\d+: PANIC: table_of_sums is damaged$/m);
    assert.match(plain.out, /^ {4}0x[0-9a-f]{8} check_sum \S*panic\.c:\d+$/m);
  });

  it('report resolves each report of a log in the program of its system, wherever that was named', async () => {
    const { full } = inlinedPrograms(folder);
    await mkdir(join(folder, 'tree'));
    await copyFile(full, join(folder, 'tree', 'vmlinux'));
    const sizes = new Map<string, bigint>();
    await withElf(full, async (elf) => {
      for await (const { name, size } of elf.symbols()) sizes.set(name, size);
    });
    const size = `0x${sizes.get('give_up')?.toString(16)}`;
    const oops = [
      'BUG: kernel NULL pointer dereference, address: 0000000000000000',
      'CPU: 0 PID: 1 Comm: init Not tainted 6.1.0 #1',
      `RIP: 0010:give_up+0x0/${size}`,
      'Call Trace:',
      ` give_up+${size}/${size}`,
      '---[ end trace 0000000000000000 ]---',
      '',
    ];
    const path = await log('oops.log', oops.join('\n'));
    const programs = ['--program', SAMPLE_ELF, '--program', join(folder, 'tree')];
    const { out, error } = await run(['report', '--json', ...programs, path]);
    assert.equal(error, '');
    const [printed] = JSON.parse(out) as Printed[];
    const last = printed?.reports[0]?.frames.at(-1);
    assert.deepEqual([last?.function, last?.file, last?.line], ['give_up', INLINED_C, lineWith('stop();')]);
  });

  it('report reads a long log in bounded memory, and the crash at its end', async () => {
    const path = join(folder, 'flood.log');
    const lines = Array.from(
      { length: 10_000 },
      (_, n) =>
        `[${(n / 1000).toFixed(6).padStart(12)}] usb 1-${n % 9}: new high-speed USB device number ${n}\r\n`,
    );
    const chunk = Buffer.from(lines.join(''));
    const chunks = Math.ceil(FLOOD_BYTES / chunk.length);
    await pipeline(Readable.from(Array(chunks).fill(chunk)), createWriteStream(path));
    const file = await open(path, 'a');
    await file.write("thread 'main' panicked at src/main.rs:4:5:\nthe end\n");
    await file.close();
    const telling = `process.on('exit', () => process.stderr.write(String(process.resourceUsage().maxRSS)));`;
    const preload = await log('tell.cjs', telling);
    const { out, error, code } = await ended(start(['report', path], ['--require', preload]));
    assert.equal(code, 0, error);
    assert.ok(out.startsWith(`${path}:${chunks * lines.length + 1}: `), out);
    assert.ok(Number(error) < MOST_MEMORY_KB, `${error} kB`);
  });

  it('report finds nothing in bytes that are no text, and prints JSON all the same', async () => {
    const numbers = random(3);
    const noise = Buffer.from(Array.from({ length: 2_000_000 }, () => Math.floor(numbers() * 256)));
    const paths = [
      await log('noise', noise),
      await log('empty', ''),
      await log('zeros', Buffer.alloc(1_000_000)),
    ];
    const { code, out } = await run(['report', '--json', ...paths]);
    assert.equal(code, 0);
    assert.deepEqual(
      JSON.parse(out),
      paths.map((file) => ({ file, reports: [] })),
    );
  });

  it('a command that cannot do what it was asked ends with code 2, and says on standard error what to do', async () => {
    for (const [args, message] of [
      [['report', join(folder, 'missing.log')], /missing\.log cannot be read: ENOENT.*Correct the name/],
      [['report'], /^qemu-serial-debug: No log was given\. --help/],
      [['reprot', 'x'], /no command reprot/],
    ] as const) {
      const { code, out, error } = await run(args);
      assert.deepEqual([code, out], [2, '']);
      assert.match(error, message);
    }
    const help = await run(['--help']);
    assert.deepEqual([help.code, help.error], [0, '']);
    assert.match(help.out, /^Usage: qemu-serial-debug report .*LOG…\n/);
  });

  it('a command that is interrupted ends at once and leaves no temporary file', async () => {
    const child = start(['report', '-']);
    const end = ended(child);
    child.stdin.on('error', () => undefined).write('a line\n');
    await until('the command keeps its input', async () => (await readdir(folder)).length > 0);
    child.kill('SIGTERM');
    assert.deepEqual(await end, { code: 143, out: '', error: '' });
    assert.deepEqual(await readdir(folder), []);
  });

  it('a command whose reader has enough ends without a word', async () => {
    await mkdir(join(folder, 'logs'));
    const oops = `thread 'main' panicked at src/main.rs:4:5:\nno\n${'quiet\n'.repeat(100)}`;
    const path = await log('logs/many', oops.repeat(20_000));
    const child = start(['report', path]);
    await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
    child.stdout.destroy();
    const [code] = (await once(child, 'exit')) as [number];
    assert.equal(code, 0);
    assert.equal(await text(child.stderr), '');
  });
});
