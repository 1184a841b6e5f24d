import assert from 'node:assert/strict';
import { validateDebug } from '../../../../config/debug/debugValidate';
import { UNCHANGED_SETTINGS } from '../../../../config/defaults';
import { resolveDebug } from '../../../../config/debug/resolveDebug';
import { filesOf } from './filesOf';
import { freeName } from '../../../files/configurationFile';

const launch = { type: 'qemu', request: 'launch', name: 'x' };

const files = (config: object): string[] =>
  filesOf(resolveDebug(validateDebug({ ...launch, ...config }), UNCHANGED_SETTINGS, '/w')).map(
    ({ path, file }) => `${path}=${file}`,
  );

describe('the files that a configuration needs', () => {
  it('the files that a configuration needs are all told with their fields', () => {
    const config = {
      kernel: 'k',
      initrd: 'i',
      cdrom: 'c.iso',
      drives: ['a.img', { file: 'b.img' }],
      program: 'p',
      symbolFiles: ['s', { file: 't', offset: 4 }],
    };
    assert.deepEqual(files(config), [
      'kernel=/w/k',
      'initrd=/w/i',
      'cdrom=/w/c.iso',
      'drives[0]=/w/a.img',
      'drives[1]=/w/b.img',
      'program=/w/p',
      'symbolFiles[0]=/w/s',
      'symbolFiles[1]=/w/t',
    ]);
    assert.deepEqual(files({ kernel: 'k', replay: 'r' }), ['kernel=/w/k', 'replay=/w/r']);
    assert.deepEqual(files({ kernel: 'k', record: 'r' }), ['kernel=/w/k'], 'a recording is made, not found');
  });

  it('the files that a configuration needs are not those that QEMU finds or fetches itself', () => {
    assert.deepEqual(files({ bios: 'none' }), []);
    assert.deepEqual(files({ bios: 'bios-microvm.bin' }), []);
    assert.deepEqual(files({ bios: './u-boot.bin' }), ['bios=/w/u-boot.bin']);
    assert.deepEqual(files({ drives: ['nbd://localhost:1', 'fat:rw:folder', 'disk.img'] }), [
      'drives[2]=/w/disk.img',
    ]);
  });

  it('the files that an attach configuration needs are the symbols alone', () => {
    const attach = validateDebug({ type: 'qemu', request: 'attach', machine: 'm', program: 'p' });
    assert.deepEqual(filesOf(resolveDebug(attach, UNCHANGED_SETTINGS, '/w')), [
      { path: 'program', file: '/w/p' },
    ]);
  });
});

describe('a free name', () => {
  it('a free name is the name itself, or the first with a number', () => {
    assert.equal(freeName('a', ['b']), 'a');
    assert.equal(freeName('a', ['a', 'a 2']), 'a 3');
  });
});
