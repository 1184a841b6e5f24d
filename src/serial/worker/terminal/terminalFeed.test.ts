import assert from 'node:assert/strict';
import { FakeClock } from '../../../../test/support/serial/fakeClock';
import { Bench } from '../../../../test/support/serial/workerFixture';
import { until } from '../../../../test/support/until';
import { CREDIT_REQUEST, type TerminalOptions, type TerminalText } from '../../protocol';
import type { Spool } from '../spool/spool';
import { Answering } from './answering';
import { ASK_EVERY, OPEN_QUESTIONS } from './creditWindow';
import { StreamOffsets } from './streamOffsets';
import { TerminalFeed } from './terminalFeed';

const OPTIONS: TerminalOptions = {
  newline: 'cr',
  implicitCarriageReturn: false,
  localEcho: false,
  bracketedPaste: false,
  size: { rows: 30, columns: 80 },
};

describe('terminal feed', () => {
  let bench: Bench;
  let spool: Spool;
  let clock: FakeClock;
  let answering: Answering;
  let resets: StreamOffsets;
  let frames: TerminalText[];
  let screen: string;
  let feed: TerminalFeed;
  let answers: boolean;

  beforeEach(() => {
    bench = new Bench();
    spool = bench.spool();
    clock = new FakeClock();
    answering = new Answering(clock);
    resets = new StreamOffsets();
    frames = [];
    screen = '';
    answers = true;
  });

  afterEach(() => bench.close());

  const open = (options: Partial<TerminalOptions> = {}, capture?: string): TerminalFeed => {
    const opened = new TerminalFeed(
      bench.group,
      'feed',
      { spool, answering, resets, marks: new StreamOffsets(), capture },
      { ...OPTIONS, ...options },
      (frame) => {
        frames.push(frame);
        screen += frame.text.replace(CREDIT_REQUEST, '');
        if (frame.asks && answers) setImmediate(() => opened.credit.answered());
      },
      clock,
    );
    feed = opened;
    return opened;
  };
  const shown = (): string => screen;
  const say = (text: string | Buffer): void => {
    spool.append(Buffer.from(text));
    answering.arrived(spool.tail.end);
  };
  /** The feed has had its turn and waits for something else than time. */
  const rest = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
  };

  it('a terminal feed shows what was there and what comes, characters whole', async () => {
    say('před');
    open();
    await until(() => shown() === 'před');
    const smile = Buffer.from('😀');
    say(smile.subarray(0, 2));
    say(smile.subarray(2));
    await until(() => shown() === 'před😀');
    assert.ok(
      frames.every(({ asks }) => !asks),
      'little output needs no credit',
    );
  });

  it('a terminal feed begins where it is told to, and completes line ends if that is wanted', async () => {
    say('0123a\nb');
    open({ from: 4, implicitCarriageReturn: true });
    await until(() => shown() === 'a\r\nb');
  });

  it('a terminal feed gives the end of the stream: broken characters, no waiting for credit, paused or not', async () => {
    open();
    feed.pause(true);
    answers = false;
    const text = 'x'.repeat(ASK_EVERY * (OPEN_QUESTIONS + 2));
    say(text);
    say(Buffer.from([0xe2, 0x82]));
    await rest();
    assert.equal(shown(), '');
    spool.tail.finish();
    feed.finish();
    await feed.done;
    assert.equal(shown(), `${text}\ufffd`);
  });

  it('a terminal feed stands while it is paused, and loses nothing', async () => {
    open();
    say('a');
    await until(() => shown() === 'a');
    feed.pause(true);
    say('b');
    await rest();
    assert.equal(shown(), 'a');
    feed.pause(false);
    await until(() => shown() === 'ab');
  });

  it('a terminal feed gives no more than the window until the terminal answers', async () => {
    answers = false;
    open();
    say('x'.repeat(ASK_EVERY * (OPEN_QUESTIONS + 1)));
    await until(() => frames.filter(({ asks }) => asks).length === OPEN_QUESTIONS);
    await rest();
    assert.equal(shown().length, ASK_EVERY * OPEN_QUESTIONS);
    feed.credit.answered();
    await until(() => shown().length === ASK_EVERY * (OPEN_QUESTIONS + 1));
    assert.ok(frames.every(({ asks, text }) => asks === text.endsWith(CREDIT_REQUEST)));
  });

  it('a terminal feed never puts its question inside of a sequence or a character', async () => {
    open();
    const unit = Buffer.from('😀\x1b[38;5;120mtext\x1b[0m€\x1b[4A');
    const all = Buffer.concat(Array.from({ length: 30_000 }, () => unit));
    for (let at = 0; at < all.length; at += 9973) {
      say(all.subarray(at, at + 9973));
      if (at % 11 === 0) await new Promise(setImmediate);
    }
    const wanted = unit.toString().repeat(30_000);
    await until(() => shown().length === wanted.length);
    assert.equal(shown(), wanted);
    for (const { text, asks } of frames) {
      if (!asks) continue;
      const before = text.slice(0, -CREDIT_REQUEST.length);
      assert.doesNotMatch(before, /\x1b[^mA]*$|[\ud800-\udbff]$/);
    }
  });

  it('a terminal feed tells which questions are the guest’s', async () => {
    open();
    say(`a${CREDIT_REQUEST}b${CREDIT_REQUEST}`);
    await until(() => frames.length > 0);
    assert.equal(
      frames.reduce((sum, { guestAsks }) => sum + guestAsks, 0),
      2,
    );
  });

  it('a terminal feed skips ahead, visibly and at a line, when it lags too far', async () => {
    open({}, '/home/me/boot.log');
    feed.pause(true);
    const line = `${'0123456789'.repeat(7)}\n`;
    const all = line.repeat(400_000);
    say(all);
    say('\x1b[31mthe end');
    feed.pause(false);
    await until(() => shown().endsWith('the end'));
    const [notice = ''] = /… .* skipped.* …/.exec(shown()) ?? [];
    assert.match(notice, /^… 28\.\d MB skipped, open the capture \/home\/me\/boot\.log …$/);
    const rest = shown().slice(shown().indexOf('…\x1b[0m\r\n') + 7);
    assert.ok(rest.startsWith('0123456789'), JSON.stringify(rest.slice(0, 20)));
    assert.equal(feed.skipped, all.length + 12 - Buffer.byteLength(rest));
    assert.ok(rest.length > 32_768);
  });

  it('a terminal feed rations a flood that lasts, and gives its end at once', async () => {
    clock = new FakeClock(false);
    open();
    const line = Buffer.from(`${'x'.repeat(62)}\r\n`);
    const piece = Buffer.concat(Array.from({ length: 512 }, () => line));
    const begin = clock.time;
    let sent = 0;
    // 4 MB are free; from then on it comes much faster than it is given.
    while (sent < 12_000_000) {
      say(piece);
      sent += piece.length;
      clock.time += 1;
      await rest();
    }
    const inTime = 4_000_000 + ((clock.time - begin) / 1000) * 400_000;
    const given = shown().length;
    assert.ok(given >= 4_000_000 && given <= inTime + 65_536, `${given} of ${sent}, ${inTime} in time`);
    assert.ok(feed.skipped > 0);
    say('the end');
    await until(() => {
      clock.time += 1;
      return shown().endsWith('the end');
    });
  });

  it('a terminal feed puts the terminal back where the guest was reset, also in one that is opened later', async () => {
    open();
    say('\x1b(0\x1b[?1000hbefore ');
    await until(() => shown().endsWith('before '));
    resets.note(spool.tail.end);
    say('after');
    await until(() => shown().endsWith('after'));
    const [, between = ''] = /before (.*)after$/s.exec(shown()) ?? [];
    assert.match(between, /\x1b\[!p.*\x1b\[\?9;1000/s);
    const first = shown();
    screen = '';
    open();
    await until(() => shown() === first);
  });

  it('a terminal feed spares a terminal what costs it too much, says so, and shows the end', async () => {
    open();
    say('\x1b[2147483647T'.repeat(50_000));
    say('\r\nthe end');
    await until(() => shown().endsWith('the end'));
    assert.ok(/… [\d.]+ kB skipped …/.test(shown()));
    assert.ok(feed.skipped > 400_000, String(feed.skipped));
    assert.ok(clock.time < 1000 + 20_000, String(clock.time));
  });

  it('a terminal feed spares a terminal that at the end of the stream, too', async () => {
    open();
    feed.pause(true);
    say('\x1b[99T'.repeat(100_000));
    say('\r\nthe end');
    spool.tail.finish();
    feed.finish();
    await feed.done;
    assert.ok(shown().includes('\r\nthe end'));
    assert.ok(shown().length < 20_000, String(shown().length));
  });
});
