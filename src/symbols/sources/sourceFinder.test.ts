import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { NEVER } from '../../concurrency/timeout';
import { printedCandidates, sourceCandidates } from './sourceCandidates';
import { SourceFinder } from './sourceFinder';

describe('where a source may be', () => {
  it('a mapped path comes before the recorded one, and the first mapping that fits counts', () => {
    const sourceMap = { '/build/src/': '/here', '/build': '/there', '/buildings': '/no' };
    assert.deepEqual(sourceCandidates('/build/src/a/b.c', { sourceMap, folders: [] }), [
      '/here/a/b.c',
      '/build/src/a/b.c',
    ]);
    assert.deepEqual(sourceCandidates('/build/x.c', { sourceMap, folders: [] }), [
      '/there/x.c',
      '/build/x.c',
    ]);
    assert.deepEqual(sourceCandidates('/builder/x.c', { sourceMap, folders: [] }), ['/builder/x.c']);
  });

  it('a recorded path ends like the one in a folder, longest end first, and not by its name alone', () => {
    assert.deepEqual(sourceCandidates('/build/linux-6.1/arch/x86/a.c', { folders: ['/w'] }), [
      '/build/linux-6.1/arch/x86/a.c',
      '/w/build/linux-6.1/arch/x86/a.c',
      '/w/linux-6.1/arch/x86/a.c',
      '/w/arch/x86/a.c',
      '/w/x86/a.c',
    ]);
    assert.deepEqual(sourceCandidates('a.c', { folders: ['/w', '/v'] }), ['/w/a.c', '/v/a.c']);
  });

  it('paths of other systems, and those that lead outwards, stay in the folder', () => {
    assert.deepEqual(sourceCandidates('C:\\edk2\\Pkg\\a.c', { folders: ['/w'] }), [
      '/w/edk2/Pkg/a.c',
      '/w/Pkg/a.c',
    ]);
    assert.deepEqual(sourceCandidates('../../etc/passwd', { folders: ['/w'] }), ['/w/etc/passwd']);
    assert.deepEqual(sourceCandidates('out/../drivers/./a.c', { folders: ['/w'] }), ['/w/drivers/a.c']);
  });

  it('what only a guest speaks of is looked for where the person said, and nowhere else', () => {
    const places = { sourceMap: { '/build': '/mapped' }, folders: ['/w'] };
    assert.deepEqual(printedCandidates('/etc/secret/x.c', places), ['/w/etc/secret/x.c', '/w/secret/x.c']);
    assert.deepEqual(printedCandidates('/w/../etc/x.c', places), ['/w/etc/x.c']);
    assert.deepEqual(printedCandidates('/build/x.c', places), ['/mapped/x.c', '/w/build/x.c']);
    assert.deepEqual(printedCandidates('/w/x.c', places), ['/w/x.c', '/w/w/x.c']);
    assert.deepEqual(printedCandidates('../x.c', places), ['/w/x.c']);
  });

  it('a path of any length has a bounded number of places', () => {
    assert.equal(sourceCandidates('a/'.repeat(100_000), { folders: ['/w'] }).length, 63);
  });
});

describe('finding a source', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'qsd-sources-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const lay = async (path: string, content = '', mode = 0o644): Promise<string> => {
    const whole = join(folder, path);
    await mkdir(dirname(whole), { recursive: true });
    await writeFile(whole, content);
    await chmod(whole, mode);
    return whole;
  };

  it('a kernel’s path of its build leads into a workspace that has such a tree', async () => {
    const source = await lay('linux/fs/read_write.c');
    const finder = new SourceFinder({ folders: [folder, join(folder, 'linux')] }, {});
    assert.equal(await finder.find('debian/build/amd64/fs/read_write.c', undefined, NEVER), source);
    assert.equal(await finder.find('/build/linux-6/fs/other.c', 'aabb', NEVER), undefined);
  });

  it('what was not there is found once it is, and somebody has said so', async () => {
    const finder = new SourceFinder({ folders: [folder] }, {});
    assert.equal(await finder.find('a.c', undefined, NEVER), undefined);
    const source = await lay('a.c');
    assert.equal(await finder.find('a.c', undefined, NEVER), undefined);
    finder.forget();
    assert.equal(await finder.find('a.c', undefined, NEVER), source);
  });

  it('a guest’s absolute path is followed inside of the folders only', async () => {
    const inside = await lay('w/a.c');
    const outside = await lay('a.c');
    const finder = new SourceFinder({ folders: [join(folder, 'w')] }, {});
    assert.equal(await finder.findPrinted(inside), inside);
    assert.equal(await finder.findPrinted(outside), undefined);
    assert.equal(await finder.findPrinted(join(folder, 'w/../a.c')), undefined);
    assert.equal(await finder.find(outside, undefined, NEVER), outside);
  });

  it('a server is asked when the person has named one, and then only', async () => {
    const said = '#!/bin/sh\n[ "$1 $2" = "source aabb" ] || exit 1\necho "/cache$3"\n';
    await lay('bin/debuginfod-find', said, 0o755);
    const PATH = [join(folder, 'bin'), process.env['PATH']].join(':');
    const find = (environment: NodeJS.ProcessEnv, buildId?: string): Promise<string | undefined> =>
      new SourceFinder({ folders: [] }, environment).find('/usr/src/nowhere/x.c', buildId, NEVER);
    const server = { PATH, DEBUGINFOD_URLS: 'https://debuginfod.example' };
    assert.equal(await find(server, 'aabb'), '/cache/usr/src/nowhere/x.c');
    assert.equal(await find(server, 'ccdd'), undefined);
    assert.equal(await find(server), undefined);
    assert.equal(await find({ PATH }, 'aabb'), undefined);
    assert.equal(await find({ ...server, PATH: folder }, 'aabb'), undefined);
  });
});
