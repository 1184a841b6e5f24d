import assert from 'node:assert/strict';
import { MachineMonitor } from './machineMonitor';

describe('monitor of a machine', () => {
  const { signal } = new AbortController();
  let sent: string[];
  let monitor: MachineMonitor;

  beforeEach(() => {
    sent = [];
    monitor = new MachineMonitor({
      hmp: (line) => {
        sent.push(line);
        return Promise.resolve(line === 'cpu 9' ? 'invalid CPU index\n' : '');
      },
      qmp: (command, args) => {
        sent.push(`${command} ${JSON.stringify(args)}`);
        return Promise.resolve('answer\n');
      },
    });
  });

  it('a machine’s monitor keeps the CPU that was chosen, which the monitor over QMP forgets', async () => {
    await monitor.run('info registers', signal);
    await monitor.run('cpu 1', signal);
    assert.equal(await monitor.run('info registers', signal), 'answer\n');
    assert.deepEqual(sent, [
      'info registers',
      'cpu 1',
      'human-monitor-command {"command-line":"info registers","cpu-index":1}',
    ]);
  });

  it('a machine’s monitor keeps no CPU that does not exist', async () => {
    assert.equal(await monitor.run('cpu 9', signal), 'invalid CPU index\n');
    await monitor.run('info registers', signal);
    assert.deepEqual(sent, ['cpu 9', 'info registers']);
  });
});
