import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CrashReader } from './crashReader';
import type { CrashesRead, CrashOrder } from './protocol';
import { textRules } from './textRules';

const ORDINARY = '[   10.000000] usb 1-1: new high-speed USB device number 2 using dummy_hcd\r\n';
const listed = (name: string): string => `[   11.000000] ${name} 16384 0 - Live 0xffffffffc0812000\r\n`;
const PANIC = '*** PANIC: table_of_sums is damaged\r\nbacktrace:\r\n  #0 0x00100f3c\r\nhalted\r\n';

/** Findings in their order: a crash's title, or the names of what is loaded. */
const shown = ({ findings }: CrashesRead): readonly string[] =>
  findings.map((finding) =>
    'report' in finding
      ? finding.report.title
      : finding.loads.loads.map(({ name }) => name).join(' ') || 'nothing',
  );

describe('loads in a port’s text', () => {
  let directory: string;
  let reader: CrashReader;
  let path: string;
  let written = '';
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'loads-'));
    path = join(directory, 'spool');
    write('');
    reader = new CrashReader(path, textRules());
  });
  afterEach(() => {
    reader.close();
    rmSync(directory, { recursive: true });
  });

  function write(text: string): void {
    written = text;
    writeFileSync(path, text);
  }

  function look(more: Partial<CrashOrder> = {}): CrashesRead {
    const end = written.length;
    return reader.read({ port: 0, path, end, kept: 0, flush: false, tellLoads: true, ...more });
  }

  it('loads are read far from any crash, in a flood, and without the console’s time stamp', () => {
    write(ORDINARY.repeat(2000) + listed('dummy') + ORDINARY.repeat(2000));
    assert.deepEqual(shown(look()), ['dummy']);
    assert.deepEqual(shown(look()), [], 'they are told once');
  });

  it('loads come before the crash that they belong to, and none that came after it', () => {
    write(listed('a') + PANIC + listed('b') + PANIC);
    const title = 'PANIC: table_of_sums is damaged';
    assert.deepEqual(shown(look({ tellLoads: false })), ['a', title, 'a b', title]);
  });

  it('loads of a boot are with a crash that is over when the next boot begins', () => {
    const crash = PANIC.replace('halted\r\n', '');
    write('Kernel Offset: 0x1000 from 0x0\r\n' + crash + 'Linux version 6.1.0 (me@here) #1 SMP\r\n');
    assert.deepEqual(shown(look({ flush: true })), ['kernel', 'PANIC: table_of_sums is damaged', 'nothing']);
  });

  it('loads that nobody needs yet are kept until they are asked for', () => {
    write(listed('a') + listed('b'));
    const first = look({ tellLoads: false });
    assert.deepEqual([shown(first), first.hasUntoldLoads], [[], true]);
    const second = look();
    assert.deepEqual([shown(second), second.hasUntoldLoads], [['a b'], false]);
  });

  it('loads are forgotten where the machine was reset, and not those that came after it', () => {
    const before = listed('a') + ORDINARY;
    write(before + listed('b'));
    assert.deepEqual(shown(look({ resetAt: before.length })), ['b']);
    assert.deepEqual(shown(look({ resetAt: written.length })), ['nothing']);
  });

  it('a load is not taken from half a line', () => {
    write('Kernel Offset: 0x12');
    assert.deepEqual(shown(look({ flush: true })), []);
    write('Kernel Offset: 0x12345000 from 0xffffffff81000000\r\n');
    const [finding] = look().findings;
    assert.ok(finding && 'loads' in finding);
    assert.deepEqual(finding.loads.loads[0]?.where, { slide: 0x12345000n });
  });

  it('loads are not copied for each of a thousand crashes in one look', () => {
    write(Array.from({ length: 1000 }, (_, index) => listed(`m${index}`) + PANIC).join(''));
    const copies = look().findings.filter((finding) => 'loads' in finding);
    assert.ok(copies.length <= 16, `${copies.length} copies`);
    assert.deepEqual(
      shown(look()).map((names) => names.split(' ').length),
      [1000],
    );
  });
});
