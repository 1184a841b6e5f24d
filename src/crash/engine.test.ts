import assert from 'node:assert/strict';
import { CrashEngine } from './engine';
import { KNOWN_RECOGNISERS } from './recognisers';
import type { CrashReport } from './report';

/** Feeds lines to an engine as a port would, and returns what it finds. */
function read(lines: readonly string[], flush = true): readonly CrashReport[] {
  const reports: CrashReport[] = [];
  const engine = new CrashEngine(KNOWN_RECOGNISERS, (report) => reports.push(report));
  let at = 0;
  for (const text of lines) {
    engine.take({ text, start: at, end: at + text.length + 1 });
    at += text.length + 1;
  }
  if (flush) engine.flush();
  return reports;
}

/** An Oops of a task, line by line. */
function oops(context: string, symbol: string): string[] {
  const stamp = `[   10.000000][${context.padStart(6)}] `;
  return [
    'BUG: unable to handle page fault for address: ffffffff00000000',
    '#PF: supervisor read access in kernel mode',
    'Oops: 0000 [#1] PREEMPT SMP',
    `CPU: 0 PID: 7 Comm: ${context} Not tainted 6.6.0 #1`,
    `RIP: 0010:${symbol}+0x10/0x20`,
    'Call Trace:',
    ' <TASK>',
    ` ${symbol}_caller+0x10/0x20`,
    ' do_syscall_64+0x3b/0x90',
    ' </TASK>',
    '---[ end trace 0000000000000000 ]---',
  ].map((text) => stamp + text);
}

function interleave(some: readonly string[], others: readonly string[]): string[] {
  return some.flatMap((line, index) => [line, ...(others[index] === undefined ? [] : [others[index]])]);
}

describe('CrashEngine', () => {
  it('CrashEngine tells what two processors print at the same time apart by the console’s contexts', () => {
    const reports = read(interleave(oops('T100', 'first'), oops('T200', 'second')));
    assert.deepEqual(
      reports.map(({ guilty }) => guilty),
      ['first', 'second'],
    );
    assert.deepEqual(
      reports.map(({ context }) => context),
      ['T100', 'T200'],
    );
    for (const { frames, corrupted } of reports) {
      assert.equal(corrupted, undefined);
      assert.equal(frames.length, 3);
    }
  });

  it('CrashEngine gives frames their place in the stream', () => {
    const lines = ['before', ...oops('T100', 'first')];
    const [report] = read(lines);
    assert.ok(report);
    const text = `${lines.join('\n')}\n`;
    assert.ok(text.slice(report.start, report.end).startsWith(lines[1]!));
    for (const frame of report.frames)
      assert.ok(text.slice(frame.start, frame.end).includes(frame.raw), frame.raw);
    assert.deepEqual(report.frames.map(({ symbol, offset, size }) => ({ symbol, offset, size })).at(1), {
      symbol: 'first_caller',
      offset: 0x10,
      size: 0x20,
    });
  });

  it('CrashEngine hands out a report when it is complete, without waiting for the end of the stream', () => {
    const ordinary = Array.from(
      { length: 60 },
      (_, index) => `[   ${11 + index}.000000] eth0: link up ${index}`,
    );
    assert.equal(read([...oops('T100', 'first'), ...ordinary], false).length, 1);
  });

  it('CrashEngine keeps no more of a report that never ends than its limit', () => {
    const endless = Array.from({ length: 200_000 }, () => '[   10.000000]  endless+0x1/0x2');
    const reports = read([
      ...oops('T100', 'first').map((line) => line.replace(/\[ +T100\]/, '')),
      ...endless,
    ]);
    assert.equal(reports.length, 1);
    assert.ok((reports[0]?.frames.length ?? 0) <= 3000);
  });

  it('CrashEngine finds no crash in text that only resembles one', () => {
    const lines = [
      'WARNING: fbcon: Driver missed to adjust virtual screen size',
      'INFO: NMI handler took too long to run: 1.356 msecs',
      'kernel.panic = 10',
      'panic_on_oops is not set',
      'checking for bugs: none',
      'fatal error: stdio.h: No such file or directory',
      'general protection: enabled',
    ];
    assert.deepEqual(read(lines.map((line) => `[    1.000000] ${line}`)), []);
  });
});
