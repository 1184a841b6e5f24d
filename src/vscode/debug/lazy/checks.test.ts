import assert from 'node:assert/strict';
import { validateDebug } from '../../../config/debug/debugValidate';
import { filesOf } from './filesOf';
import { freeName } from './launchJson';

const launch = { type: 'qemu', request: 'launch', name: 'x' };

const files = (config: object): string[] =>
  filesOf(validateDebug({ ...launch, ...config })).map(({ path, file }) => `${path}=${file}`);

describe('the files that a configuration needs', () => {
  it('are all told with their fields', () => {
    const config = {
      kernel: 'k',
      initrd: 'i',
      cdrom: 'c.iso',
      drives: ['a.img', { file: 'b.img' }],
      program: 'p',
      symbolFiles: ['s', { file: 't', offset: 4 }],
    };
    assert.deepEqual(files(config), [
      'kernel=k',
      'initrd=i',
      'cdrom=c.iso',
      'drives[0]=a.img',
      'drives[1].file=b.img',
      'program=p',
      'symbolFiles[0]=s',
      'symbolFiles[1].file=t',
    ]);
    assert.deepEqual(files({ kernel: 'k', replay: 'r' }), ['kernel=k', 'replay=r']);
    assert.deepEqual(files({ kernel: 'k', record: 'r' }), ['kernel=k'], 'a recording is made, not found');
  });

  it('are not those that QEMU finds or fetches itself', () => {
    assert.deepEqual(files({ bios: 'none' }), []);
    assert.deepEqual(files({ bios: 'bios-microvm.bin' }), []);
    assert.deepEqual(files({ bios: './u-boot.bin' }), ['bios=./u-boot.bin']);
    assert.deepEqual(files({ drives: ['nbd://localhost:1', 'fat:rw:folder', 'C:\\disk.img'] }), [
      'drives[2]=C:\\disk.img',
    ]);
  });

  it('are the symbols alone when attaching', () => {
    const attach = validateDebug({ type: 'qemu', request: 'attach', machine: 'm', program: 'p' });
    assert.deepEqual(filesOf(attach), [{ path: 'program', file: 'p' }]);
  });
});

describe('a free name', () => {
  it('is the name itself, or the first with a number', () => {
    assert.equal(freeName('a', ['b']), 'a');
    assert.equal(freeName('a', ['a', 'a 2']), 'a 3');
  });
});
