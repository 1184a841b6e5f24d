import type { ConsoleLine } from '../console/consoleLine';
import type { CrashFrame } from '../report';
import { findSymbol } from '../text/symbol';
import { readLinuxFrame } from './linuxFrame';

/**
 * How each architecture of Linux names the instruction that failed: x86 (`RIP: 0010:`, `EIP:`, `IP:`), ARM (`PC is at`), arm64
 * and loongarch (`pc : `), riscv and MIPS (`epc : `), PowerPC (`NIP [c000…]`), s390 (`Krnl PSW`), SPARC (`TPC: <`), parisc
 * (`IAOQ`). An x86 selector other than the kernel's says that it was a program's.
 */
const HEADING =
  /^ {0,4}(?:RIP: (?:0010:|e030:)|RIP: ?(?=\[)|E?IP: (?:(?:0060|[0-9a-f]{4}):)?|IP is at |PC is at |pc {1,2}: |e?pc {0,3}: (?:[0-9a-f]{8,16} )?|NIP \[[0-9a-f]{8,16}\] |[TI]?PC: <|Krnl PSW : )/;
const ADDRESS = /(?:\[<|0x|^)([0-9a-f]{8,16})/;

const LINK = /^ {0,4}(?:LR is at |lr : |ra {1,2}: |LR \[[0-9a-f]{8,16}\] )/;

/** Where the instruction that failed was called from, when `line` says so by name. */
export function readLinkRegister(line: ConsoleLine): CrashFrame | undefined {
  const heading = LINK.exec(line.text);
  const place = heading && findSymbol(line.text, heading[0].length);
  return place ? readLinuxFrame({ ...line, text: ` ${line.text.slice(place.from)}` }) : undefined;
}

/** The instruction that failed, when `line` is the one of a register dump that says so. */
export function readProgramCounter(line: ConsoleLine): CrashFrame | undefined {
  const heading = HEADING.exec(line.text);
  if (!heading) return undefined;
  const rest = line.text.slice(heading[0].length);
  const place = findSymbol(rest);
  if (!place) return namelessCounter(line, rest);
  const frame = readLinuxFrame({ ...line, text: ` ${rest.slice(place.from)}` });
  const address = ADDRESS.exec(rest)?.[1];
  return (
    frame && {
      ...frame,
      raw: line.text.trim(),
      exact: true,
      ...(address === undefined ? {} : { address }),
    }
  );
}

function namelessCounter(line: ConsoleLine, rest: string): CrashFrame | undefined {
  const address = ADDRESS.exec(rest)?.[1];
  if (address === undefined) return undefined;
  return { raw: line.text.trim(), start: line.start, end: line.end, address, exact: true };
}
