import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LabelledLog, readCorpus } from '../../test/support/crash/labelledLog';
import { TaskGroup } from '../concurrency/taskGroup';
import { report } from './report';
import { UsageError } from './usage';

const SAMPLES = join(__dirname, '../../test/crash/samples');

interface Printed {
  readonly file: string;
  readonly reports: readonly Readonly<Record<string, unknown>>[];
}

describe('the command report', () => {
  let folder: string;
  let tasks: TaskGroup;
  let samples: readonly LabelledLog[];
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'qsd-report-'));
    samples = await readCorpus(SAMPLES, undefined);
  });
  after(() => rm(folder, { recursive: true, force: true }));
  beforeEach(() => (tasks = new TaskGroup('test')));
  afterEach(() => tasks.close());

  async function printed(
    json: boolean,
    logs: readonly string[],
    programs: readonly string[] = [],
  ): Promise<string> {
    let text = '';
    const print = (piece: string): Promise<void> => {
      text += piece;
      return Promise.resolve();
    };
    await report({ command: 'report', json, logs, programs }, print, tasks);
    return text;
  }

  async function log(name: string, content: string | Buffer): Promise<string> {
    const path = join(folder, name);
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, content);
    return path;
  }

  it('report --json says of each sample what its labels say, and in which lines', async () => {
    const paths: string[] = [];
    for (const sample of samples) paths.push(await log(sample.name, sample.log));
    const logs = JSON.parse(await printed(true, paths)) as Printed[];
    assert.deepEqual(
      logs.map(({ file }) => file),
      paths,
    );
    for (const [index, sample] of samples.entries()) {
      const { reports } = logs[index]!;
      assert.equal(reports.length, sample.title === undefined ? 0 : 1, sample.name);
      for (const { system, title, altTitles, type, corrupted, startLine, endLine } of reports) {
        assert.ok(
          [title, ...(altTitles as string[])].includes(sample.title),
          `${sample.name}: ${String(title)}`,
        );
        assert.deepEqual(
          [system, type, corrupted],
          [sample.system, sample.type ?? '', sample.corrupted],
          sample.name,
        );
        const lines = sample.log.toString('latin1').split('\n');
        assert.ok(
          1 <= Number(startLine) && Number(startLine) <= Number(endLine) && Number(endLine) <= lines.length,
        );
        if (sample.start !== undefined)
          assert.ok(lines[Number(startLine) - 1]?.includes(sample.start), sample.name);
      }
    }
  });

  it('report --json has the same names for every crash and every frame, with null for what is not known', async () => {
    const path = await log('null.log', samples.find(({ name }) => name === 'linux/hungTask')!.log);
    const [
      {
        reports: [crash],
      },
    ] = JSON.parse(await printed(true, [path])) as [Printed];
    const { frames, ...rest } = crash as { frames: Readonly<Record<string, unknown>>[] };
    assert.deepEqual(rest, {
      system: 'linux',
      title: 'INFO: task hung in demo_wait',
      altTitles: (rest as Record<string, unknown>)['altTitles'],
      type: 'HANG',
      frame: 'demo_wait',
      corrupted: false,
      startLine: 1,
      endLine: 15,
    });
    assert.deepEqual(
      frames.find((frame) => frame['function'] === 'demo_wait'),
      { address: null, function: 'demo_wait', file: null, line: null, inlined: false },
    );
  });

  it('report says where a crash is as compilers do, and that a log has none', async () => {
    const crash = await log('crash.log', samples.find(({ name }) => name === 'linux/hungTask')!.log);
    const quiet = await log('quiet.log', 'nothing\n');
    const text = await printed(false, [crash, quiet]);
    assert.ok(text.startsWith(`${crash}:1: INFO: task hung in demo_wait\n`), text);
    assert.match(text, /^ {4}demo_wait$/m);
    assert.ok(text.endsWith(`${quiet}: no crash was found.\n`), text);
  });

  it('report prints nothing of a guest that could move the cursor or turn a line around', async () => {
    const words =
      'Kernel panic - not syncing: bad\u202e thing\u2028\u200b \u0007\x1b]0;title\x07\x1b[31m\u009b2J';
    const path = await log(
      'hostile.log',
      `[    1.000000] ${words}\n[    1.000001] CPU: 0 PID: 1 Comm: x #1\n`,
    );
    const text = await printed(false, [path]);
    assert.ok(text.startsWith(`${path}:1: kernel panic: bad\ufffd`), text);
    assert.doesNotMatch(text.replaceAll('\n', ''), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    const json = await printed(true, [path]);
    assert.doesNotMatch(json.replaceAll('\n', ''), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    const [{ reports }] = JSON.parse(json) as [Printed];
    assert.match(String(reports[0]?.['title']), /bad\u202e thing/);
  });

  it('report names a file that cannot be read before it prints anything, and says what to do', async () => {
    const path = await log('ok.log', '');
    for (const [logs, programs, name] of [
      [[path, join(folder, 'missing.log')], [], 'missing.log'],
      [[path], [join(folder, 'vmlinux')], 'vmlinux'],
      [[path, folder], [], folder],
    ] as const) {
      let text = '';
      await assert.rejects(
        report(
          { command: 'report', json: true, logs, programs },
          (piece) => Promise.resolve(void (text += piece)),
          tasks,
        ),
        (error) => error instanceof UsageError && error.message.includes(name) && Boolean(error.hint),
      );
      assert.equal(text, '');
    }
  });

  it('report says why a program that is no ELF file tells nothing', async () => {
    const path = await log('oops.log', samples.find(({ name }) => name === 'linux/hungTask')!.log);
    const program = await log('bzImage', 'MZ');
    assert.match(await printed(false, [path], [program]), /bzImage is not an ELF file/);
  });
});
