import type { Logger } from '../../log/logger';
import { StubProxy, type Translation } from './stubProxy';
import { readLayout, X86Narrowing } from './x86Narrowing';

/** How much of a description is asked for at once, in bytes. */
const PIECE = 2000;

/** Shows GDB the stub of a 64-bit PC that runs a 32-bit program as that of a 32-bit PC: see {@link X86Narrowing}. */
export class NarrowedStub implements Translation {
  private narrowing: X86Narrowing | undefined;

  /** @param stub Where QEMU's stub listens. Nobody connects to it until GDB connects to us. */
  static async listen(stub: string, log: Logger): Promise<StubProxy> {
    return await StubProxy.listen(stub, new NarrowedStub(), log);
  }

  async prepare(proxy: StubProxy): Promise<void> {
    // The stub serves descriptions only to clients that have said they understand them.
    await proxy.greet('xmlRegisters=i386');
    const target = await document(proxy, 'target.xml');
    const parts = [...target.matchAll(/<xi:include href="([^"]+)"/g)].map(([, name]) => name ?? '');
    const included = [];
    for (const part of parts) included.push(await document(proxy, part));
    this.narrowing = new X86Narrowing(readLayout([target, ...included].join('')));
  }

  /** What is about registers is translated, everything else passed on as it is. */
  async request(packet: string, proxy: StubProxy): Promise<void> {
    const narrowing = this.narrowing;
    if (!narrowing) throw new Error('QEMU’s stub has not answered');
    const piece = /^qXfer:features:read:target\.xml:([0-9a-f]+),([0-9a-f]+)$/.exec(packet);
    if (piece) proxy.reply(part(narrowing.description, piece));
    else if (packet === 'g') proxy.reply(translated(await proxy.ask('g'), (all) => narrowing.narrowAll(all)));
    else if (packet.startsWith('G'))
      proxy.reply(await proxy.ask(`G${narrowing.widenAll(await proxy.ask('g'), packet.slice(1))}`));
    else if (/^[pP][0-9a-f]+/.test(packet)) await oneRegister(packet, narrowing, proxy);
    else proxy.pass(packet);
  }

  passes(): boolean {
    return true;
  }
}

async function oneRegister(packet: string, narrowing: X86Narrowing, proxy: StubProxy): Promise<void> {
  const [, verb = '', digits = '', value = ''] = /^([pP])([0-9a-f]+)(?:=(.*))?$/.exec(packet) ?? [];
  const number = Number.parseInt(digits, 16);
  const wide = narrowing.numberOf(number)?.toString(16);
  if (wide === undefined) proxy.reply('E01');
  else if (verb === 'P') proxy.reply(await proxy.ask(`P${wide}=${narrowing.widen(number, value)}`));
  else proxy.reply(translated(await proxy.ask(`p${wide}`), (one) => narrowing.narrow(number, one)));
}

function translated(answer: string, translate: (values: string) => string): string {
  return /^E[0-9a-f]{2}$|^$/.test(answer) ? answer : translate(answer);
}

async function document(proxy: StubProxy, name: string): Promise<string> {
  let text = '';
  for (;;) {
    const offset = text.length.toString(16);
    const answer = await proxy.ask(`qXfer:features:read:${name}:${offset},${PIECE.toString(16)}`);
    // Escaped characters would be binary; descriptions are plain text.
    if (!/^[lm]/.test(answer)) throw new Error(`QEMU’s stub does not describe its registers: ${answer}`);
    text += answer.slice(1);
    if (answer.startsWith('l')) return text;
  }
}

function part(document: string, [, offset = '0', length = '0']: RegExpExecArray): string {
  const from = Number.parseInt(offset, 16);
  const text = document.slice(from, from + Number.parseInt(length, 16));
  return `${from + text.length >= document.length ? 'l' : 'm'}${text}`;
}
