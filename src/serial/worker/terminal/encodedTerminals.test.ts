import assert from 'node:assert/strict';
import { HeadlessTerminal } from '../../../../test/support/serial/headlessTerminal';
import { Bench } from '../../../../test/support/serial/workerFixture';
import { CREDIT_REQUEST, type FromSerialWorker, type TerminalOptions } from '../../protocol';
import { ArrivalLog } from '../arrivals/arrivalLog';
import { encodingNamed } from '../encoding/encodingNamed';
import type { Spool } from '../spool/spool';
import { Rendering } from './rendering';
import { TerminalFeeds } from './terminalFeeds';

const OPTIONS: TerminalOptions = {
  newline: 'cr',
  implicitCarriageReturn: true,
  localEcho: false,
  bracketedPaste: false,
  size: { rows: 30, columns: 80 },
};

/** What a PC shows for a byte from 0x80 on. */
const UPPER =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';

describe('terminals of ports with an encoding', () => {
  it('a terminal shows the bytes of a PC’s firmware as a PC does, and takes none of them for a control character', () => {
    const terminal = new HeadlessTerminal();
    const rendering = new Rendering(OPTIONS, undefined, encodingNamed('cp437'));
    try {
      // 0x9b would be CSI, 0x90 DCS, 0x9d OSC: each swallows what follows.
      const upper = Buffer.from(Array.from({ length: 0x80 }, (_, byte) => 0x80 + byte));
      const bytes = Buffer.concat([Buffer.from('\x1b[2J\x1b[H'), upper, Buffer.from('\n\x1b[31mred\x1b[0m')]);
      for (let at = 0; at < bytes.length; at += 7) {
        rendering.push(bytes.subarray(at, at + 7), true, at);
        while (rendering.pending) terminal.write(rendering.take(10).text);
      }
      assert.equal(terminal.screen.slice(0, 2).join('').replace(/\s+$/, ''), UPPER.trimEnd());
      assert.equal(terminal.screen[2], 'red');
    } finally {
      terminal.dispose();
    }
  });

  it('how much of a terminal’s text is left to be taken is told in the bytes that it came from', () => {
    for (const [name, text] of [
      ['cp437', '┌──┐'],
      ['shiftjis', '表示ソース'],
      ['utf8', '表示ソース'],
    ] as const) {
      const encoding = encodingNamed(name);
      const rendering = new Rendering(OPTIONS, undefined, encoding);
      const bytes = encoding.encode(text);
      rendering.push(bytes, true);
      assert.equal(rendering.pendingBytes, bytes.length, name);
    }
  });

  describe('of one port', () => {
    let bench: Bench;
    let spool: Spool;
    let log: ArrivalLog;
    let terminals: Map<number, HeadlessTerminal>;
    let feeds: TerminalFeeds;

    beforeEach(() => {
      bench = new Bench();
      spool = bench.spool();
      log = new ArrivalLog(bench.path('times'), () => 1_000_000);
      terminals = new Map();
      feeds = make('utf8');
    });

    afterEach(async () => {
      for (const terminal of terminals.values()) terminal.dispose();
      log.close();
      await bench.close();
    });

    const make = (encoding: string): TerminalFeeds =>
      new TerminalFeeds(
        bench.group,
        spool,
        undefined,
        {
          tell: (message: FromSerialWorker): void => {
            if (message.type === 'text')
              terminals.get(message.stream)?.write(message.text.replace(CREDIT_REQUEST, ''));
          },
          failed: (error: Error) => assert.fail(error),
        },
        bench.path('times'),
        encodingNamed(encoding),
      );
    const open = (stream: number, from = feeds): HeadlessTerminal => {
      const terminal = new HeadlessTerminal();
      terminals.set(stream, terminal);
      from.add(stream, OPTIONS);
      return terminal;
    };
    const come = (bytes: Buffer): void => {
      spool.append(bytes);
      log.grown(spool.tail.end);
      feeds.arrived();
    };
    const shown = async (): Promise<void> => {
      await bench.group.group('rest').close();
      for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
    };

    for (const [name, text] of [
      ['cp437', '╔══╗\r\n║░▒║ Ünits\r\n╚══╝\r\nC:\\> '],
      ['shiftjis', '\x1b[32m表示\x1b[0m ソース\r\n日本語'],
    ] as const)
      it(`an encoding that is chosen late shows what one does that was there from the first byte, and so it goes on: ${name}`, async () => {
        const encoding = encodingNamed(name);
        const early = open(1, make(name));
        const late = open(2);
        const bytes = encoding.encode(text.repeat(300));
        for (let at = 0; at < bytes.length; at += 331) come(bytes.subarray(at, at + 331));
        await shown();
        assert.notDeepEqual(late.lines, early.lines);
        const redrawn = feeds.decodeAs(encoding);
        await shown();
        assert.deepEqual(late.lines, early.lines);
        assert.ok(early.text.endsWith(text.replace(/^.*\n/s, '').trimEnd()));
        come(encoding.encode(`${text}\x1b[7m`));
        await shown();
        assert.deepEqual(late.lines, early.lines);
        assert.deepEqual([...redrawn.keys()], [2]);
        feeds.redraw(2, 'clock');
        await shown();
        feeds.redraw(2, undefined);
        await shown();
        assert.deepEqual(late.lines, early.lines, 'with time stamps and without again');
      });
  });
});
