import assert from 'node:assert/strict';
import type { BareStub } from '../rsp/bareStub';
import { QmpBreakpoints } from './qmpBreakpoints';

describe('QmpBreakpoints', () => {
  let moves: string[];
  let set: Set<bigint>;
  beforeEach(() => {
    moves = [];
    set = new Set();
  });

  function breakpoints(
    names: Readonly<Record<string, readonly bigint[]>> = {},
    refuses = false,
  ): QmpBreakpoints {
    const stub = {
      breakpoints: set,
      insert: (address: bigint) => {
        if (refuses) return Promise.reject(new Error('E22'));
        moves.push(`+${address.toString(16)}`);
        return Promise.resolve(void set.add(address));
      },
      remove: (address: bigint) => {
        moves.push(`-${address.toString(16)}`);
        return Promise.resolve(void set.delete(address));
      },
    } as unknown as BareStub;
    return new QmpBreakpoints({
      stub: () => Promise.resolve(stub),
      whilePaused: async (work) => {
        moves.push('pause');
        await work();
      },
      addressesOf: (name) => Promise.resolve(names[name] ?? []),
      signal: new AbortController().signal,
    });
  }

  it('QmpBreakpoints sets addresses and functions, all places of one, and keeps what stays', async () => {
    const made = breakpoints({ tick: [0x10n, 0x20n] });
    const functions = await made.handlers.setFunctionBreakpoints?.({
      breakpoints: [{ name: 'tick' }, { name: '*0x30' }, { name: 'no_such' }],
    });
    assert.deepEqual(
      functions?.breakpoints.map(({ verified, instructionReference }) => [verified, instructionReference]),
      [
        [true, '0x10'],
        [true, '0x30'],
        [false, undefined],
      ],
    );
    assert.match(functions.breakpoints[2]?.message ?? '', /no_such.*needs an address/);
    await made.handlers.setInstructionBreakpoints?.({
      breakpoints: [{ instructionReference: '0x40', offset: 2 }],
    });
    await made.handlers.setFunctionBreakpoints?.({ breakpoints: [{ name: '0x30' }] });
    assert.deepEqual(moves, ['pause', '+10', '+20', '+30', 'pause', '+42', 'pause', '-10', '-20']);
    assert.equal(made.hit(0x42n)?.reason, 'instruction breakpoint');
    assert.equal(made.hit(0x10n), undefined);
  });

  it('QmpBreakpoints does not stop the guest when there is nothing to set', async () => {
    const made = breakpoints();
    await made.handlers.setFunctionBreakpoints?.({ breakpoints: [] });
    await made.handlers.setInstructionBreakpoints?.({ breakpoints: [] });
    await made.clear();
    assert.deepEqual(moves, []);
  });

  it('QmpBreakpoints says of breakpoints on lines that they need symbols', async () => {
    const source = { path: '/w/a.c' };
    const answer = await breakpoints().handlers.setBreakpoints?.({ source, breakpoints: [{ line: 1 }] });
    assert.equal(answer?.breakpoints[0]?.verified, false);
    assert.match(answer.breakpoints[0].message ?? '', /need GDB and symbols/);
  });

  it('QmpBreakpoints says why QEMU does not take a breakpoint, and forgets it then', async () => {
    const made = breakpoints({}, true);
    const answer = await made.handlers.setFunctionBreakpoints?.({ breakpoints: [{ name: '0x30' }] });
    assert.deepEqual(answer?.breakpoints, [{ verified: false, message: 'E22' }]);
    assert.equal(made.hit(0x30n), undefined);
  });

  it('QmpBreakpoints leaves no breakpoint in QEMU', async () => {
    const made = breakpoints();
    await made.handlers.setFunctionBreakpoints?.({ breakpoints: [{ name: '0x30' }] });
    await made.clear();
    assert.equal(set.size, 0);
  });
});
