import assert from 'node:assert/strict';
import { Resets } from './resets';
import { cannotContinue, describeStop } from '../session/stopReason';
import type { DebugTarget } from './target';

function fake(why: string, arch = 'i386'): { target: DebugTarget; commands: string[] } {
  const commands: string[] = [];
  let status = 'shutdown';
  const qmp = (command: string, args?: Record<string, unknown>): Promise<unknown> => {
    commands.push(args ? `${command} ${Object.values(args).join(' ')}` : command);
    if (command === 'system_reset') status = 'prelaunch';
    return Promise.resolve(command === 'query-status' ? { status } : {});
  };
  return { target: { name: 'm', arch, why, qmp } as unknown as DebugTarget, commands };
}

const RESET = ['set-action reset', 'system_reset', 'query-status', 'set-action shutdown'];

describe('resets by a debugger', () => {
  it('tell a machine that stops at resets that this one is meant', async () => {
    const { target, commands } = fake('');
    await new Resets(target, true).reset();
    assert.deepEqual(commands, RESET);
    commands.length = 0;
    await new Resets(target, false).reset();
    assert.deepEqual(commands, ['system_reset', 'query-status']);
  });

  it('do what a PC’s firmware asks for afterwards, and nothing else', async () => {
    const { target, commands } = fake('guest-reset');
    const resets = new Resets(target, true);
    assert.equal(await resets.byFirmware(0xefaadn), false, 'there was no reset of ours');
    await resets.reset();
    commands.length = 0;
    assert.equal(await resets.byFirmware(0x101234n), false, 'a kernel');
    assert.equal(await resets.byFirmware(undefined), false);
    assert.equal(await resets.byFirmware(0xefaadn), true);
    assert.deepEqual(commands, RESET);
    resets.arrived();
    assert.equal(await resets.byFirmware(0xefaadn), false, 'it has come further since');
    await resets.reset();
    for (let round = 0; round < 5; round++) assert.equal(await resets.byFirmware(0xfffffff0n), true);
    assert.equal(await resets.byFirmware(0xfffffff0n), false, 'it does not end');
  });

  it('know firmware on a PC only, and a reset only by the machine’s word', async () => {
    for (const { target } of [fake('guest-reset', 'riscv64'), fake('guest-panicked')]) {
      const resets = new Resets(target, true);
      await resets.reset();
      assert.equal(await resets.byFirmware(0xefaadn), false);
    }
  });
});

describe('why a guest stands still', () => {
  it('is the machine’s word before the stub’s signal', () => {
    assert.equal(describeStop('guest-panicked', 'SIGQUIT')?.id, 'guest-panicked');
    assert.equal(describeStop('', 'SIGQUIT')?.id, 'shutdown');
    assert.match(describeStop('guest-reset')?.text ?? '', /triple fault/);
    for (const why of ['', 'user', 'debugger', 'constructor'])
      assert.equal(describeStop(why, 'SIGINT'), undefined);
  });

  it('may be for good', () => {
    assert.match(cannotContinue('guest-reset')?.message ?? '', /Restart/);
    assert.equal(cannotContinue('guest-panicked'), undefined);
    assert.equal(cannotContinue(''), undefined);
  });
});
