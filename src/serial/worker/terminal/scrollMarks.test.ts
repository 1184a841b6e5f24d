import assert from 'node:assert/strict';
import { HeadlessTerminal } from '../../../../test/support/serial/headlessTerminal';
import { Bench } from '../../../../test/support/serial/workerFixture';
import { until } from '../../../../test/support/until';
import { CREDIT_REPLY } from '../../protocol';
import type { Spool } from '../spool/spool';
import type { TerminalFeed } from './terminalFeed';
import type { FromSerialWorker, TimestampKind } from '../../protocol';
import { TerminalFeeds } from './terminalFeeds';

const SIZE = { rows: 10, columns: 20 };

/** A terminal of VS Code's kind that knows which of its lines were marked. */
class MarkedTerminal {
  readonly screen = new HeadlessTerminal(SIZE);
  private readonly marks: { readonly line: number }[] = [];

  constructor(readonly feed: TerminalFeed) {
    this.screen.terminal.parser.registerOscHandler(633, (data) => {
      assert.equal(data, 'SetMark');
      this.marks.push(this.screen.terminal.registerMarker(0) ?? assert.fail('no marker'));
      return true;
    });
  }

  show(text: string): void {
    this.screen.write(text);
    if (this.screen.sent.includes(CREDIT_REPLY)) this.feed.credit.answered();
    this.screen.sent = '';
  }

  /** The marked lines, in the order in which they were marked. */
  get marked(): string[] {
    return this.marks.map(({ line }) => this.screen.lines[line] ?? '');
  }
}

describe('marks on the scroll bar', () => {
  let bench: Bench;
  let spool: Spool;
  let feeds: TerminalFeeds;
  let terminals: Map<number, MarkedTerminal>;

  beforeEach(() => {
    bench = new Bench();
    spool = bench.spool();
    terminals = new Map();
    const owner = {
      tell: (message: FromSerialWorker): void => {
        if (message.type === 'text') terminals.get(message.stream)?.show(message.text);
      },
      failed: (error: Error) => assert.fail(error),
    };
    feeds = new TerminalFeeds(bench.group, spool, undefined, owner, bench.path('times'));
  });
  afterEach(() => bench.close());

  const open = (timestamps?: TimestampKind): MarkedTerminal => {
    const stream = terminals.size + 1;
    const options = {
      newline: 'cr',
      localEcho: false,
      implicitCarriageReturn: true,
      bracketedPaste: false,
    } as const;
    const terminal = new MarkedTerminal(feeds.add(stream, { ...options, size: SIZE, timestamps }));
    terminals.set(stream, terminal);
    return terminal;
  };
  /** Says it, and waits until each terminal has shown it. @returns where it begins. */
  const say = async (text: string): Promise<number> => {
    const start = spool.tail.end;
    spool.append(Buffer.from(text));
    for (const { feed } of terminals.values()) await until(() => feed.position === spool.tail.end);
    return start;
  };

  it('marks on the scroll bar are at the line that was meant, shown already or not, also in a terminal that is opened later', async () => {
    const first = open();
    await say('one\n');
    const crash = await say('a crash\n');
    await say(`${'x'.repeat(45)}\nthree\nprompt> `);
    feeds.mark(crash);
    assert.deepEqual(first.marked, ['a crash']);
    await say('go on\n');
    assert.match(
      first.screen.text,
      /^one\na crash\nx{20}\nx{20}\nx{5}\nthree\nprompt> go on$/,
      'nothing moves',
    );
    feeds.guestReset();
    assert.equal(first.marked.length, 1, 'a reset is where the guest prints again');
    await say('booting\n');
    const second = open();
    await until(() => second.marked.length === 2);
    for (const { marked } of [first, second]) assert.deepEqual(marked, ['a crash', 'booting']);
  });

  it('marks on the scroll bar are at the line that was meant among lines with time stamps, too', async () => {
    const terminal = open('clock');
    await say('one\n');
    const crash = await say('bug\n');
    await say('wrapped\n\nprompt> ');
    feeds.mark(crash);
    assert.deepEqual(
      terminal.marked.map((line) => line.trim()),
      ['bug'],
    );
  });

  it('marks on the scroll bar stand at the top of the screen when their line is no longer on it', async () => {
    const terminal = open();
    const crash = await say('a crash\n');
    await say('frame 1\n'.repeat(4));
    await say(Array.from({ length: 12 }, (_, index) => `frame ${index + 2}\n`).join(''));
    feeds.mark(crash);
    assert.deepEqual(terminal.marked, [terminal.screen.screen[0]]);
    await say('x\n'.repeat(20_000));
    feeds.mark(crash + 1);
    assert.equal(terminal.marked.length, 1, 'far above');
  });

  it('marks on the scroll bar are left out where lines do not stay, and do not move what a guest has saved', async () => {
    const terminal = open();
    const crash = await say('a crash\nmore\n');
    await say('\x1b[?1049heditor');
    feeds.mark(crash);
    assert.deepEqual(terminal.marked, []);
    await say('\x1b[?1049l\x1b7');
    const other = await say('\n\nanother');
    feeds.mark(other);
    assert.deepEqual(terminal.marked, ['another']);
    await say('\x1b8back');
    assert.match(terminal.screen.text, /^a crash\nmore\nback/);
  });

  it('marks on the scroll bar stay in the order of the stream, and are few', async () => {
    const terminal = open();
    const crash = await say('a crash\n');
    feeds.guestReset();
    await say('booting\n');
    feeds.mark(crash);
    assert.deepEqual(terminal.marked, ['booting']);
    for (let round = 0; round < 600; round++) {
      feeds.guestReset();
      await say(`again ${round}\n`);
    }
    assert.equal(terminal.marked.length, 500);
  });

  it('marks on the scroll bar are not the guest’s to set', async () => {
    const terminal = open();
    await say('a\x1b]633;SetMark\x07b\x1b]1337;SetMark\x07c\x9d633;SetMark\x9cd\n');
    assert.deepEqual(terminal.marked, []);
  });
});
