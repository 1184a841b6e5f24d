import assert from 'node:assert/strict';
import { placesIn } from './paths';

describe('the places in a configuration', () => {
  it('a configuration belongs where its directory is, then where its images are', () => {
    assert.deepEqual(
      placesIn({ kernel: '/b/kernel.elf', cwd: '/a', drives: ['/c/disk.img', { file: '/d/flash' }] }),
      ['/a', '/b/kernel.elf', '/c/disk.img', '/d/flash'],
    );
  });

  it('a configuration belongs nowhere by what is relative, a variable’s, the network’s or wrong', () => {
    const drives = ['nbd://host/disk', { file: 'disk.img' }, null];
    assert.deepEqual(placesIn({ cwd: 'build', kernel: '${workspaceFolder}/a.elf', bios: 5, drives }), []);
    assert.deepEqual(placesIn({ drives: 'wrong' }), []);
  });
});
