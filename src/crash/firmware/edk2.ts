import type { ConsoleLine } from '../console/consoleLine';
import { baseName, findIn } from '../plain/describe';
import { plainRecogniser } from '../plain/plainRecogniser';
import type { PlainFacts, PlainNaming } from '../plain/plainSystem';
import type { CrashFrame, CrashRegister } from '../report';

/** `PC 0x0000BF5C7A28 (0x0000BF5C6000+0x00001A28) [ 0] DxeCore.dll`: address, image and offset in it. */
const FRAME =
  /^PC 0x([0-9A-F]{8,16})(?: \(0x[0-9A-F]{8,16}\+0x([0-9A-F]{1,16})\)(?: \[ {0,3}\d{1,3}\] (\S{1,200}))?)?$/;
/** What x86 firmware says about the image that its instruction pointer lies in: a release has names of none. */
const IMAGE =
  /^!!!! Find image based on IP\(0x([0-9A-F]{1,16})\) (?:\(No PDB\) |(.{1,300}?)) \(ImageBase=([0-9A-F]{8,16})/;
/** Where it happened, by address alone. */
const COUNTER = /^RIP {1,2}- ([0-9A-F]{16})|^EIP {1,2}- ([0-9A-F]{8})|Exception at 0x([0-9A-F]{8,16})/;
/** `RIP  - 000000000E2D8F55`, ` ELR 0x00000000BF5C7A28`, ` ESR 0x96000046`. */
const REGISTER = /\b([A-Z][A-Z0-9]{1,5})(?: {1,4}- | 0x)([0-9A-F]{8,16})\b/g;
const MOST_IN_LINE = 16;

function readFrame({ text, start, end }: ConsoleLine): CrashFrame | undefined {
  const frame = FRAME.exec(text);
  if (frame) {
    const [, address = '', offset, module] = frame;
    return {
      raw: text,
      start,
      end,
      address,
      ...(offset === undefined ? {} : { offset: parseInt(offset, 16) }),
      ...(module === undefined ? {} : { module }),
    };
  }
  const image = IMAGE.exec(text);
  if (!image) return undefined;
  const [, address = '', path, base = ''] = image;
  const offset = Number(BigInt(`0x${address}`) - BigInt(`0x${base}`));
  return {
    raw: text,
    start,
    end,
    address,
    offset,
    ...(path === undefined ? {} : { module: baseName(path) }),
  };
}

function nameException(exception: string, facts: PlainFacts): PlainNaming {
  const [first = counterOf(facts), ...callers] = facts.frames;
  const module = first?.module;
  return {
    title: `EDK2: ${exception}${module === undefined ? '' : ` in ${module}`}`,
    type: 'DoS',
    frames: first ? [{ ...first, exact: true }, ...callers] : [],
    registers: facts.lines.flatMap(registersIn),
  };
}

function counterOf({ lines }: PlainFacts): CrashFrame | undefined {
  for (const { text, start, end } of lines) {
    const [, rip, eip, pc] = COUNTER.exec(text) ?? [];
    const address = rip ?? eip ?? pc;
    if (address !== undefined) return { raw: text.trim(), start, end, address };
  }
  return undefined;
}

function registersIn(line: ConsoleLine): readonly CrashRegister[] {
  if (readFrame(line)) return [];
  return [...line.text.matchAll(REGISTER)]
    .slice(0, MOST_IN_LINE)
    .map(([, name = '', value = '']) => ({ name, value }));
}

const PARTS =
  /^(?:!!!! |ExceptionData|[A-Z][A-Z0-9]{1,6} {1,3}- [0-9A-F]|[GIL]DTR|FXSAVE|\[ {0,3}\d{1,3}\] |\s{0,2}(?:X|V|SP|ELR|SPSR|FPSR|ESR|FAR)\d{0,2} |\s{0,4}$|Data abort|Instruction abort|Stack dump|>? {0,2}[0-9A-F]{8,16}: |Recursive exception)/;
/** Arm’s handler prints its first line to the serial port and then to the console, and ends in a failed assertion. */
const REPEATED =
  /^(?:Synchronous|SError) Exception at 0x|ASSERT \[\w{1,64}\] .{1,300}\bDefaultExceptionHandler\.c\(/;

/** Exceptions and assertions of UEFI firmware that was built from EDK2. */
export const edk2Recogniser = plainRecogniser({
  system: 'edk2',
  rules: [
    {
      triggers: [' Exception Type - '],
      // It stands behind whatever was being printed.
      begins: /!!!! (?:X64|IA32|RISCV64|LoongArch) Exception Type - [0-9A-F]{2}\((#?[A-Za-z0-9 -]{2,60})\)/,
      name: ({ found }, facts) => nameException(found[1] ?? '', facts),
    },
    {
      triggers: ['Synchronous Exception at 0x', 'SError Exception at 0x'],
      begins: /^(Synchronous|SError) Exception at 0x[0-9A-F]{8,16}/,
      name: ({ found }, facts) => {
        const abort = findIn(facts, /^((?:Data|Instruction) abort: [A-Za-z ]{3,60})/)?.[1];
        return nameException(abort ?? `${found[1] ?? ''} Exception`, facts);
      },
    },
    {
      triggers: ['ASSERT ['],
      begins: /ASSERT \[(\w{1,64})\] (.{1,300}?)\((\d{1,7})\): (.{1,300})/,
      name: ({ found }) => ({
        title: `EDK2: ASSERT [${found[1] ?? ''}] ${baseName(found[2] ?? '')}: ${found[4] ?? ''}`,
        type: 'DoS',
        file: found[2] ?? '',
        line: Number(found[3]),
      }),
    },
  ],
  readFrame,
  parts: { test: (text) => PARTS.test(text) || REPEATED.test(text) },
  joins: REPEATED,
  last: /^!!!! (?:Find|Can't find) image/,
  patience: 3,
});
