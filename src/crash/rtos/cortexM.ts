import { plainRecogniser } from '../plain/plainRecogniser';
import type { PlainFacts } from '../plain/plainSystem';
import type { CrashFrame, CrashRegister } from '../report';

/** `R0 = 20000000`, `PC   : 080004D6`, `pc=0x8000123`: as fault handlers for Cortex-M print them, each in its way. */
const REGISTER =
  /^\s{0,4}\[?(r\d{1,2}|sp|lr|pc|psr|xpsr|msp|psp|[cmbhu]fsr|[hm]fsr|dfsr|afsr|bfar|mmfar)\]? {0,4}[=:] {0,4}(?:0x)?([0-9a-f]{1,8})\b/i;

function registersOf({ lines }: PlainFacts): readonly CrashRegister[] {
  return lines.flatMap(({ text }) => {
    const found = REGISTER.exec(text);
    return found ? [{ name: (found[1] ?? '').toUpperCase(), value: found[2] ?? '' }] : [];
  });
}

function counterOf({ lines }: PlainFacts): readonly CrashFrame[] {
  return lines.flatMap(({ text, start, end }) => {
    const found = REGISTER.exec(text);
    return found?.[1]?.toLowerCase() === 'pc'
      ? [{ raw: text.trim(), start, end, address: found[2] ?? '', exact: true }]
      : [];
  });
}

/** Fault dumps of programs for Cortex-M, with FreeRTOS, Mbed OS or alone. */
export const cortexMRecogniser = plainRecogniser({
  system: 'cortexm',
  rules: [
    {
      triggers: ['ard fault handler', 'ardFault', 'emManage', 'usFault', 'sageFault', '++ MbedOS '],
      begins:
        /^(?:\[?(Hard fault) handler\b.{0,60}|\[?(HardFault|MemManage|BusFault|UsageFault)(?:_Handler| [Hh]andler| exception| Exception)?[\]:!]{0,3}|\+\+ MbedOS (Fault) Handler \+\+)$/,
      name({ found }, facts) {
        const registers = registersOf(facts);
        const told = facts.lines
          .map(({ text }) => /^FaultType: (\w{1,20})/.exec(text)?.[1])
          .find((type) => type !== undefined);
        // The words alone may be a log's; a dump of registers makes them a crash.
        if (registers.length === 0 && told === undefined) return undefined;
        const fault = told ?? found[2] ?? (found[1] === undefined ? 'Fault' : 'HardFault');
        return { title: `Cortex-M: ${fault}`, type: 'DoS', registers, frames: counterOf(facts) };
      },
    },
    {
      triggers: ['++ MbedOS Error Info ++'],
      begins: /^\+\+ MbedOS Error Info \+\+/,
      name({ line }, { lines }) {
        const message = lines
          .map(({ text }) => /^Error Message: (.{1,120})/.exec(text)?.[1])
          .find((text) => text !== undefined);
        return { title: `Mbed OS: ${message ?? line.text}`, type: 'DoS' };
      },
    },
  ],
  readFrame: () => undefined,
  parts:
    /^\s{0,4}\[?(?:R\d{1,2}|SP|LR|PC|x?PSR|MSP|PSP|[A-Z]{1,2}FSR|BFAR|MMFAR)\]? {0,4}[=:]|^(?:FaultType|Context|Error |Location|Current Thread|Thread|-- Mbed|Stack|\s{0,2}$)/i,
  last: /^-- MbedOS (?:Fault Handler|Error Info) --/,
  patience: 4,
});
