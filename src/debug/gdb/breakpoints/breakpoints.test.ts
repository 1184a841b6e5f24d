import assert from 'node:assert/strict';
import { bodies, FakeLink } from '../../../../test/support/debugFakeLink';
import { Breakpoints } from './breakpoints';

const bkpt = { number: '4', line: '7', addr: '0x10', fullname: '/w/a.c', disp: 'keep' };
const shown = { expressionOf: () => undefined, place: () => '' };

function gdb(): { link: FakeLink; breakpoints: Breakpoints } {
  const link = new FakeLink([[/^-break-insert/, { bkpt }]]);
  return { link, breakpoints: new Breakpoints(link, shown) };
}

describe('Breakpoints', () => {
  it('breakpoints stop the guest only when there is something to set', async () => {
    const { link, breakpoints } = gdb();
    const request = { source: { path: '/w/a.c' }, breakpoints: [{ line: 7 }] };
    const answer = await breakpoints.handlers.setBreakpoints?.(request);
    assert.deepEqual(answer, {
      breakpoints: [{ id: 4, verified: true, line: 7, instructionReference: '0x10' }],
    });
    await breakpoints.handlers.setBreakpoints?.(request);
    assert.deepEqual(link.moves, ['pause', 'continue']);
    assert.deepEqual(link.commands, ['-break-insert -f --source "/w/a.c" --line 7']);
  });

  it('breakpoints on functions, instructions and data are set where they are asked for', async () => {
    const { link, breakpoints } = gdb();
    await breakpoints.handlers.setFunctionBreakpoints?.({
      breakpoints: [{ name: 'main' }, { name: '*0x1000' }, { name: 'a.c:12' }],
    });
    await breakpoints.handlers.setInstructionBreakpoints?.({
      breakpoints: [{ instructionReference: '0x1000', offset: 4, mode: 'hardware' }],
    });
    await breakpoints.handlers.setDataBreakpoints?.({
      breakpoints: [{ dataId: '0x2000,3', accessType: 'readWrite' }],
    });
    assert.deepEqual(
      link.commands.filter((each) => /^-break-(insert|watch)/.test(each)),
      [
        '-break-insert -f --function "main"',
        '-break-insert -f "*0x1000"',
        '-break-insert -f "a.c:12"',
        '-break-insert -f -h *0x1004',
        '-break-watch -a "*(unsigned char (*)[3]) 0x2000"',
      ],
    );
  });

  it('the editor is told of breakpoints that were set and deleted in the Debug Console, and of no others', () => {
    const { link, breakpoints } = gdb();
    assert.ok(breakpoints.notified('breakpoint-created', { bkpt }));
    assert.ok(breakpoints.notified('breakpoint-created', { bkpt: { ...bkpt, number: '5', disp: 'del' } }));
    assert.ok(breakpoints.notified('breakpoint-deleted', { id: '4' }));
    assert.ok(breakpoints.notified('breakpoint-deleted', { id: '5' }));
    assert.ok(!breakpoints.notified('thread-created', { id: '1' }));
    const told = bodies(link, 'breakpoint') as { reason: string; breakpoint: { id: number } }[];
    assert.deepEqual(
      told.map(({ reason, breakpoint }) => [reason, breakpoint.id]),
      [
        ['new', 4],
        ['removed', 4],
      ],
    );
  });

  it('the editor is told when the place of a pending breakpoint was found, and when it is gone with its symbols', async () => {
    const { link, breakpoints } = gdb();
    await breakpoints.handlers.setBreakpoints?.({ source: { path: '/w/a.c' }, breakpoints: [{ line: 7 }] });
    breakpoints.notified('breakpoint-modified', { bkpt: { ...bkpt, pending: 'a.c:7' } });
    breakpoints.notified('breakpoint-modified', { bkpt });
    breakpoints.notified('breakpoint-modified', { bkpt: { ...bkpt, addr: '<PENDING>' } });
    const told = bodies(link, 'breakpoint') as { breakpoint: { verified: boolean } }[];
    assert.deepEqual(
      told.map(({ breakpoint }) => breakpoint.verified),
      [false, true, false],
    );
  });

  it('a log point prints the values of its expressions, or why they have none', async () => {
    const link = new FakeLink([
      [/evaluate-expression .*"n \+ 1"/, { value: '42' }],
      [/evaluate-expression .*"gone"/, new Error('No symbol "gone" in current context.')],
    ]);
    const text = await new Breakpoints(link, shown).logText('n is {n + 1}, {gone} and {}', 2);
    assert.equal(text, 'n is 42, {No symbol "gone" in current context.} and {}');
    assert.ok(link.commands.every((each) => each.includes('--thread 2 --frame 0')));
  });

  it('a temporary breakpoint is set in hardware, also at a place with several locations', async () => {
    const link = new FakeLink([[/^-break-insert -t -h/, { bkpt: [{ number: '9' }, { number: '9.1' }] }]]);
    assert.equal((await new Breakpoints(link, shown).insertTemporary('--function "f"')).number, '9');
  });
});
