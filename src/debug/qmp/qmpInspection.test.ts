import assert from 'node:assert/strict';
import type { DebugTarget } from '../target/target';
import { QmpInspection } from './qmpInspection';
import { QmpMachine } from './qmpMachine';

describe('QmpInspection', () => {
  function inspection(texts: Readonly<Record<string, string>> = {}): {
    inspection: QmpInspection;
    asked: string[];
  } {
    const machine = new QmpMachine();
    const asked: string[] = [];
    machine.target = {
      qmp: () => Promise.resolve([{}, {}]),
      hmp: (line: string, cpu?: number) => {
        asked.push(`${line} of ${cpu}`);
        return Promise.resolve(texts[line] ?? '');
      },
    } as unknown as DebugTarget;
    return { inspection: new QmpInspection(machine), asked };
  }

  it('QmpInspection shows vCPUs as threads, each with one frame where it stands', async () => {
    const { inspection: shown, asked } = inspection({
      'info registers': 'EIP=0000fff0 EFL=2\nCS =f000 ffff0000',
    });
    const threads = (await shown.handlers.threads?.())?.threads ?? [];
    assert.deepEqual(
      threads.map(({ id, name }) => [id, name]),
      [
        [1, 'vCPU 0'],
        [2, 'vCPU 1'],
      ],
    );
    const [frame] = (await shown.handlers.stackTrace?.({ threadId: 2 }))?.stackFrames ?? [];
    assert.equal(frame?.instructionPointerReference, '0xfffffff0');
    assert.deepEqual(asked, ['info registers of 1']);
  });

  it('QmpInspection reads memory as far as the monitor prints it', async () => {
    const { inspection: shown } = inspection({
      'x /4xb 0x18': '00000018: 0x01 0x02\nCannot access memory\n',
    });
    const answer = await shown.handlers.readMemory?.({ memoryReference: '0x10', offset: 8, count: 4 });
    assert.deepEqual(answer, { address: '0x18', data: 'AQI=', unreadableBytes: 2 });
  });

  it('QmpInspection takes the Debug Console for the monitor, and evaluates nothing', async () => {
    const { inspection: shown } = inspection({ 'info status': 'VM status: paused\n' });
    const ask = (context: string) =>
      shown.handlers.evaluate?.({ expression: '> monitor info status', context });
    assert.equal((await ask('repl'))?.result, 'VM status: paused');
    await assert.rejects(async () => await ask('watch'), /Without symbols/);
  });

  it('QmpInspection says what can be typed into the Debug Console', async () => {
    const help = await new QmpInspection(new QmpMachine()).handlers.evaluate?.({
      expression: 'help',
      context: 'repl',
    });
    for (const part of ['info mem', 'serial: ', 'GDB']) assert.ok(help?.result.includes(part), help?.result);
  });

  it('QmpInspection says that there is no machine before there is one', async () => {
    const none = new QmpInspection(new QmpMachine());
    await assert.rejects(async () => await none.handlers.threads?.(), /has not been started/);
  });
});
