import assert from 'node:assert/strict';
import { LineLimiter } from './lineLimiter';

describe('line limiter', () => {
  let time: number;
  let limiter: LineLimiter;

  beforeEach(() => {
    time = 1000;
    limiter = new LineLimiter({ linesPerSecond: 3, urgentPerSecond: 1 }, () => time);
  });

  it('the line limiter lets a number of lines through in each second', () => {
    const admitted = Array.from({ length: 5 }, () => limiter.admit('info'));
    assert.deepEqual(admitted, [true, true, true, false, false]);
    time += 999;
    assert.equal(limiter.admit('info'), false);
    time += 1;
    assert.equal(limiter.admit('info'), true);
  });

  it('the line limiter counts what it refused, once', () => {
    for (let line = 0; line < 10; line++) limiter.admit('trace');
    assert.equal(limiter.skipped, 7);
    assert.equal(limiter.takeSkipped(), 7);
    assert.equal(limiter.takeSkipped(), 0);
  });

  it('the line limiter has a reserve for warnings and errors, bounded too', () => {
    for (let line = 0; line < 3; line++) limiter.admit('info');
    assert.deepEqual(
      [limiter.admit('error'), limiter.admit('warn'), limiter.admit('info')],
      [true, false, false],
    );
  });

  it('the line limiter says when it opens again', () => {
    for (let line = 0; line < 3; line++) limiter.admit('info');
    time += 400;
    assert.equal(limiter.isOpen, false);
    assert.equal(limiter.untilOpenMs, 600);
    time += 600;
    assert.equal(limiter.isOpen, true);
  });

  it('the line limiter lets a steady stream below the limit through for ever', () => {
    for (let line = 0; line < 100; line++) {
      assert.equal(limiter.admit('info'), true);
      time += 400;
    }
  });
});
