import assert from 'node:assert/strict';
import { HeadlessTerminal } from '../../../../../test/support/serial/headlessTerminal';
import { Bench } from '../../../../../test/support/serial/workerFixture';
import { until } from '../../../../../test/support/until';
import type { FromSerialWorker, TerminalOptions, TimestampKind } from '../../../protocol';
import { ArrivalLog } from '../../arrivals/arrivalLog';
import { CREDIT_REQUEST } from '../../../protocol';
import type { Spool } from '../../spool/spool';
import { TerminalFeeds } from '../terminalFeeds';
import { stampText } from './stampText';

const START = new Date(2026, 10, 27, 5, 21, 2, 100).getTime();

const OPTIONS: TerminalOptions = {
  newline: 'cr',
  implicitCarriageReturn: false,
  localEcho: false,
  bracketedPaste: false,
  size: { rows: 30, columns: 80 },
};

describe('time stamps', () => {
  let bench: Bench;
  let spool: Spool;
  let log: ArrivalLog;
  let now: number;
  let feeds: TerminalFeeds;
  let terminals: Map<number, HeadlessTerminal>;

  beforeEach(() => {
    bench = new Bench();
    spool = bench.spool();
    now = START;
    log = new ArrivalLog(bench.path('times'), () => now);
    terminals = new Map();
    const owner = {
      tell: (message: FromSerialWorker): void => {
        if (message.type === 'text')
          terminals.get(message.stream)?.write(message.text.replace(CREDIT_REQUEST, ''));
      },
      failed: (error: Error) => assert.fail(error),
    };
    feeds = new TerminalFeeds(bench.group, spool, undefined, owner, bench.path('times'));
  });

  afterEach(async () => {
    for (const terminal of terminals.values()) terminal.dispose();
    log.close();
    await bench.close();
  });

  const open = (stream: number, timestamps?: TimestampKind): HeadlessTerminal => {
    const terminal = new HeadlessTerminal();
    terminals.set(stream, terminal);
    feeds.add(stream, { ...OPTIONS, timestamps });
    return terminal;
  };
  const come = (afterMs: number, bytes: string | Buffer): void => {
    now += afterMs;
    spool.append(Buffer.from(bytes));
    log.grown(spool.tail.end);
    feeds.arrived();
  };
  /** All terminals have shown everything. */
  const shown = async (): Promise<void> => {
    await bench.group.group('rest').close();
    for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
  };
  const lines = ({ text }: HeadlessTerminal): string[] =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => line.trimEnd());

  it('time stamps say in each way when a line began to come, a prompt too', async () => {
    const shows = new Map(
      (['clock', 'start', 'line', 'iso'] as const).map((kind, at) => [kind, open(at, kind)]),
    );
    come(23, 'Linux\r\n\r\nready\r\n');
    come(1500, 'login: ');
    come(60_000, 'root\r\nwelcome');
    await shown();
    const seen = Object.fromEntries([...shows].map(([kind, terminal]) => [kind, lines(terminal)]));
    assert.deepEqual(seen['clock'], [
      '05:21:02.123    Linux',
      '',
      '05:21:02.123    ready',
      '05:21:03.623    login: root',
      '05:22:03.623    welcome',
    ]);
    assert.deepEqual(seen['start'], [
      '       0.023    Linux',
      '',
      '       0.023    ready',
      '       1.523    login: root',
      '      61.523    welcome',
    ]);
    assert.deepEqual(seen['line'], [
      '      +0.000    Linux',
      '',
      '      +0.000    ready',
      '      +1.500    login: root',
      '     +60.000    welcome',
    ]);
    assert.match(seen['iso']?.[0] ?? '', /^2026-11-27T05:21:02\.123[+-]\d\d:\d\d {3}Linux$/);
    assert.equal(Date.parse(seen['iso']?.[0]?.slice(0, 29) ?? ''), START + 23);
  });

  /** What guests do to lines. */
  const say = (): void => {
    come(5, '\x1b[31mred\r\nstill red\x1b[0m\r\n');
    come(5, 'loading 10 %');
    come(500, '\rloading 20 %\x1b[K');
    come(500, '\r\x1b[Kdone\r\n');
    come(1, '\tindented\ttwice\r\n');
    const text = Buffer.from('příliš žluťoučký 😀\r\nkůň\r\n');
    come(1, text.subarray(0, 21));
    come(40, text.subarray(21));
    come(1, '$ echo hello\b\b\b\b\bworld\r\x1b[2C');
    come(1, 'ECHO\r\x1b[2K$ \x1b[5Gfive\x1b[8Geight\r\n');
    come(7, '\x1b]0;a\ntitle\x07no title\r\nfirmware\n\rother way\n\r');
    come(7, '\x1b[?1049h\x1b[2J\x1b[1;1Heditor\r\n~\r\n~\x1b[?1049lback\r\n');
    come(9, 'last');
  };

  for (const kind of ['clock', 'line'] as const) {
    it(`time stamps that are switched on late equal those that were on from the first byte: ${kind}`, async () => {
      const early = open(1, kind);
      const plain = open(2);
      const late = open(3);
      say();
      await shown();
      feeds.redraw(3, kind);
      await shown();
      assert.deepEqual(lines(late), lines(early));
      assert.notDeepEqual(lines(late), lines(plain));
      come(100, ' words\r\n$ ');
      await shown();
      assert.deepEqual(lines(late), lines(early));
      feeds.redraw(3, undefined);
      await shown();
      assert.deepEqual(lines(late), lines(plain), 'and off again');
    });
  }

  it('time stamps leave each line as it is without them, behind the stamp', async () => {
    const stamped = open(1, 'clock');
    const plain = open(2);
    say();
    await shown();
    const expected = lines(plain).map((line) => line.trimEnd());
    // A tab is whole columns wide, and so is a stamp.
    assert.deepEqual(
      lines(stamped).map((line) => line.slice(16)),
      expected,
    );
    const red = stamped.terminal.buffer.active.getLine(1)?.getCell(16)?.getFgColor();
    assert.equal(red, 1, 'the guest’s colour goes on behind a stamp');
  });

  it('time stamps leave programs alone that paint the screen', async () => {
    const stamped = open(1, 'clock');
    const plain = open(2);
    come(1, '\x1b[?1049h\x1b[2J\x1b[Hvim\r\n~\r\n~\r\n\x1b[30;1H-- INSERT --\x1b[2;1Htext\r\nmore');
    await shown();
    assert.deepEqual(stamped.screen, plain.screen);
    come(1, '\x1b[?1049l\x1b[5;20r\x1b[5;1Hmenu\r\nitem\r\n');
    await shown();
    assert.deepEqual(stamped.screen, plain.screen);
  });

  it('time stamps that are switched on ask no old question again, and what is paused stays paused', async () => {
    const terminal = open(1);
    come(1, 'size?\x1b[6n\r\n');
    await until(() => terminal.sent !== '');
    const feed = feeds.redraw(1, 'clock');
    await shown();
    feed?.pause(true);
    come(1, 'while paused\r\n');
    const paused = feeds.redraw(1, 'start');
    await shown();
    assert.deepEqual(lines(terminal), ['       0.001    size?']);
    paused?.pause(false);
    await shown();
    assert.deepEqual(lines(terminal), ['       0.001    size?', '       0.002    while paused']);
    assert.equal(terminal.sent, '\x1b[1;6R');
  });

  it('time stamps do not change what the guest is told of the cursor', async () => {
    const stamped = open(1, 'clock');
    come(1, '$ \x1b[6nx\r\x1b[6n\x1b[3C\x1b[6n');
    await until(() => stamped.sent.split('R').length === 4);
    assert.equal(stamped.sent, '\x1b[1;3R\x1b[1;1R\x1b[1;4R');
    assert.equal(stamped.text, '05:21:02.101    $ x');
  });

  it('time stamps of a long output begin at a line, not far back', async () => {
    const terminal = open(1);
    come(1, `${'x'.repeat(50)}\r\n`.repeat(50_000));
    feeds.redraw(1, 'clock');
    await until(() => lines(terminal).length > 900);
    assert.match(lines(terminal)[0] ?? '', /^05:21:02\.101 {4}x+$/);
  });

  it('time stamps are blank where no time is known, and as wide', () => {
    assert.equal(stampText('clock', undefined, { start: undefined, previous: undefined }), ' '.repeat(16));
    assert.equal(stampText('start', 5, { start: undefined, previous: undefined }), '       0.000    ');
  });
});
