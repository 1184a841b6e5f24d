import type { Decode, Instruction } from '../../disassembly';
import { GuestRunsError } from '../../session/overtaken';
import type { Send } from '../breakpoints/breakpointTable';

interface Line {
  readonly address: string;
  readonly 'func-name'?: string;
  readonly offset?: string;
  readonly inst: string;
  readonly opcodes?: string;
}

interface SourceLine {
  readonly line?: string;
  readonly file?: string;
  readonly fullname?: string;
  readonly line_asm_insn?: readonly Line[];
}

interface Answer {
  readonly asm_insns: readonly (Line | SourceLine)[];
}

/** What instructions take on average, in bytes, rounded up. */
const USUAL = 4;

/** Less is not worth asking for where memory ends, in bytes. */
const LEAST = 4;

/** GDB's disassembler: by ranges of addresses, which are asked for until there are enough instructions. */
export function gdbDecoder(send: Send): Decode {
  return async (start, count, end) => {
    const found: Instruction[] = [];
    let at = start;
    while (found.length < count && (end === undefined || at < end)) {
      const bytes = (count - found.length) * USUAL;
      const more = await range(send, at, end === undefined ? bytes : Math.min(bytes, Number(end - at)));
      const last = more.at(-1);
      if (!last) break;
      found.push(...more);
      at = last.address + BigInt(Math.max(1, last.bytes.split(' ').length));
    }
    return found;
  };
}

/** When a part of the range cannot be read, GDB gives none of it: what comes before that part is found by halving. */
async function range(send: Send, start: bigint, bytes: number): Promise<readonly Instruction[]> {
  const end = start + BigInt(Math.max(bytes, LEAST));
  const options = `-s 0x${start.toString(16)} -e 0x${end.toString(16)}`;
  try {
    // 5: with sources and opcodes, in the order of addresses.
    return instructions(await send<Answer>(`-data-disassemble ${options} -- 5`));
  } catch (error) {
    if (error instanceof GuestRunsError) throw error;
    return bytes / 2 < LEAST ? [] : await range(send, start, Math.floor(bytes / 2));
  }
}

function instructions({ asm_insns: found }: Answer): Instruction[] {
  return found.flatMap((each) => ('address' in each ? [instruction(each)] : ofSource(each)));
}

function ofSource({ line, file, fullname, line_asm_insn: inside = [] }: SourceLine): Instruction[] {
  const source = fullname === undefined ? undefined : { name: file ?? fullname, path: fullname };
  return inside.map((each) => ({
    ...instruction(each),
    ...(source && { source }),
    ...(line !== undefined && { line: Number(line) }),
  }));
}

function instruction(line: Line): Instruction {
  const { 'func-name': name, offset } = line;
  const symbol = name === undefined ? undefined : offset === '0' || !offset ? name : `${name}+${offset}`;
  return {
    address: BigInt(line.address),
    bytes: line.opcodes ?? '',
    text: line.inst.replaceAll('\t', ' '),
    ...(symbol !== undefined && { symbol }),
  };
}
