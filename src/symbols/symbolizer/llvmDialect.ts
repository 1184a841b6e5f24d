import { AnswerError, type AnswerReader, type Dialect, hex, MOST_FRAMES } from './dialect';
import { framesFrom, type RawFrame, type SourceFrame } from './sourceFrame';

/**
 * `llvm-symbolizer` from LLVM 13 on, in its JSON style: one object a line, which names in the file cannot break. Older
 * ones end at once, since they do not know the option.
 */
export const llvmDialect: Dialect = {
  options: (file) => [`--obj=${file}`, '--inlines', '--demangle', '--output-style=JSON'],
  question: (addresses) => addresses.map((address) => `${hex(address)}\n`).join(''),
  reader: (addresses) => new LlvmReader(addresses),
};

class LlvmReader implements AnswerReader {
  private readonly answers: (readonly SourceFrame[])[] = [];

  constructor(private readonly addresses: readonly bigint[]) {}

  take(line: string): readonly (readonly SourceFrame[])[] | undefined {
    const answer = parsed(line);
    const wanted = this.addresses[this.answers.length];
    if (wanted === undefined || answer.Address !== hex(wanted))
      throw new AnswerError(`it answered for ${String(answer.Address)}`);
    this.answers.push(framesOf(answer));
    return this.answers.length === this.addresses.length ? this.answers : undefined;
  }
}

interface Answer {
  readonly Address?: unknown;
  readonly Symbol?: unknown;
  readonly Error?: unknown;
}

function parsed(line: string): Answer {
  try {
    const value: unknown = JSON.parse(line);
    if (isRecord(value)) return value;
  } catch {
    // Not JSON: told below, like JSON that is no object.
  }
  throw new AnswerError(`it said ${JSON.stringify(line.slice(0, 80))}`);
}

function framesOf({ Symbol: symbols, Error: failure }: Answer): readonly SourceFrame[] {
  if (isRecord(failure)) throw new AnswerError(`it said ${JSON.stringify(failure['Message'])}`);
  if (!Array.isArray(symbols)) return [];
  return framesFrom(symbols.slice(0, MOST_FRAMES).filter(isRecord).map(rawFrame));
}

function rawFrame(symbol: Readonly<Record<string, unknown>>): RawFrame {
  const text = (key: string): string | undefined =>
    typeof symbol[key] === 'string' ? symbol[key] : undefined;
  const count = (key: string): number | undefined =>
    typeof symbol[key] === 'number' ? symbol[key] : undefined;
  return {
    function: text('FunctionName'),
    file: text('FileName'),
    line: count('Line'),
    column: count('Column'),
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
