import assert from 'node:assert/strict';
import { endReport, type EndFacts } from './endReport';

const FACTS: EndFacts = {
  name: 'sample',
  status: { code: 0, signal: null },
  shutdown: undefined,
  requestedFor: undefined,
  rung: '',
  lastStderr: '',
  success: [0],
  commandLine: ['qemu-system-i386', '-device', 'isa-debug-exit,iobase=0xf4,iosize=4'],
};

function summary(facts: Partial<EndFacts>): string {
  return endReport({ ...FACTS, ...facts }).summary;
}

describe('endReport', () => {
  it('an end is a success when the exit code is one of those that count as such', () => {
    const succeeded = (code: number | null, more: Partial<EndFacts> = {}): boolean =>
      endReport({ ...FACTS, status: { code, signal: code === null ? 'SIGSEGV' : null }, ...more }).succeeded;
    assert.deepEqual([succeeded(0), succeeded(33), succeeded(null)], [true, false, false]);
    assert.deepEqual([succeeded(33, { success: [33] }), succeeded(0, { success: [33] })], [true, false]);
    assert.equal(succeeded(0, { success: [33], requestedFor: 'user' }), true, 'somebody stopped it');
  });

  it('an end that we caused is reported with how we did it', () => {
    const requestedFor = 'user';
    assert.equal(summary({ requestedFor, rung: 'quit' }), 'sample was stopped.');
    assert.match(summary({ requestedFor, rung: 'SIGTERM' }), /SIGTERM/);
    assert.match(
      summary({ requestedFor, rung: 'SIGKILL', status: { code: null, signal: 'SIGKILL' } }),
      /did not answer and was killed/,
    );
    assert.match(
      summary({ requestedFor: 'its serial worker ended: x', rung: 'quit' }),
      /serial worker ended: x/,
    );
    assert.equal(endReport({ ...FACTS, requestedFor, rung: 'quit' }).requested, true);
  });

  it('an end that QEMU caused is reported with why', () => {
    const shutdown = (reason: string): EndFacts['shutdown'] => ({ reason, guest: true, asked: false });
    assert.equal(summary({ shutdown: shutdown('guest-shutdown') }), 'sample: the guest powered off.');
    assert.match(summary({ shutdown: shutdown('guest-reset') }), /triple fault/);
    assert.match(
      summary({
        shutdown: shutdown('host-signal'),
        lastStderr: 'qemu-system-i386: terminating on signal 15 from pid 7 (x)',
      }),
      /by a signal from outside: terminating on signal 15 from pid 7/,
    );
    assert.match(summary({}), /QEMU ended\./);
    assert.equal(endReport({ ...FACTS, shutdown: shutdown('guest-panic') }).shutdownReason, 'guest-panic');
  });

  it('isa-debug-exit is decoded, and nothing else as that', () => {
    const code = (n: number, more: Partial<EndFacts> = {}): number | undefined =>
      endReport({ ...FACTS, status: { code: n, signal: null }, ...more }).debugExit;
    assert.equal(code(7), 3);
    assert.equal(code(1), 0);
    assert.equal(code(1, { lastStderr: 'qemu-system-i386: cannot do that' }), undefined);
    const deprecated = "qemu-system-i386: -mon chardev=x: warning: '-mon' is deprecated";
    assert.equal(code(1, { lastStderr: deprecated }), 0);
    const shutdown = { reason: 'guest-shutdown', guest: true, asked: false };
    assert.equal(code(1, { shutdown, lastStderr: 'qemu-system-i386: cannot do that' }), 0);
    assert.equal(code(7, { commandLine: ['-device', '{"driver": "isa-debug-exit", "iobase": 244}'] }), 3);
    assert.equal(code(7, { commandLine: ['-device', 'driver=isa-debug-exit'] }), 3);
    assert.equal(code(2), undefined);
    assert.equal(code(0), undefined);
    assert.equal(code(7, { commandLine: ['qemu'] }), undefined);
    assert.match(summary({ status: { code: 7, signal: null } }), /exited with 3/);
  });

  it('an end is the guest’s where it had ended itself before we ended QEMU', () => {
    const put = { requestedFor: 'user', rung: 'quit' };
    const shutdown = { reason: 'guest-shutdown', guest: true, asked: false };
    const report = endReport({ ...FACTS, ...put, shutdown, status: { code: 7, signal: null } });
    assert.deepEqual([report.debugExit, report.requested], [3, false]);
    assert.equal(report.summary, 'sample: the guest exited with 3 (isa-debug-exit).');
    assert.equal(summary({ ...put, shutdown }), 'sample: the guest powered off.');
    assert.equal(summary({ ...put, shutdown: { ...shutdown, asked: true } }), 'sample was stopped.');
    assert.equal(
      summary({ ...put, shutdown: { ...shutdown, reason: 'guest-reset' } }),
      'sample was stopped.',
    );
  });

  it('a crash is told from a kill, with the last words', () => {
    assert.match(summary({ status: { code: null, signal: 'SIGKILL' } }), /killed from outside \(SIGKILL\)/);
    assert.match(
      summary({ status: { code: null, signal: 'SIGSEGV' }, lastStderr: 'boom' }),
      /crashed \(SIGSEGV\): boom/,
    );
    assert.match(
      summary({ status: { code: 2, signal: null }, lastStderr: 'qemu-system-i386: bad' }),
      /exit code 2: bad/,
    );
  });
});
