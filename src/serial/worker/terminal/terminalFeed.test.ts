import assert from 'node:assert/strict';
import { Bench, until } from '../../../../test/support/serial/workerFixture';
import { CREDIT_REQUEST, type TerminalOptions, type TerminalText } from '../../protocol';
import { ASK_EVERY, OPEN_QUESTIONS } from './creditWindow';
import { TerminalFeed } from './terminalFeed';
import type { Spool } from '../spool/spool';

const OPTIONS: TerminalOptions = {
  newline: 'cr',
  implicitCarriageReturn: false,
  localEcho: false,
  bracketedPaste: false,
};

describe('terminal feed', () => {
  let bench: Bench;
  let spool: Spool;
  let frames: TerminalText[];
  let feed: TerminalFeed;
  let answers: boolean;
  let resumed: number;

  beforeEach(() => {
    bench = new Bench();
    spool = bench.spool();
    frames = [];
    answers = true;
    resumed = 0;
  });

  afterEach(() => bench.close());

  const open = (options: Partial<TerminalOptions> = {}, capture?: string): void => {
    const write = (frame: TerminalText): void => {
      frames.push(frame);
      if (frame.asks && answers) setImmediate(() => feed.credit.answered());
    };
    feed = new TerminalFeed(
      bench.group,
      'feed',
      spool,
      { ...OPTIONS, ...options },
      { write, resumed: () => resumed++ },
      capture,
    );
  };
  const shown = (): string => frames.map(({ text }) => text.replace(CREDIT_REQUEST, '')).join('');
  const say = (text: string | Buffer): void => spool.append(Buffer.from(text));

  it('shows what was there and what comes, characters whole', async () => {
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

  it('begins where it is told to, and completes line ends where wanted', async () => {
    say('0123a\nb');
    open({ from: 4, implicitCarriageReturn: true });
    await until(() => shown() === 'a\r\nb');
  });

  it('gives the end of the stream: broken characters, no waiting for credit, paused or not', async () => {
    open();
    feed.pause(true);
    answers = false;
    const text = 'x'.repeat(ASK_EVERY * (OPEN_QUESTIONS + 2));
    say(text);
    say(Buffer.from([0xe2, 0x82]));
    await new Promise(setImmediate);
    assert.equal(shown(), '');
    spool.tail.finish();
    feed.finish();
    await feed.done;
    assert.equal(shown(), `${text}\ufffd`);
    assert.equal(resumed, 1);
  });

  it('stands while paused, and loses nothing', async () => {
    open();
    say('a');
    await until(() => shown() === 'a');
    feed.pause(true);
    say('b');
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(shown(), 'a');
    feed.pause(false);
    await until(() => shown() === 'ab');
  });

  it('gives no more than the window until the terminal answers', async () => {
    answers = false;
    open();
    say('x'.repeat(ASK_EVERY * (OPEN_QUESTIONS + 1)));
    await until(() => frames.filter(({ asks }) => asks).length === OPEN_QUESTIONS);
    await new Promise((resolve) => setTimeout(resolve, 30));
    assert.equal(shown().length, ASK_EVERY * OPEN_QUESTIONS);
    feed.credit.answered();
    await until(() => shown().length === ASK_EVERY * (OPEN_QUESTIONS + 1));
    assert.ok(frames.every(({ asks, text }) => asks === text.endsWith(CREDIT_REQUEST)));
  });

  it('never puts its question inside of a sequence or a character', async () => {
    open();
    const unit = Buffer.from('😀\x1b[38;5;120mtext\x1b[0m€\x1b]11;?\x07');
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
      assert.doesNotMatch(before, /\x1b[^m\x07]*$|[\ud800-\udbff]$/);
    }
  });

  it('tells which questions are the guest’s', async () => {
    open();
    say(`a${CREDIT_REQUEST}b${CREDIT_REQUEST}`);
    await until(() => frames.length > 0);
    assert.equal(
      frames.reduce((sum, { guestAsks }) => sum + guestAsks, 0),
      2,
    );
  });

  it('skips ahead, visibly and at a line, when it lags too far', async () => {
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

  it('rations a flood that lasts, and gives its end at once', async () => {
    open();
    const line = Buffer.from(`${'x'.repeat(62)}\r\n`);
    const piece = Buffer.concat(Array.from({ length: 512 }, () => line));
    let sent = 0;
    const begin = performance.now();
    // 4 MB are free; from then on it comes much faster than it is given.
    while (sent < 12_000_000) {
      spool.append(piece);
      sent += piece.length;
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    const inTime = 4_000_000 + ((performance.now() - begin) / 1000) * 400_000;
    const given = shown().length;
    assert.ok(given >= 4_000_000 && given <= inTime + 65_536, `${given} of ${sent}, ${inTime} in time`);
    assert.ok(feed.skipped > 0);
    say('the end');
    const over = performance.now();
    await until(() => shown().endsWith('the end'));
    // Rationed, what is left would take a quarter of a second and more.
    assert.ok(performance.now() - over < 200, `${performance.now() - over} ms`);
  });

  it('settles when the terminal has taken everything', async () => {
    answers = false;
    open();
    say('hello');
    let settled = false;
    const settling = feed.settled(bench.signal).then(() => (settled = true));
    await until(() => frames.some(({ asks }) => asks));
    assert.equal(shown(), 'hello');
    assert.equal(settled, false);
    feed.credit.answered();
    await settling;
  });

  it('settles at the end of the stream too, and at once while paused', async () => {
    open();
    feed.pause(true);
    say('x');
    await feed.settled(bench.signal);
    spool.tail.finish();
    feed.finish();
    await feed.settled(bench.signal);
    assert.equal(shown(), 'x');
  });
});
