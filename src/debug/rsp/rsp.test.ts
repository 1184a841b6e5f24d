import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../../../test/support/until';
import { Logger } from '../../log/logger';
import { RspConnection } from './connection';
import { detachStub } from './detachStub';
import { MovedStub } from './movedStub';
import { NarrowedStub } from './narrowedStub';
import { frame, PacketReader } from './packets';
import { BareStub } from './bareStub';
import { MOST_IDLE_STEPS } from './idleStep';
import { readLayout, X86Narrowing } from './x86Narrowing';

/** QEMU's description of a 64-bit PC, cut short, with a register that is commented out. */
const XML = `<?xml version="1.0"?><feature name="org.gnu.gdb.i386.core">
${['rax', 'rbx', 'rcx', 'rdx', 'rsi', 'rdi', 'rbp', 'rsp', 'r8', 'rip'].map((name) => `<reg name="${name}" bitsize="64" type="int64"/>`).join('\n')}
<reg name="eflags" bitsize="32" type="i386_eflags"/><reg name="cs" bitsize="32" type="int32"/>
<!-- <reg name="ss_base" bitsize="64" type="int64"/> -->
<reg name="cr0" bitsize="64" type="int64"/></feature>`;
const TARGET =
  '<?xml version="1.0"?><target><architecture>i386:x86-64</architecture><xi:include href="i386-64bit.xml"/></target>';

const ORDER = ['rax', 'rbx', 'rcx', 'rdx', 'rsi', 'rdi', 'rbp', 'rsp', 'r8', 'rip', 'eflags', 'cs', 'cr0'];
const bytesOf = (name: string): number => (name === 'eflags' || name === 'cs' ? 4 : 8);
/** Registers with their number in every byte. */
const ALL = ORDER.map((name, number) => number.toString(16).padStart(2, '0').repeat(bytesOf(name))).join('');

describe('GDB’s remote protocol', () => {
  it('GDB’s remote protocol is packets with check sums, found wherever the stream was cut', () => {
    assert.equal(frame('vCont;c'), '$vCont;c#a8');
    const reader = new PacketReader();
    assert.deepEqual(reader.push('+$T05thr'), []);
    assert.deepEqual(reader.push('ead:01;#0'), []);
    assert.deepEqual(reader.push('7+\x03$OK#9a'), [
      { packet: 'T05thread:01;' },
      { interrupt: true },
      { packet: 'OK' },
    ]);
    assert.deepEqual(reader.push('+++'), []);
    assert.equal(reader.pending, 0);
  });
});

describe('a 32-bit view of a 64-bit PC', () => {
  const narrowing = new X86Narrowing(readLayout(XML));

  it('a 32-bit view of a 64-bit PC has the registers of a 32-bit one in their order, and their lower halves', () => {
    assert.match(
      narrowing.description,
      /<architecture>i386<.*name="eax" bitsize="32".*name="ecx".*name="edx".*name="ebx"/s,
    );
    const narrow = narrowing.narrowAll(ALL);
    // eax ecx edx ebx esp ebp esi edi eip eflags cs cr0, by their numbers in the wide order.
    assert.equal(
      narrow,
      [0, 2, 3, 1, 7, 6, 4, 5, 9, 10, 11, 12].map((n) => n.toString(16).padStart(2, '0').repeat(4)).join(''),
    );
    assert.equal(narrowing.numberOf(4), 7);
    assert.equal(narrowing.numberOf(99), undefined);
    assert.equal(narrowing.narrow(0, '1122334455667788'), '11223344');
    assert.equal(narrowing.widen(0, '11223344'), '1122334400000000');
  });

  it('a 32-bit view of a 64-bit PC writes back only what was changed', () => {
    const narrow = narrowing.narrowAll(ALL);
    assert.equal(narrowing.widenAll(ALL, narrow), ALL);
    const changed = `aabbccdd${narrow.slice(8)}`;
    assert.equal(narrowing.widenAll(ALL, changed), `aabbccdd00000000${ALL.slice(16)}`);
  });

  it('a 32-bit view is made for no other processor', () => {
    assert.throws(() => new X86Narrowing([{ name: 'x0', bytes: 8 }]), /does not describe a 64-bit PC/);
  });
});

describe('over a stub', () => {
  let folder: string;
  let server: Server;
  let path: string;
  let heard: string[];
  /** One answer to `g` after the other. */
  let registers: string[];
  let sockets: Socket[];
  const signal = new AbortController().signal;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'qsd-rsp-'));
    path = join(folder, 'stub');
    heard = [];
    registers = [ALL];
    sockets = [];
    server = createServer((socket) => {
      sockets.push(socket);
      const reader = new PacketReader();
      // As QEMU does when the guest ran.
      socket.write(frame('T02thread:01;'));
      socket.setEncoding('latin1').on('error', () => undefined);
      socket.on('data', (text: string) => {
        for (const received of reader.push(text)) {
          if (!('packet' in received)) heard.push('interrupt');
          else {
            heard.push(received.packet);
            socket.write(`+${frame(answer(received.packet))}`);
          }
        }
      });
    });
    await new Promise<void>((resolve) => server.listen(path, resolve));
  });
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise<void>((resolve) => void server.close(() => resolve()));
    await rm(folder, { recursive: true, force: true });
  });

  function answer(packet: string): string {
    const [, document = '', offset = '0'] = /^qXfer:features:read:([^:]+):([0-9a-f]+),/.exec(packet) ?? [];
    if (document) return `l${(document === 'target.xml' ? TARGET : XML).slice(Number.parseInt(offset, 16))}`;
    if (packet.startsWith('qSupported')) return 'PacketSize=1000;qXfer:features:read+;QStartNoAckMode+';
    if (packet === 'g') return (registers.length > 1 ? registers.shift() : registers[0]) ?? '';
    if (packet === 'p9') return '0011223344556677';
    if (packet.startsWith('vCont')) return 'T05thread:01;';
    return 'OK';
  }

  it('a stub detaches a GDB that was killed by name', async () => {
    await detachStub(path, signal);
    assert.deepEqual(heard, ['D;1']);
    await assert.rejects(detachStub(join(folder, 'none'), signal), /ENOENT/);
  });

  it('a stub steps one instruction', async () => {
    registers = ['before', 'after'];
    const stepper = await BareStub.connect(path, signal);
    await stepper.step(1, signal);
    stepper.close();
    assert.deepEqual(heard, ['qSupported:', 'Hc2', 'Hg2', 'g', 'vCont;s:2', 'g']);
  });

  it('a stub steps again when nothing has moved, and not for ever', async () => {
    const stepper = await BareStub.connect(path, signal);
    const steps = (): number => heard.filter((packet) => packet.startsWith('vCont')).length;
    registers = ['same', 'same', 'same', ALL];
    await stepper.step(0, signal);
    assert.equal(steps(), 3);
    registers = ['same'];
    await stepper.step(0, signal);
    assert.equal(steps(), 3 + MOST_IDLE_STEPS + 1);
    stepper.close();
  });

  it('GDB sees a 32-bit PC through the narrowed stub, and everything else as it is', async () => {
    const narrowed = await NarrowedStub.listen(path, new Logger(() => undefined, 'test'));
    const gdb = await RspConnection.connect(narrowed.endpoint, signal);
    const ask = (packet: string): Promise<string> => gdb.ask(packet, signal);
    assert.equal(await ask('qSupported:x'), 'PacketSize=1000;qXfer:features:read+');
    assert.match(await ask('qXfer:features:read:target.xml:0,ffff'), /^l<\?xml.*<architecture>i386</s);
    assert.match(await ask('qXfer:features:read:target.xml:5,10'), /^m.{16}$/s);
    assert.equal((await ask('g')).length, 12 * 8);
    assert.equal(await ask('p8'), '00112233');
    assert.equal(await ask('P0=01020304'), 'OK');
    assert.equal(await ask('p63'), 'E01');
    assert.equal(await ask(`G${'00'.repeat(48)}`), 'OK');
    assert.equal(await ask('m1000,4'), 'OK');
    gdb.interrupt();
    assert.equal(await ask('vCont;c'), 'T05thread:01;');
    assert.ok(
      heard.includes('P0=0102030400000000') && heard.includes('m1000,4') && heard.includes('interrupt'),
    );
    gdb.close();
    await narrowed.stopped;
  });

  it('GDB is told by the moved stub where the program lies now, and everything else as it is', async () => {
    const moved = await MovedStub.listen(
      path,
      [0xffffffffb8c00000n, 0xffffffffba600000n, 0n],
      new Logger(() => undefined, 'test'),
    );
    const gdb = await RspConnection.connect(moved.endpoint, signal);
    // Sent before there is a connection to QEMU: it waits.
    assert.equal(await gdb.ask('qSupported:x', signal), 'PacketSize=1000;qXfer:features:read+');
    assert.equal(await gdb.ask('qOffsets', signal), 'TextSeg=ffffffffb8c00000;DataSeg=ffffffffba600000');
    assert.equal(await gdb.ask('m1000,4', signal), 'OK');
    gdb.interrupt();
    assert.equal(await gdb.ask('vCont;c', signal), 'T05thread:01;');
    assert.deepEqual(heard, ['qSupported:x', 'm1000,4', 'interrupt', 'vCont;c']);
    gdb.close();
    await moved.stopped;
  });

  it('the moved stub moves a program of one segment by one address', async () => {
    const moved = await MovedStub.listen(path, [0xffff800008000000n], new Logger(() => undefined, 'test'));
    const gdb = await RspConnection.connect(moved.endpoint, signal);
    assert.equal(await gdb.ask('qSupported:x', signal), 'PacketSize=1000;qXfer:features:read+');
    assert.equal(await gdb.ask('qOffsets', signal), 'TextSeg=ffff800008000000');
    await moved.stop();
    gdb.close();
  });

  it('a stub in between ends with either side, and without anybody', async () => {
    const log = new Logger(() => undefined, 'test');
    const unused = await NarrowedStub.listen(path, log);
    await unused.stop();
    const ended = await NarrowedStub.listen(path, log);
    const socket = connect(ended.endpoint).on('error', () => undefined);
    await until('the stub has a client', () => sockets.length > 0);
    for (const each of sockets) each.destroy();
    await ended.stopped;
    socket.destroy();
    const nowhere = await NarrowedStub.listen(join(folder, 'none'), log);
    const other = connect(nowhere.endpoint).on('error', () => undefined);
    await nowhere.stopped;
    other.destroy();
  });
});
