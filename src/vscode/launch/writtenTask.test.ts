import assert from 'node:assert/strict';
import { unknownFields } from './writtenTask';

const FILE = '/work/.vscode/tasks.json';
const list = (...entries: unknown[]) => [{ entries, file: FILE }];
const task = (name: string, fields: object) => ({ name, definition: { type: 'qemu', ...fields } });

describe('a task of tasks.json', () => {
  it('a task of tasks.json is given back the fields that the editor dropped, and the file that it is from', () => {
    const entry = { label: 'boot', type: 'qemu', kernel: 'a.elf', memmory: '1G', problemMatcher: [] };
    assert.deepEqual(unknownFields(task('boot', { kernel: 'a.elf' }), list(entry)), {
      written: { memmory: '1G' },
      file: FILE,
    });
  });

  it('a task of tasks.json has no unknown field when all of its fields are a machine’s or the editor’s', () => {
    const entry = {
      label: 'boot',
      type: 'qemu',
      kernel: 'a.elf',
      serial: [{ name: 'x' }],
      group: { kind: 'build', isDefault: true },
      icon: { id: 'vm' },
      inAgents: true,
      windows: { command: 'x' },
    };
    const { written } = unknownFields(
      task('boot', { kernel: 'a.elf', serial: [{ name: 'x' }] }),
      list(entry),
    );
    assert.deepEqual(written, {});
  });

  it('a task of tasks.json is told from its neighbours by label, by type, and by fields when it has no label', () => {
    const entries = [
      { label: 'other', type: 'qemu', kernel: 'a.elf', one: 1 },
      { label: 'boot', type: 'shell', command: 'make', two: 2 },
      { type: 'qemu', kernel: 'b.elf', three: 3 },
      { type: 'qemu', kernel: 'a.elf', four: 4 },
    ];
    assert.deepEqual(unknownFields(task('', { kernel: 'a.elf' }), list(...entries)).written, { four: 4 });
    assert.deepEqual(unknownFields(task('boot', { kernel: 'c.elf' }), list(...entries)).written, {});
  });

  it('a task of tasks.json is looked for in the nearest list first', () => {
    const near = { entries: [{ label: 'boot', type: 'qemu', nearby: 1 }], file: '/near' };
    const far = { entries: [{ label: 'boot', type: 'qemu', far: 1 }], file: '/far' };
    assert.equal(unknownFields(task('boot', {}), [near, far]).file, '/near');
  });

  it('a task that is offered and written nowhere has nothing to add', () => {
    assert.deepEqual(
      unknownFields(task('Sample guest', {}), list({ label: 'boot', type: 'qemu' }, 5, null)),
      {
        written: {},
      },
    );
  });
});
