import assert from 'node:assert/strict';
import { UNCHANGED_SETTINGS } from '../defaults';
import { resolveConfiguration } from '../resolve/resolveConfiguration';
import { findProblems } from '../validation/problems';
import { machineDefaults, readSettings, type Setting, SETTINGS } from './settings';
import { SETTING_SCOPES } from './settingScopes';

/** As VS Code would answer for these settings. */
const read = (values: Record<string, unknown>): ReturnType<typeof readSettings> =>
  readSettings((name) => values[name]);

describe('settings', () => {
  it('settings have defaults that are valid', () => {
    for (const [name, setting] of Object.entries(SETTINGS) as [string, Setting][])
      assert.deepEqual(findProblems(setting.schema, setting.default), [], name);
  });

  it('unchanged settings mean what the code believes of them', () => {
    assert.deepEqual(machineDefaults(read({}).settings), UNCHANGED_SETTINGS);
  });

  it('settings are read', () => {
    const { settings, problems } = read({ transport: 'socket', spoolLimit: 64, defaults: { memory: '1G' } });
    assert.deepEqual(problems, []);
    assert.equal(settings.transport, 'socket');
    assert.equal(settings.spoolLimit, 64);
    assert.equal(resolveConfiguration({ type: 'qemu' }, machineDefaults(settings)).memory, '1G');
  });

  it('a rule of the settings with a pattern that is none is told with its place, and no rule is used', () => {
    const rule = { trigger: 'died', begins: '^died' };
    const { settings, problems } = read({ crashRules: [rule, { ...rule, frame: '(' }, { trigger: 'x' }] });
    assert.deepEqual(settings.crashRules, []);
    assert.deepEqual(
      problems.map(({ path }) => path),
      ['qemu.crashRules[1].frame', 'qemu.crashRules[2].trigger', 'qemu.crashRules[2].begins'],
    );
  });

  it('a setting with a wrong value keeps its default, and the person is told', () => {
    const { settings, problems } = read({
      transport: 'pigeon',
      spoolLimit: 0,
      'terminal.localEcho': 'yes',
      'log.items': [''],
      defaults: { serial: [{ name: 5 }] },
    });
    assert.deepEqual(
      problems.map(({ path, message }) => `${path}: ${message}`),
      [
        'qemu.defaults.serial[0].name: expected text, got 5',
        'qemu.transport: expected one of "auto", "spool", "socket", got "pigeon"',
        'qemu.spoolLimit: expected at least 1, got 0',
        'qemu.terminal.localEcho: expected true or false, got "yes"',
        'qemu.log.items[0]: is empty; remove it or fill it in',
      ],
    );
    assert.deepEqual(machineDefaults(settings), UNCHANGED_SETTINGS);
    assert.equal(settings.spoolLimit, 256);
  });

  it('settings take nothing along of the proxies that VS Code hands out', () => {
    const proxy = new Proxy({ memory: '1G' }, {});
    const { settings } = read({ defaults: proxy });
    assert.deepEqual(structuredClone(settings.defaults), { memory: '1G' });
    assert.notEqual(settings.defaults, proxy);
  });

  it('settings that choose what is run may not come from a workspace that is not trusted', () => {
    const restricted = Object.entries(SETTING_SCOPES).filter(([, place]) => place.restricted);
    assert.deepEqual(restricted.map(([name]) => name).sort(), ['defaults', 'installDirectory', 'symbolizer']);
  });
});
