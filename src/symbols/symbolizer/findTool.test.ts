import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import { findTools } from './findTool';

const AARCH64 = 183;

describe('looking for a symbolizer', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'qsd-tools-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const install = async (...names: string[]): Promise<void> => {
    for (const name of names) await writeFile(join(folder, name), '', { mode: 0o755 });
  };
  const found = async (configured?: string): Promise<string[]> => {
    const tools = await findTools(AARCH64, configured, ['relative', folder].join(delimiter));
    return tools.map(({ program, knowsSections }) => `${basename(program)}${knowsSections ? ' §' : ''}`);
  };

  it('the look for a symbolizer prefers LLVM’s, the newest version last named by its number, then binutils for the machine', async () => {
    await install('addr2line', 'aarch64-linux-gnu-addr2line', 'arm-none-eabi-addr2line');
    await install('llvm-symbolizer-9', 'llvm-symbolizer-19', 'llvm-symbolizer-14', 'llvm-symbolizer');
    await writeFile(join(folder, 'llvm-symbolizer-20'), '', { mode: 0o644 });
    assert.deepEqual(await found(), [
      'llvm-symbolizer',
      'llvm-symbolizer-19',
      'llvm-symbolizer-14',
      'llvm-symbolizer-9',
      'aarch64-linux-gnu-addr2line §',
      'addr2line §',
    ]);
  });

  it('the look for a symbolizer takes nothing but the one that was chosen, by its name or its path', async () => {
    await install('addr2line', 'my-addr2line');
    assert.deepEqual(await found('my-addr2line'), ['my-addr2line §']);
    assert.deepEqual(await found(join(folder, 'addr2line')), ['addr2line §']);
    assert.deepEqual(await found('nothing'), []);
  });
});
