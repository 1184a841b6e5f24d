import assert from 'node:assert/strict';
import { Resets } from './resets';
import { cannotContinue, describeStop } from '../session/stopReason';
import type { DebugTarget } from './target';

function fake(
  why: string,
  arch = 'i386',
): { target: DebugTarget; commands: string[]; stand: (cs: string, eip: string) => void } {
  let registers = '';
  const stand = (cs: string, eip: string): void => {
    registers = `EIP=${eip} EFL=00000002\nCS =${cs.slice(0, 4)} ${cs.slice(4)} 0000ffff`;
  };
  const commands: string[] = [];
  let status = 'shutdown';
  const qmp = (command: string, args?: Record<string, unknown>): Promise<unknown> => {
    commands.push(args ? `${command} ${Object.values(args).join(' ')}` : command);
    if (command === 'system_reset') status = 'prelaunch';
    return Promise.resolve(command === 'query-status' ? { status } : {});
  };
  const hmp = (_line: string, cpu?: number): Promise<string> =>
    Promise.resolve(cpu === 0 ? registers : 'EIP=00101234 EFL=2\nCS =0008 00000000 ffffffff');
  return { target: { name: 'm', arch, why, qmp, hmp } as unknown as DebugTarget, commands, stand };
}

const RESET = ['set-action reset', 'system_reset', 'query-status', 'set-action shutdown'];

describe('resets by a debugger', () => {
  it('a reset by a debugger tells a machine that stops at resets that this one is meant', async () => {
    const { target, commands } = fake('');
    await new Resets(target, true).reset();
    assert.deepEqual(commands, RESET);
    commands.length = 0;
    await new Resets(target, false).reset();
    assert.deepEqual(commands, ['system_reset', 'query-status']);
  });

  it('a reset by a debugger does what a PC’s firmware asks for afterwards, and nothing else', async () => {
    const { target, commands, stand } = fake('guest-reset');
    const resets = new Resets(target, true);
    stand('000800000000', '000efaad');
    assert.equal(await resets.byFirmware(), false, 'there was no reset of ours');
    await resets.reset();
    commands.length = 0;
    stand('000800000000', '00101234');
    assert.equal(await resets.byFirmware(), false, 'a kernel');
    stand('000800000000', '000efaad');
    assert.equal(await resets.byFirmware(), true);
    assert.deepEqual(commands, RESET);
    resets.stopped('pause');
    assert.equal(await resets.byFirmware(), true, 'a pause says nothing of how far it has come');
    resets.stopped('breakpoint');
    assert.equal(await resets.byFirmware(), false, 'it has come further since');
  });

  it('firmware in real mode is seen by the linear address of the first processor', async () => {
    const { target, stand } = fake('guest-reset');
    const resets = new Resets(target, true);
    await resets.reset();
    stand('f000000f0000', '0000e05b');
    for (let round = 0; round < 5; round++) assert.equal(await resets.byFirmware(), true);
    assert.equal(await resets.byFirmware(), false, 'it does not end');
    await resets.reset();
    stand('080000008000', '0000e05b');
    assert.equal(await resets.byFirmware(), false, 'the same offset in another segment');
  });

  it('firmware is known on a PC only, and a reset only by the machine’s word', async () => {
    for (const { target, stand } of [fake('guest-reset', 'riscv64'), fake('guest-panicked')]) {
      const resets = new Resets(target, true);
      stand('000800000000', '000efaad');
      await resets.reset();
      assert.equal(await resets.byFirmware(), false);
    }
  });
});

describe('why a guest stands still', () => {
  it('a guest stands still for the machine’s reason before the stub’s signal', () => {
    assert.equal(describeStop('guest-panicked', 'SIGQUIT')?.id, 'guest-panicked');
    assert.equal(describeStop('', 'SIGQUIT')?.id, 'shutdown');
    assert.match(describeStop('guest-reset')?.text ?? '', /triple fault/);
    for (const why of ['', 'user', 'debugger', 'constructor'])
      assert.equal(describeStop(why, 'SIGINT'), undefined);
  });

  it('a guest may stand still for good', () => {
    assert.match(cannotContinue('guest-reset')?.message ?? '', /Restart/);
    assert.equal(cannotContinue('guest-panicked'), undefined);
    assert.equal(cannotContinue(''), undefined);
  });
});
