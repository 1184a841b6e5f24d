import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../usage';
import { RunFiles } from './runFiles';

describe('what a run leaves behind', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'qsd-files-'))));
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('nothing that an earlier run has left in the folder can be taken for this one’s', async () => {
    for (const name of ['crash-1.md', 'crash-12.md', 'console.log', 'result.json', 'crash-notes.md'])
      await writeFile(join(folder, name), 'old');
    const files = await RunFiles.open({ log: folder });
    files.crash(1, 'new');
    files.close();
    assert.deepEqual((await readdir(folder)).sort(), [
      'console.log',
      'crash-1.md',
      'crash-notes.md',
      'result.json',
    ]);
    const texts = ['crash-1.md', 'console.log', 'result.json', 'crash-notes.md'].map((name) =>
      readFile(join(folder, name), 'utf8'),
    );
    assert.deepEqual(await Promise.all(texts), ['new', '', '', 'old']);
  });

  it('a place that cannot be written is told before the run, with what to do', async () => {
    const path = join(folder, 'file');
    await writeFile(path, '');
    for (const order of [{ log: join(path, 'log') }, { junit: join(path, 'x.xml') }])
      await assert.rejects(
        RunFiles.open(order),
        (error) => error instanceof UsageError && error.message.includes(path) && Boolean(error.hint),
      );
  });

  it('the results of many tests are written whole, whatever their sum', async () => {
    const files = await RunFiles.open({ log: folder });
    const tests = Array.from({ length: 2000 }, (_, number) => ({
      path: ['suite', `${number} `.padEnd(300, 'ä')],
      outcome: 'passed' as const,
      isGroup: false,
      start: 0,
      end: 0,
    }));
    files.finish('kernel', { verdict: { kind: 'passed', reasons: [] }, steps: [], tests, durationMs: 1 });
    files.close();
    const text = await readFile(join(folder, 'result.json'), 'utf8');
    const expected = { verdict: 'passed', reasons: [], durationMs: 1, steps: [], tests };
    assert.equal(text, `${JSON.stringify(expected, null, 2)}\n`);
  });

  it('files of a run that came to nothing say why', async () => {
    const xml = join(folder, 'run.xml');
    const files = await RunFiles.open({ log: join(folder, 'log'), junit: xml });
    files.broken('kernel', 'notStarted', 'There is no QEMU.');
    files.close();
    const result: unknown = JSON.parse(await readFile(join(folder, 'log', 'result.json'), 'utf8'));
    const nothing = { durationMs: 0, steps: [], tests: [] };
    assert.deepEqual(result, { verdict: 'notStarted', reasons: ['There is no QEMU.'], ...nothing });
    const text = await readFile(xml, 'utf8');
    assert.match(text, /<testsuite name="kernel" tests="1" failures="0" errors="1"/);
    assert.match(text, /<error message="notStarted">notStarted\nThere is no QEMU\.</);
  });
});
