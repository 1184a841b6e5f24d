import assert from 'node:assert/strict';
import { readDrives, readProcessors } from './hardware';

describe('facts about a machine’s hardware', () => {
  it('processors are read from what QEMU answers', () => {
    const answer = [
      { 'cpu-index': 0, 'thread-id': 4711, target: 'i386' },
      { 'cpu-index': 1, 'thread-id': 4712, target: 'i386' },
    ];
    assert.deepEqual(readProcessors(answer), [
      { index: 0, thread: 4711 },
      { index: 1, thread: 4712 },
    ]);
  });

  it('drives are read with their images, also those without a medium and those without a name', () => {
    const answer = [
      { device: 'ide0-hd0', inserted: { file: '/disk.img', ro: false } },
      { device: '', qdev: '/machine/peripheral/vd', inserted: { file: '/cd.iso', ro: true } },
      { device: 'floppy0', removable: true },
    ];
    assert.deepEqual(readDrives(answer), [
      { name: 'ide0-hd0', file: '/disk.img', readonly: false },
      { name: '/machine/peripheral/vd', file: '/cd.iso', readonly: true },
      { name: 'floppy0', file: undefined, readonly: false },
    ]);
  });

  it('an answer in a form that is not known is no processor and no drive', () => {
    assert.deepEqual([readProcessors({}), readDrives(null)], [[], []]);
  });
});
