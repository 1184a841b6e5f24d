import assert from 'node:assert/strict';
import { HostileLogs } from '../../test/support/crash/hostileLogs';
import { readCrashes } from './readText';

/** More by the environment, for a night: a quick look is part of every run. */
const INPUTS = Number(process.env['CRASH_FUZZ_INPUTS'] ?? 1500);
const SEED = Number(process.env['CRASH_FUZZ_SEED'] ?? 1);
/** Longest time for one input, in milliseconds of processor time; ordinary ones take less than one. */
const LONGEST_MS = 400;

describe('Crash engine under hostile input', () => {
  it('the crash engine throws nothing, ends soon and keeps reports within the text, whatever the guest prints', async () => {
    const logs = await HostileLogs.of(SEED);
    for (let input = 0; input < INPUTS; input++) {
      const log = logs.next();
      const begun = process.cpuUsage();
      const reports = readCrashes(log);
      const { user, system } = process.cpuUsage(begun);
      const tookMs = (user + system) / 1000;
      assert.ok(
        tookMs < LONGEST_MS,
        `input ${input} of seed ${SEED} (${log.length} bytes) took ${tookMs} ms`,
      );
      for (const { start, end, title, frames } of reports) {
        assert.ok(
          start >= 0 && start < end && end <= log.length,
          `${title}: ${start}–${end} of ${log.length}`,
        );
        assert.ok(title.length <= 120, title);
        for (const frame of frames) assert.ok(frame.start >= 0 && frame.end <= log.length, frame.raw);
      }
    }
  });

  it('the crash engine takes time in proportion to the text', () => {
    const unit = '[   10.000000] WARNING: CPU: 0 PID: 1 at a/b.c:1 f+0x1/0x2\n[   10.000000]  g+0x1/0x2\n';
    const took = [200, 3200].map((times) => {
      const text = Buffer.from(unit.repeat(times));
      readCrashes(text);
      const begun = process.cpuUsage();
      readCrashes(text);
      const { user, system } = process.cpuUsage(begun);
      return user + system;
    });
    // Sixteen times the text: a square would take 256 times as long.
    assert.ok(took[1]! < 80 * Math.max(took[0]!, 2000), `${took[0]} µs, then ${took[1]} µs`);
  });
});
