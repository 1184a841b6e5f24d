import assert from 'node:assert/strict';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { type FolderSettings, folderSettings } from './folderSettings';

const read = (values: Record<string, unknown>, folder: string | undefined): FolderSettings =>
  folderSettings((name) => values[name], folder);

describe('the settings of a folder', () => {
  const [one, other] = [resolve('/one'), resolve('/other')];

  it('the settings of a folder have absolute paths, which start at that folder', () => {
    const values = { installDirectory: 'tools/qemu', symbolizer: './tools/addr2line' };
    for (const folder of [one, other]) {
      const { machine, settings, base } = read(values, folder);
      assert.equal(base, folder);
      assert.equal(machine.installDirectory, join(folder, 'tools', 'qemu'));
      assert.equal(settings.symbolizer, join(folder, 'tools', 'addr2line'));
    }
    assert.equal(read(values, undefined).machine.installDirectory, join(homedir(), 'tools', 'qemu'));
  });

  it('the settings of a folder leave absolute paths, names in PATH and what is not set alone', () => {
    const absolute = join(other, 'qemu');
    const { machine, settings } = read({ installDirectory: absolute, symbolizer: 'addr2line' }, one);
    assert.deepEqual([machine.installDirectory, settings.symbolizer], [absolute, 'addr2line']);
    const unset = read({}, one);
    assert.deepEqual([unset.machine.installDirectory, unset.settings.symbolizer], ['', '']);
  });

  it('the settings of a folder have its variables filled in, wherever they are', () => {
    const values = {
      installDirectory: '${workspaceFolder}/qemu',
      symbolizer: '${userHome}/addr2line',
      defaults: { kernel: '${workspaceFolder}/k.elf', serial: [{ capture: '${workspaceFolder}/log' }] },
      crashSearchUrl: 'https://example.org/?q=${title}',
    };
    const { machine, settings, defaults } = read(values, other);
    assert.equal(machine.installDirectory, join(other, 'qemu'));
    assert.equal(settings.symbolizer, join(homedir(), 'addr2line'));
    assert.deepEqual(defaults.machine, {
      kernel: `${other}/k.elf`,
      serial: [{ capture: `${other}/log` }],
    });
    assert.equal(settings.crashSearchUrl, values.crashSearchUrl);
  });

  it('the settings of a folder are checked as they are once variables are filled in', () => {
    const { machine, problems } = read({ transport: '${env:QSD_NOT_THERE}' }, one);
    assert.equal(machine.transport, 'auto');
    assert.deepEqual(
      problems.map(({ path }) => path),
      ['qemu.transport'],
    );
  });
});
