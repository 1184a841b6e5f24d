import { AnswerError, type AnswerReader, type Dialect, hex, MOST_FRAMES } from './dialect';
import { framesFrom, type RawFrame, type SourceFrame } from './sourceFrame';

/**
 * `addr2line` of binutils. Its answers have no end, so each batch ends with a question to which we know the answer:
 * no program has code at the last address that there is.
 */
export const addr2lineDialect: Dialect = {
  options: (file, section) => [
    '--addresses',
    '--inlines',
    '--functions',
    '--demangle',
    ...(section === undefined ? [] : [`--section=${section}`]),
    `--exe=${file}`,
  ],
  question: (addresses) => [...addresses, LAST].map((address) => `${hex(address)}\n`).join(''),
  reader: (addresses) => new Addr2lineReader(addresses),
};

/** In 32-bit programs it comes back without its upper half. */
const LAST = 0xffff_ffff_ffff_ffffn;
const isLast = (address: bigint): boolean => address === LAST || address === 0xffff_ffffn;

/** `net/socket.c:12 (discriminator 3)`, `net/socket.c:?`. */
const PLACE = /^(.*):(\d+|\?)(?: \(discriminator \d+\))?$/;
const ADDRESS = /^0x([0-9a-f]{8}|[0-9a-f]{16})$/;

class Addr2lineReader implements AnswerReader {
  private readonly answers: (readonly SourceFrame[])[] = [];
  private frames: RawFrame[] = [];
  private name: string | undefined;
  private begun = false;

  constructor(private readonly addresses: readonly bigint[]) {}

  take(line: string): readonly (readonly SourceFrame[])[] | undefined {
    const address = this.name === undefined ? addressIn(line) : undefined;
    if (address !== undefined && this.isNext(address)) return undefined;
    if (!this.begun) throw new AnswerError(`it said ${JSON.stringify(line.slice(0, 80))}`);
    if (this.name === undefined) {
      this.name = line;
      return undefined;
    }
    this.addFrame(this.name, line);
    // The question behind the last one is answered by one frame.
    return this.answers.length === this.addresses.length ? this.answers : undefined;
  }

  /** Whether the address is the next one that was asked for; then what came before it is complete. */
  private isNext(address: bigint): boolean {
    const index = this.answers.length + (this.begun ? 1 : 0);
    const wanted = this.addresses[index];
    if (wanted === undefined ? index !== this.addresses.length || !isLast(address) : address !== wanted)
      return false;
    if (this.begun) this.answers.push(framesFrom(this.frames));
    this.frames = [];
    this.begun = true;
    return true;
  }

  private addFrame(name: string, place: string): void {
    this.name = undefined;
    const found = PLACE.exec(place);
    if (!found) throw new AnswerError(`it said ${JSON.stringify(place.slice(0, 80))}`);
    const [, file, line] = found;
    if (this.frames.length < MOST_FRAMES) this.frames.push({ function: name, file, line: Number(line) });
  }
}

function addressIn(line: string): bigint | undefined {
  const digits = ADDRESS.exec(line)?.[1];
  return digits === undefined ? undefined : BigInt(`0x${digits}`);
}
