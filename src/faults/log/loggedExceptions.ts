import * as l10n from '@vscode/l10n';
import { isPcFirmware } from '../pcFirmware';
import { hex } from '../words/access';
import { arm64Fault } from '../words/arm64Fault';
import { riscvFault } from '../words/riscvFault';
import { x86Fault } from '../words/x86Fault';

/** What QEMU's log of interrupts (`-d int`) tells of exceptions. */
export interface LoggedExceptions {
  /** Whether an exception ended in a triple fault, by which a PC's processor resets itself. */
  readonly tripleFault: boolean;
  /** The last ones, oldest first, a line each: those before the triple fault, if there was one. */
  readonly exceptions: readonly string[];
  /**
   * Whether it was a PC's firmware that did it, which some do to reset a machine that they find run already. One that was
   * not the firmware's is told rather than it.
   */
  readonly inFirmware: boolean;
}

/** Exceptions that are kept. */
const MOST = 4;

/** Vectors from here on are interrupts. */
const FIRST_INTERRUPT = 32;
const DOUBLE_FAULT = 8;

/** `check_exception old: 0x8 new 0xd` (target/i386, `check_exception`): an exception while another is delivered. */
const X86_NESTED = /^check_exception old: 0x([0-9a-f]{1,8}) new 0x([0-9a-f]{1,8})/;
/** `0: v=0e e=0002 i=0 cpl=0 IP=0008:0010 pc=… CR2=…` (target/i386, `do_interrupt_all`); `i=1` is an instruction's own. */
const X86 =
  /^ {0,8}\d{1,8}: v=([0-9a-f]{2}) e=([0-9a-f]{4,8}) i=0 cpl=\d IP=[0-9a-f]{4}:([0-9a-f]{1,16}) .{0,120}?(?:CR2=([0-9a-f]{1,16}))?$/;
/** Lines of one exception of an arm64 processor (target/arm, `arm_log_exception`). */
const ARM_ESR = /^\.\.\.with ESR 0x[0-9a-f]{1,2}\/0x([0-9a-f]{1,16})/;
const ARM_FAR = /^\.\.\.with FAR 0x([0-9a-f]{1,16})/;
const ARM_ELR = /^\.\.\.with ELR 0x([0-9a-f]{1,16})/;
/** `riscv_cpu_do_interrupt: hart:0, async:0, cause:000d, epc:0x…, tval:0x…` (target/riscv). */
const RISCV =
  /^riscv_cpu_do_interrupt: hart:\d{1,5}, async:0, cause:([0-9a-f]{1,16}), epc:0x([0-9a-f]{1,16}), tval:0x([0-9a-f]{1,16})/;

/** Reads QEMU's log. Linear in the text. */
export function readLoggedExceptions(text: string): LoggedExceptions {
  const reader = new Reader();
  for (const line of text.split('\n')) reader.take(line.trimEnd());
  return reader.result;
}

class Reader {
  private latest: string[] = [];
  private counter = 0n;
  private beforeReset: readonly string[] | undefined;
  private inFirmware = false;
  /** The address that the last exception of an arm64 processor is about to name. */
  private esr: bigint | undefined;
  private far: bigint | undefined;

  get result(): LoggedExceptions {
    const { beforeReset, latest, inFirmware } = this;
    return { tripleFault: beforeReset !== undefined, exceptions: beforeReset ?? latest, inFirmware };
  }

  take(line: string): void {
    this.takeX86(line);
    this.takeArm64(line);
    const [, cause, counter, value] = RISCV.exec(line) ?? [];
    if (cause !== undefined) this.keep(riscvFault(number(cause), number(value)).text, counter);
  }

  private takeX86(line: string): void {
    const [, old, next] = X86_NESTED.exec(line) ?? [];
    if (next !== undefined && Number.parseInt(old ?? '', 16) === DOUBLE_FAULT) this.tripleFault();
    const [, vector, code, counter, cr2] = X86.exec(line) ?? [];
    if (vector === undefined || Number.parseInt(vector, 16) >= FIRST_INTERRUPT) return;
    this.keep(x86Fault(Number.parseInt(vector, 16), number(code), number(cr2)).text, counter);
  }

  private tripleFault(): void {
    const inFirmware = isPcFirmware(this.counter);
    if (this.beforeReset === undefined || this.inFirmware || !inFirmware) {
      this.beforeReset = this.latest;
      this.inFirmware = inFirmware;
    }
    this.latest = [];
  }

  /** ELR ends what is told of one; FAR is there for aborts only. */
  private takeArm64(line: string): void {
    const esr = ARM_ESR.exec(line)?.[1];
    if (esr !== undefined) {
      this.esr = number(esr);
      this.far = undefined;
    }
    const far = ARM_FAR.exec(line)?.[1];
    if (far !== undefined) this.far = number(far);
    const counter = ARM_ELR.exec(line)?.[1];
    if (counter === undefined || this.esr === undefined) return;
    this.keep(arm64Fault(this.esr, this.far).text, counter);
    this.esr = undefined;
  }

  private keep(text: string, counter: string | undefined): void {
    this.counter = number(counter);
    this.latest = [...this.latest, l10n.t('at {0}: {1}', hex(this.counter), text)].slice(-MOST);
  }
}

const number = (digits = '0'): bigint => BigInt(`0x${digits}`);
