import assert from 'node:assert/strict';
import fs from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OutputPort } from './outputOrigin';
import { PortFiles } from './portFiles';

/** Opens and closes files while only `most` can be open. @returns those that are open, by their descriptors. */
function withFewDescriptors(most: number): { open: Map<number, string>; restore: () => void } {
  const { openSync, closeSync } = fs;
  const open = new Map<number, string>();
  const limited = (path: string, flags: string): number => {
    if (open.size >= most)
      throw Object.assign(new Error(`EMFILE: too many open files, ${path}`), { code: 'EMFILE' });
    const descriptor = openSync(path, flags);
    open.set(descriptor, path);
    return descriptor;
  };
  const close = (descriptor: number): void => {
    closeSync(descriptor);
    open.delete(descriptor);
  };
  Object.assign(fs, { openSync: limited, closeSync: close });
  return { open, restore: () => void Object.assign(fs, { openSync, closeSync }) };
}

describe('files of ports', function () {
  let home: string;
  let ports: OutputPort[];

  before(function () {
    // Windows holds none.
    if (process.platform === 'win32') this.skip();
  });

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'qsd-files-'));
    ports = await Promise.all(['ser0', 'ser1', 'ser2'].map(port));
  });
  afterEach(() => rm(home, { recursive: true }));

  async function port(name: string): Promise<OutputPort> {
    const [path, times] = [join(home, `${name}.out`), join(home, `${name}.times`)];
    await Promise.all([writeFile(path, name), writeFile(times, '')]);
    return {
      name,
      source: () => ({ name, path, times, kept: 0, end: name.length }),
      decodeAs: () => undefined,
      onDidGrow: () => ({ dispose: () => undefined }),
    };
  }

  it('a port whose files have gone is read through their descriptors', async () => {
    const [files] = PortFiles.open(ports.slice(0, 1));
    assert.ok(files);
    try {
      const { path } = files.source;
      assert.equal(path, join(home, 'ser0.out'));
      await rm(path);
      assert.equal(fs.readFileSync(files.source.path, 'utf8'), 'ser0');
    } finally {
      files.close();
    }
  });

  for (const most of [0, 1, 2, 5]) {
    it(`no file of a port stays open when only ${most} of them can be opened`, () => {
      const descriptors = withFewDescriptors(most);
      try {
        assert.throws(() => PortFiles.open(ports), /EMFILE/);
        assert.deepEqual([...descriptors.open.values()], []);
      } finally {
        descriptors.restore();
      }
    });
  }
});
