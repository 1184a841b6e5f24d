import assert from 'node:assert/strict';
import type { CrashFrame, CrashReport } from '../../crash/report';
import { guiltyPlace } from './guiltyPlace';
import type { ResolvedFrame } from './resolvedReport';

const printed = (raw: string, start: number): CrashFrame => ({ raw, start, end: start + 1 });
const frame = (name: string, line: number, more: Partial<ResolvedFrame> = {}): ResolvedFrame => ({
  printed: printed(name, line),
  function: name,
  path: `/src/${name}.c`,
  line,
  inlined: false,
  ...more,
});
const report = (more: Partial<CrashReport> = {}): CrashReport => ({
  system: 'unknown',
  title: 'panic',
  altTitles: [],
  type: '',
  frames: [],
  registers: [],
  tasks: [],
  start: 0,
  end: 1,
  ...more,
});

describe('the line to look at first', () => {
  it('the line to look at first is the one that the program names', () => {
    const place = guiltyPlace(report({ file: 'main.rs', line: 7 }), [frame('f', 1)], '/src/main.rs');
    assert.deepEqual(place, { path: '/src/main.rs', line: 7 });
  });

  it('the line to look at first is in the call that the report blames, in what is inlined there', () => {
    const blamed = printed('guilty+0x1/0x2', 5);
    const frames = [
      frame('helper', 4),
      frame('inlined', 50, { printed: blamed, inlined: true, column: 3 }),
      frame('guilty', 51, { printed: blamed }),
    ];
    assert.deepEqual(guiltyPlace(report({ guiltyFrame: { ...blamed } }), frames, undefined), {
      path: '/src/inlined.c',
      line: 50,
      column: 3,
    });
  });

  it('the line to look at first is never one that no file has', () => {
    for (const line of [0, -1, 1.5, NaN, 1e15])
      assert.equal(
        guiltyPlace(report({ file: 'main.rs', line }), [frame('f', line)], '/src/main.rs'),
        undefined,
      );
  });

  for (const teller of [
    'panic',
    '__assert_func',
    'rust_begin_unwind',
    'core::panicking::panic_fmt',
    'DebugAssert',
    'z_fatal_error',
    'abort',
    'runtime.gopanic',
  ])
    it(`the line to look at first is behind ${teller}`, () => {
      const place = guiltyPlace(report(), [frame(teller, 1), frame('cause', 2)], undefined);
      assert.equal(place?.path, '/src/cause.c');
    });

  it('the line to look at first is one that only tells of the crash when there is no other', () => {
    const elsewhere = { ...frame('cause', 2), path: undefined };
    const { path: _, ...withoutPath } = elsewhere;
    assert.equal(guiltyPlace(report(), [frame('panic', 1), withoutPath], undefined)?.path, '/src/panic.c');
    assert.equal(guiltyPlace(report(), [withoutPath], undefined), undefined);
  });

  it('the line to look at first is that of a function whose name only resembles a panic', () => {
    for (const name of ['panicking_driver', 'assertive', 'dieharder', 'halted_by_user'])
      assert.equal(guiltyPlace(report(), [frame(name, 1), frame('x', 2)], undefined)?.line, 1, name);
  });
});
