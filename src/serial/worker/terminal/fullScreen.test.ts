import assert from 'node:assert/strict';
import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { screenOf } from '../../../../test/support/serial/cells';
import { HeadlessTerminal } from '../../../../test/support/serial/headlessTerminal';
import { Bench } from '../../../../test/support/serial/workerFixture';
import { CREDIT_REQUEST, type FromSerialWorker, type TerminalOptions } from '../../protocol';
import { ArrivalLog } from '../arrivals/arrivalLog';
import { saveOutput } from '../search/output/save/saveOutput';
import type { Spool } from '../spool/spool';
import { Rendering } from './rendering';
import { TerminalFeeds } from './terminalFeeds';

const FOLDER = join(__dirname, '../../../../test/recordings');
const RECORDINGS = readdirSync(FOLDER).filter((name) => name.endsWith('.bin'));
const SIZE = { rows: 24, columns: 80 };
const OPTIONS: TerminalOptions = {
  newline: 'cr',
  implicitCarriageReturn: true,
  localEcho: false,
  bracketedPaste: true,
  size: SIZE,
};
/** Screens are compared after each of so many bytes: sequences are cut, and nothing else is left out. */
const STEP = 101;

/** But not between a line feed and the carriage return that GRUB has behind it: ours has gone to the first column by then. */
function momentAfter(bytes: Buffer, at: number): number {
  let moment = at + STEP;
  while (bytes[moment - 1] === 0x0a) moment++;
  return moment;
}

describe('full-screen programs', () => {
  let terminals: HeadlessTerminal[];
  beforeEach(() => (terminals = []));
  afterEach(() => terminals.forEach((terminal) => terminal.dispose()));

  const terminal = (): HeadlessTerminal => {
    const made = new HeadlessTerminal(SIZE);
    terminals.push(made);
    return made;
  };
  /** The terminal after all of a recording, as it is. */
  const asItIs = (bytes: Buffer): HeadlessTerminal => {
    const raw = terminal();
    raw.write(bytes.toString('utf8'));
    return raw;
  };

  it('full-screen programs were recorded: editors, monitors, dialogs, boot loaders', () => {
    assert.ok(RECORDINGS.length >= 9);
    for (const name of RECORDINGS) {
      const { length } = readFileSync(join(FOLDER, name));
      assert.ok(length > 500 && length < 30_000, `${name}: ${length}`);
    }
  });

  for (const name of RECORDINGS) {
    const bytes = readFileSync(join(FOLDER, name));

    for (const implicitCarriageReturn of [true, false])
      it(`${name} is shown through the filter as it is without, at every moment, and gets the same answers (${
        implicitCarriageReturn ? 'a line feed goes to the first column' : 'a line feed is a line feed'
      })`, () => {
        const raw = terminal();
        const decoder = new StringDecoder('utf8');
        const ours = terminal();
        const rendering = new Rendering({ ...OPTIONS, implicitCarriageReturn });
        for (let at = 0; at < bytes.length;) {
          const piece = bytes.subarray(at, momentAfter(bytes, at));
          raw.write(decoder.write(piece));
          rendering.push(piece, true, at);
          while (rendering.pending) ours.write(rendering.take(1000).text);
          at += piece.length;
          assert.deepEqual(screenOf(ours), screenOf(raw), `after ${at} bytes`);
        }
        assert.equal(ours.sent, raw.sent);
      });

    describe(`of the spool of ${name}`, () => {
      let bench: Bench;
      let spool: Spool;
      let log: ArrivalLog;
      let now: number;
      let shown: Map<number, HeadlessTerminal>;
      let feeds: TerminalFeeds;

      beforeEach(() => {
        bench = new Bench();
        spool = bench.spool();
        now = 1_000_000;
        log = new ArrivalLog(bench.path('times'), () => now);
        shown = new Map();
        const owner = {
          tell: (message: FromSerialWorker): void => {
            if (message.type === 'text')
              shown.get(message.stream)?.write(message.text.replace(CREDIT_REQUEST, ''));
          },
          failed: (error: Error) => assert.fail(error),
        };
        feeds = new TerminalFeeds(bench.group, spool, undefined, owner, bench.path('times'));
      });
      afterEach(async () => {
        log.close();
        await bench.close();
      });

      const open = (stream: number, timestamps?: 'clock'): HeadlessTerminal => {
        const made = terminal();
        shown.set(stream, made);
        feeds.add(stream, { ...OPTIONS, timestamps });
        return made;
      };
      const come = (): void => {
        for (let at = 0; at < bytes.length; at += 997) {
          now += 10;
          spool.append(bytes.subarray(at, at + 997));
          log.grown(spool.tail.end);
          feeds.arrived();
        }
      };
      const settled = async (): Promise<void> => {
        await bench.group.group('rest').close();
        for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
      };

      it(`${name} is the same with time stamps that are switched on late, and without them again as it is`, async () => {
        const early = open(1, 'clock');
        const late = open(2);
        come();
        await settled();
        assert.deepEqual(screenOf(late), screenOf(asItIs(bytes)));
        feeds.redraw(2, 'clock');
        await settled();
        assert.deepEqual(screenOf(late), screenOf(early));
        feeds.redraw(2, undefined);
        await settled();
        assert.deepEqual(screenOf(late), screenOf(asItIs(bytes)));
      });

      it(`${name} is replayed from an asciicast to the same screen`, async () => {
        writeFileSync(bench.path('said'), '');
        for (let at = 0; at < bytes.length; at += 313) {
          now += 20;
          appendFileSync(bench.path('said'), bytes.subarray(at, at + 313));
          log.grown(Math.min(at + 313, bytes.length));
        }
        const source = {
          name,
          path: bench.path('said'),
          times: bench.path('times'),
          kept: 0,
          end: bytes.length,
        };
        const target = bench.path('cast');
        const order = {
          source,
          format: 'asciicast',
          timestamps: 'clock',
          target,
          title: name,
          size: SIZE,
        } as const;
        await saveOutput(order, () => Promise.resolve());
        const [header = '', ...events] = readFileSync(target, 'utf8').trimEnd().split('\n');
        assert.deepEqual((JSON.parse(header) as { width: number }).width, SIZE.columns);
        const replayed = terminal();
        for (const event of events) replayed.write((JSON.parse(event) as [number, string, string])[2]);
        assert.ok(events.length > 1);
        assert.deepEqual(screenOf(replayed), screenOf(asItIs(bytes)));
      });
    });
  }
});
