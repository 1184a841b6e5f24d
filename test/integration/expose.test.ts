import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { ChildProcess, kill } from '../../src/concurrency/childProcess';
import { sampleGuest } from '../guests/guests';
import { MachineRoom } from '../support/machines';
import { GUARD_MS, until } from '../support/until';

describe('a port that other programs share', () => {
  let room: MachineRoom;
  beforeEach(async () => {
    room = await MachineRoom.open();
  });
  afterEach(() => room.close());

  it('socat talks to the guest beside us, by a socket that is its user’s alone and goes with the machine', async () => {
    const machine = await room.start({ ...sampleGuest(), serial: [{ expose: 'readWrite' }] });
    const [port] = machine.ports;
    const socket = port?.socket ?? '';
    await port?.serial.waitFor('> ', { timeoutMs: GUARD_MS }, room.tasks.signal);
    assert.equal(statSync(socket).mode & 0o777, 0o600);
    assert.equal(statSync(dirname(socket)).mode & 0o777, 0o700);
    const socat = await ChildProcess.spawn('socat', 'socat', ['-', `UNIX-CONNECT:${socket}`], {
      stdin: 'pipe',
    });
    let heard = '';
    socat.stdout.on('data', (bytes: Buffer) => (heard += bytes.toString()));
    try {
      socat.stdin?.write('echo from socat\r');
      await until('socat hears the guest', () => heard.includes('\r\nfrom socat\r\n'), {
        details: () => heard,
      });
      await port?.serial.waitFor('from socat', { timeoutMs: GUARD_MS }, room.tasks.signal);
      await machine.stop();
      await socat.stopped;
    } finally {
      kill(socat);
    }
  });
});
