import assert from 'node:assert/strict';
import { LogControl, parseLogHelp } from './logControl';
import type { QmpMonitor } from './qmpMonitor';

const HELP =
  'Log items (comma separated):\nnone            remove all logs\nint             show interrupts in short format\n' +
  'guest_errors    log when the guest OS does something invalid (eg accessing a\nnon-existent register)\n\n' +
  'tid             open a separate log file per thread\ntrace:PATTERN   enable trace events\n\nUse "log trace:help"\n';

describe('log control', () => {
  it('log control reads the list of items', () => {
    assert.deepEqual(
      parseLogHelp(HELP).map(({ name }) => name),
      ['int', 'guest_errors', 'tid'],
    );
    assert.equal(
      parseLogHelp(HELP)[1]?.description,
      'log when the guest OS does something invalid (eg accessing a non-existent register)',
    );
    assert.equal(parseLogHelp(HELP)[2]?.description, 'open a separate log file per thread');
  });

  function control(answer: string): { control: LogControl; sent: string[] } {
    const sent: string[] = [];
    const monitor = {
      hmp: (line: string) => {
        sent.push(line);
        return Promise.resolve(answer);
      },
      run: (command: string, args: unknown) => {
        sent.push(`${command} ${JSON.stringify(args)}`);
        return Promise.resolve([{ name: 'b' }, { name: 'a' }]);
      },
    };
    return { control: new LogControl(monitor as unknown as QmpMonitor), sent };
  }

  it('log control sets and clears items, and names one that QEMU does not know', async () => {
    const good = control('');
    await good.control.setItems(['int', 'unimp']);
    await good.control.setItems([]);
    assert.deepEqual(good.sent, ['log int,unimp', 'log none']);
    await assert.rejects(control(HELP).control.setItems(['int', 'nope']), /does not know the log item nope/);
  });

  it('log control lets nothing but names into a monitor line', async () => {
    const { control: it, sent } = control('');
    await assert.rejects(it.setItems(['int\nquit']), /not the name/);
    await assert.rejects(it.setTraceEvents(['a b']), /not the name/);
    assert.deepEqual(sent, []);
  });

  it('log control replaces trace events', async () => {
    const { control: it, sent } = control('');
    await it.setTraceEvents(['serial_*', 'apic_x']);
    assert.deepEqual(
      sent.map((line) => line.replace(/^\S+ /, '')),
      [
        '{"name":"*","enable":false,"ignore-unavailable":true}',
        '{"name":"serial_*","enable":true,"ignore-unavailable":true}',
        '{"name":"apic_x","enable":true}',
      ],
    );
    assert.deepEqual(await it.traceEvents(), ['a', 'b']);
  });
});
