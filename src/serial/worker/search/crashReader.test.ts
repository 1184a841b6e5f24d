import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { CrashReport } from '../../../crash/report';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { CrashReader } from './crashReader';
import type { CrashesRead, CrashOrder } from './protocol';
import { textRules } from './textRules';

const ORDINARY = '[   10.000000] usb 1-1: new high-speed USB device number 2 using dummy_hcd\r\n';
const PANIC = [
  '\x1b[1;31m*** PANIC: table_of_sums is damaged\x1b[0m',
  'eip 00100f3c cs 0008 eflags 00000202',
  'eax 00000002 ebx 00103000 ecx 00000000 edx 000003f8',
  'backtrace:',
  '  #0 0x00100f3c',
  '  #1 0x00100f81',
  'halted',
  '',
].join('\r\n');

let path: string;

const order = (end: number, more: Partial<CrashOrder> = {}): CrashOrder => ({
  port: 0,
  path,
  end,
  kept: 0,
  flush: false,
  tellLoads: false,
  ...more,
});

const reportsOf = ({ findings }: CrashesRead): readonly CrashReport[] =>
  findings.flatMap((finding) => ('report' in finding ? [finding.report] : []));

/** All reports in a spool of this content, read as a port's watch does. */
function read(content: string, pieces = [content.length]): readonly CrashReport[] {
  writeFileSync(path, content);
  const reader = new CrashReader(path, textRules());
  try {
    const found = [...pieces, content.length].flatMap((end) => readUpTo(reader, end));
    return [...found, ...reportsOf(reader.read(order(content.length, { flush: true })))];
  } finally {
    reader.close();
  }
}

function readUpTo(reader: CrashReader, end: number): readonly CrashReport[] {
  const found: CrashReport[] = [];
  for (let position = -1; position < end;) {
    const read = reader.read(order(end));
    assert.ok(read.position > position, 'it does not get on');
    position = read.position;
    found.push(...reportsOf(read));
  }
  return found;
}

describe('crash reader', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'crashes-'));
    path = join(directory, 'spool');
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('finds a crash in a flood, once, with its place in the stream, wherever pieces begin and end', () => {
    // Two pieces of ordinary text and some more: the panic lies across a boundary in some of these.
    for (const shift of [0, 1, 20, 70, 120, 200]) {
      const before = ORDINARY.repeat(1700).slice(0, 131_072 - shift);
      const content =
        before + '\r\n' + PANIC + ORDINARY.repeat(2000) + 'panic_on_oops is not set\r\n' + ORDINARY;
      const [report, ...others] = read(content);
      assert.ok(report, `shift ${shift}`);
      assert.deepEqual(others, [], `shift ${shift}`);
      assert.equal(report.title, 'PANIC: table_of_sums is damaged');
      assert.deepEqual(
        report.frames.map(({ address }) => address),
        ['00100f3c', '00100f81'],
      );
      const place = content.slice(report.start, report.end);
      assert.ok(place.startsWith('*** PANIC') && place.trimEnd().endsWith('halted'), JSON.stringify(place));
    }
  });

  it('finds it however the text comes, byte for byte even', () => {
    const content = ORDINARY + PANIC;
    const pieces = Array.from({ length: content.length }, (_, index) => index + 1);
    assert.deepEqual(
      read(content, pieces).map(({ title, frames }) => [title, frames.length]),
      [['PANIC: table_of_sums is damaged', 2]],
    );
  });

  it('tells of a crash whose last line has no end', () => {
    const content = PANIC.slice(0, PANIC.indexOf('\r\nhalted'));
    assert.deepEqual(
      read(content).map(({ frames }) => frames.length),
      [2],
    );
  });

  it('goes on behind what the spool has given back', () => {
    const content = ORDINARY.repeat(100) + PANIC;
    writeFileSync(path, content);
    const reader = new CrashReader(path, textRules());
    try {
      const kept = ORDINARY.length * 50;
      const read = reader.read(order(content.length, { kept, flush: true }));
      assert.equal(read.position, content.length);
      assert.deepEqual(
        reportsOf(read).map(({ title }) => title),
        ['PANIC: table_of_sums is damaged'],
      );
    } finally {
      reader.close();
    }
  });
});
