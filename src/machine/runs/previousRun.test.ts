import assert from 'node:assert/strict';
import { resolveConfiguration } from '../../config/resolve/resolveConfiguration';
import { previousOf } from './previousRun';

const run = (id: string, name: string, kernel: string, cwd = '/work') => ({
  id,
  name,
  config: resolveConfiguration({ type: 'qemu', name, kernel, cwd }),
});

describe('the run before', () => {
  const newest = run('4', 'guest 2', '/a.elf');
  const all = [
    newest,
    run('3', 'other', '/b.elf'),
    run('2', 'guest', '/a.elf'),
    run('1', 'guest', '/old.elf'),
  ];

  it('the run before is the newest one of the same machine, also under another name', () => {
    assert.equal(previousOf(newest, all)?.id, '2');
  });

  it('the run before is of the same name, whatever has been changed in its configuration', () => {
    assert.equal(previousOf(all[2]!, all)?.id, '1');
  });

  it('the run before is none of a machine of the same name in another folder', () => {
    const other = run('5', 'guest', '/a.elf', '/elsewhere');
    assert.equal(previousOf(other, [other, ...all]), undefined);
  });

  it('the run before is none of another machine', () => {
    assert.equal(previousOf(all[1]!, all), undefined);
  });
});
