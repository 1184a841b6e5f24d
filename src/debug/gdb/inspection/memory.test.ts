import assert from 'node:assert/strict';
import { isCancelled } from '../../../concurrency/abort';
import { FakeLink } from '../../../../test/support/debugFakeLink';
import { Memory } from './memory';
import { ProcessorModes } from './processorModes';
import { Sources } from './sources';

const memory = (link: FakeLink): Memory =>
  new Memory(link, new ProcessorModes(link, () => undefined), new Sources());

describe('Memory', () => {
  it('memory of a guest that runs is not asked of GDB, which may abort then, and only a change is told to be refused', async () => {
    const link = new FakeLink();
    link.running = true;
    const { readMemory, writeMemory, disassemble } = memory(link).handlers;
    const at = { memoryReference: '0x20' };
    // Open views ask by themselves; what is cancelled shows nothing.
    const refused = (silent: boolean) => (error: Error) =>
      /Pause it/.test(error.message) && isCancelled(error) === silent;
    await assert.rejects(async () => readMemory?.({ ...at, count: 8 }), refused(true));
    await assert.rejects(async () => writeMemory?.({ ...at, data: '' }), refused(false));
    await assert.rejects(async () => disassemble?.({ ...at, instructionCount: 8 }), refused(true));
    assert.deepEqual(link.commands, []);
  });

  it('Memory reads from an address, or from what an expression points to', async () => {
    const link = new FakeLink([
      [/evaluate-expression "&\(x\)"/, { value: '(int *) 0x1000 <x>' }],
      [/read-memory-bytes 0xff8 4/, { memory: [{ begin: '0xff8', offset: '0x0', contents: '01020304' }] }],
    ]);
    const read = memory(link).handlers.readMemory;
    const expected = { address: '0xff8', data: Buffer.from([1, 2, 3, 4]).toString('base64') };
    assert.deepEqual(await read?.({ memoryReference: '&(x)', offset: -8, count: 4 }), expected);
    assert.deepEqual(await read?.({ memoryReference: '0xff8', count: 4 }), expected);
  });

  it('Memory counts what cannot be read instead of failing', async () => {
    const link = new FakeLink([[/read-memory/, new Error('Unable to read memory.')]]);
    assert.deepEqual(await memory(link).handlers.readMemory?.({ memoryReference: '16', count: 8 }), {
      address: '0x10',
      data: '',
      unreadableBytes: 8,
    });
  });

  it('Memory writes bytes', async () => {
    const link = new FakeLink();
    const data = Buffer.from([0xab, 1]).toString('base64');
    const answer = await memory(link).handlers.writeMemory?.({ memoryReference: '0x20', data });
    assert.deepEqual([answer, link.commands], [{ bytesWritten: 2 }, ['-data-write-memory-bytes 0x20 ab01']]);
  });

  it('Memory refuses a reference that is not an address', async () => {
    const link = new FakeLink([[/./, { value: '{a = b}' }]]);
    await assert.rejects(
      async () => await memory(link).handlers.readMemory?.({ memoryReference: 's', count: 1 }),
      /not an address/,
    );
  });
});
