import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { SerialPort } from '../port';
import type { FileToSend } from './fileToSend';
import type { Transfer, TransferOptions } from './transfer';

const PIECE = 65_536;
/** How long a guest may take for one line, in milliseconds. */
const LINE_MS = 60_000;
/** How much of a line's end is looked for in its echo, in characters: shells redraw a long line as it scrolls. */
const ECHO_CHARACTERS = 40;

export interface LineOptions {
  /** What ends each line: what Enter sends on this port. */
  readonly lineEnd: string;
  /** What the guest says when it wants the next line; its echo of the line if left out. */
  readonly prompt?: RegExp;
}

/**
 * A text, line by line, each once the guest has taken the one before: for consoles without flow control. Lines go out as
 * text, with the port's own line ends.
 */
export function lineByLine({ lineEnd, prompt }: LineOptions): Transfer {
  return async (port, file, options) => {
    let from = port.counters.received;
    for await (const line of linesOf(file, options)) {
      await port.send(line + lineEnd, options.signal);
      from = (await awaitAnswer(port, line, from, prompt, options.signal)) ?? from;
    }
  };
}

/** @returns where the answer ended in the port's output, in bytes; undefined if there was none to wait for. */
async function awaitAnswer(
  port: SerialPort,
  line: string,
  from: number,
  prompt: RegExp | undefined,
  signal: AbortSignal,
): Promise<number | undefined> {
  const pattern = prompt ?? line.trim().slice(-ECHO_CHARACTERS);
  // An empty line has no echo that could be told from anything.
  if (pattern === '') return undefined;
  const { end } = await port.waitFor(pattern, { timeoutMs: LINE_MS, from, apart: true }, signal);
  return end;
}

async function* linesOf(file: FileToSend, { progress, signal }: TransferOptions): AsyncGenerator<string> {
  let sent = 0;
  const input = Readable.from(file.pieces(PIECE), { signal });
  const lines = createInterface({ input, crlfDelay: Infinity });
  try {
    for await (const line of lines) {
      yield line;
      progress(Math.min(file.size, (sent += Buffer.byteLength(line) + 1)));
    }
  } finally {
    lines.close();
    input.destroy();
  }
}
