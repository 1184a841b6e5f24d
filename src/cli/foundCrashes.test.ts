import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FoundCrash, foundCrashes } from './foundCrashes';

const WARNING = (name: string, context = 'T99'): string[] =>
  [
    '------------[ cut here ]------------',
    `WARNING: CPU: 1 PID: 99 at demo/demo.c:1 ${name}+0x10/0x20`,
    'Modules linked in:',
    'CPU: 1 PID: 99 Comm: demo Not tainted 6.1.0 #1',
    `RIP: 0010:${name}+0x10/0x20`,
    'Call Trace:',
    ' <TASK>',
    ' demo_run+0x1/0x2',
    ' </TASK>',
    '---[ end trace 0000000000000000 ]---',
  ].map((line) => `[   11.000000][${context.padStart(5)}] ${line}`);
const QUIET = Array.from({ length: 200 }, (_, n) => `[   12.000000] demo: message number ${n}`);

describe('crashes found in a file', () => {
  let folder: string;
  before(async () => (folder = await mkdtemp(join(tmpdir(), 'qsd-found-'))));
  after(() => rm(folder, { recursive: true, force: true }));

  async function found(content: string): Promise<FoundCrash[]> {
    const path = join(folder, 'log');
    await writeFile(path, content);
    const crashes: FoundCrash[] = [];
    for await (const crash of foundCrashes(path, new AbortController().signal)) crashes.push(crash);
    return crashes;
  }

  const shown = (crashes: readonly FoundCrash[]): string[] =>
    crashes.map(({ report, startLine, endLine }) => `${startLine}–${endLine} ${report.title}`);

  for (const [name, end] of [
    ['line feeds', '\n'],
    ['CR LF', '\r\n'],
    ['CR CR LF', '\r\r\n'],
  ] as const)
    it(`a crash has the first and the last of its lines in a file with ${name}`, async () => {
      const lines = [...QUIET, ...WARNING('one'), ...QUIET, ...WARNING('two')];
      const crashes = shown(await found(lines.join(end) + end));
      assert.deepEqual(crashes, ['202–210 WARNING in one', '412–420 WARNING in two']);
    });

  it('a crash keeps its lines between colours, broken UTF-8 and the remains of a screen', async () => {
    const colourful = WARNING('one').map(
      (line) => `\x1b[31m${line.replace('demo_run', 'demo\x1b[1m_run')}\x1b[0m`,
    );
    const log = Buffer.from(
      ['\x1b[2J\x1b[H booting \u{1f427}', ...colourful].join('\r\n').replace('booting', '\xff'),
      'latin1',
    );
    assert.deepEqual(shown(await found(log.toString('latin1'))), ['3–11 WARNING in one']);
  });

  it('crashes come in the order in which they begin, though the first ends last', async () => {
    const outer = WARNING('outer', 'C0');
    const over = '[   11.000000][  T99] ---[ end Kernel panic - not syncing: panic_on_warn set ... ]---';
    const lines = [...outer.slice(0, 6), ...WARNING('inner'), over, ...outer.slice(6), ...QUIET];
    assert.deepEqual(shown(await found(lines.join('\n'))), [
      '2–21 WARNING in outer',
      '8–17 WARNING in inner',
    ]);
  });

  it('a crash comes with what the log had told about images by then, and not with what it told later', async () => {
    const boot = (offset: string): string[] => [
      '[    0.000000] Linux version 6.1.0 (builder@demo) #1 SMP',
      `[    1.000000] Kernel Offset: ${offset} from 0xffffffff81000000 (relocation range: 0xffffffff80000000-0xffffffffbfffffff)`,
    ];
    const log = [...boot('0x1000000'), ...WARNING('one'), ...QUIET, ...boot('0x2000000'), ...WARNING('two')];
    const crashes = await found(log.join('\n'));
    assert.deepEqual(
      crashes.map(({ loads }) => loads.loads.map(({ where }) => where)),
      [[{ slide: 0x1000000n }], [{ slide: 0x2000000n }]],
    );
    assert.match(crashes[0]?.loads.banner ?? '', /^Linux version 6\.1\.0/);
  });

  it('an abort ends the reading of a file', async () => {
    const path = join(folder, 'log');
    await writeFile(path, WARNING('one').join('\n'));
    const reason = new Error('enough');
    await assert.rejects(async () => {
      for await (const crash of foundCrashes(path, AbortSignal.abort(reason)))
        assert.fail(crash.report.title);
    }, reason);
  });
});
