import type { ConsoleLine } from '../console/consoleLine';
import { baseName, findIn } from '../plain/describe';
import { plainRecogniser } from '../plain/plainRecogniser';
import type { PlainFacts, PlainNaming } from '../plain/plainSystem';
import type { CrashFrame } from '../report';

/** `PC 0x0000BF5C7A28 (0x0000BF5C6000+0x00001A28) [ 0] DxeCore.dll`: address, image and offset in it. */
const FRAME =
  /^PC 0x([0-9A-F]{8,16}) \(0x[0-9A-F]{8,16}\+0x([0-9A-F]{1,16})\)(?: \[ {0,3}\d{1,3}\] (\S{1,200}))?/;
/** What x86 firmware says about the image that its instruction pointer lies in. */
const IMAGE = /^!!!! Find image based on IP\(0x([0-9A-F]{1,16})\) (.{1,300}?) \(ImageBase=([0-9A-F]{8,16})/;

function readFrame({ text, start, end }: ConsoleLine): CrashFrame | undefined {
  const frame = FRAME.exec(text);
  if (frame) {
    const [, address = '', offset = '', module] = frame;
    return {
      raw: text,
      start,
      end,
      address,
      offset: parseInt(offset, 16),
      ...(module === undefined ? {} : { module }),
    };
  }
  const image = IMAGE.exec(text);
  if (!image) return undefined;
  const [, address = '', path = '', base = ''] = image;
  const offset = Number(BigInt(`0x${address}`) - BigInt(`0x${base}`));
  return { raw: text, start, end, address, offset, module: baseName(path) };
}

function nameException(exception: string, facts: PlainFacts): PlainNaming {
  const [first] = facts.frames;
  const module = first?.module;
  return { title: `EDK2: ${exception}${module === undefined ? '' : ` in ${module}`}`, type: 'DoS' };
}

/** Exceptions and assertions of UEFI firmware that was built from EDK2. */
export const edk2Recogniser = plainRecogniser({
  system: 'edk2',
  rules: [
    {
      triggers: [' Exception Type - '],
      begins: /^!!!! (?:X64|IA32|RISCV64|LoongArch) Exception Type - [0-9A-F]{2}\((#?[A-Za-z0-9 -]{2,60})\)/,
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
      begins: /^ASSERT \[(\w{1,64})\] (.{1,300}?)\((\d{1,7})\): (.{1,300})/,
      name: ({ found }) => ({
        title: `EDK2: ASSERT [${found[1] ?? ''}] ${baseName(found[2] ?? '')}: ${found[4] ?? ''}`,
        type: 'DoS',
        file: found[2] ?? '',
        line: Number(found[3]),
      }),
    },
  ],
  readFrame,
  parts:
    /^(?:!!!! |ExceptionData|[A-Z][A-Z0-9]{1,6} {1,3}- [0-9A-F]|[GIL]DTR|FXSAVE|\[ {0,3}\d{1,3}\] |\s{0,2}(?:X|V|SP|ELR|SPSR|FPSR|ESR|FAR)\d{0,2} |\s{0,4}$|Data abort|Instruction abort|Stack dump|>? {0,2}[0-9A-F]{8,16}: |Recursive exception)/,
  last: /^!!!! (?:Find|Can't find) image/,
  patience: 3,
});
