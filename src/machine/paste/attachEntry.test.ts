import assert from 'node:assert/strict';
import { validateDebug } from '../../config/debug/debugValidate';
import { attachEntry } from './attachEntry';

const of = (line: string) => attachEntry(line.split(' '), '/work');

describe('a QEMU that runs', () => {
  it('a QEMU that runs is attached to where it listens', () => {
    const entry = of(
      '-kernel k.elf -s -qmp unix:/q,server=on -serial telnet::4444,server,nowait -serial stdio -serial chardev:c -chardev socket,id=c,path=/c,server',
    );
    assert.deepEqual(entry, {
      ...{ type: 'qemu', request: 'attach', program: 'k.elf', gdbStub: 'tcp:127.0.0.1:1234' },
      ...{ qmp: 'unix:/q', serial: ['telnet:127.0.0.1:4444', 'unix:/c'], cwd: '/work' },
    });
    validateDebug(entry);
  });

  it('a QEMU that runs is known by its -mon and its -gdb, too', () => {
    assert.deepEqual(
      of('-gdb unix:g,server=on -chardev socket,id=m,port=9,server=on -mon chardev=m,mode=control'),
      {
        ...{ type: 'qemu', request: 'attach', gdbStub: 'unix:g', qmp: 'tcp:127.0.0.1:9', cwd: '/work' },
      },
    );
  });

  it('a QEMU that runs cannot be attached to when nothing of it listens', () => {
    for (const line of [
      '-kernel k',
      '-qmp unix:/q',
      '-gdb stdio',
      '-serial tcp::1,server',
      '-mon m,mode=control',
    ])
      assert.equal(of(line), undefined, line);
  });
});
