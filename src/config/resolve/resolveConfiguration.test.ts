import assert from 'node:assert/strict';
import { BUILT_IN, type MachineDefaults, UNCHANGED_SETTINGS } from '../defaults';
import { nameOf } from '../names';
import { resolveConfiguration } from './resolveConfiguration';
import type { MachineConfiguration, PartialConfiguration } from '../types';

const machine = (fields: PartialConfiguration = {}): MachineConfiguration => ({ type: 'qemu', ...fields });
const settings = (changed: Partial<MachineDefaults>): MachineDefaults => ({
  ...UNCHANGED_SETTINGS,
  ...changed,
});

describe('a resolved configuration', () => {
  it('a kernel alone resolves to a machine with one terminal', () => {
    const resolved = resolveConfiguration(machine({ kernel: 'build/kernel.elf' }), UNCHANGED_SETTINGS, '/w');
    assert.deepEqual(resolved, {
      name: 'kernel',
      cwd: '/w',
      kernel: '/w/build/kernel.elf',
      drives: [],
      display: 'none',
      serial: [{ name: 'serial0', ...BUILT_IN.serial }],
      args: [],
      env: {},
      log: { items: [], trace: [] },
      coverage: false,
      stop: { powerdownSeconds: 0, quitSeconds: 2, terminateSeconds: 2 },
      reboot: 'reset',
      netdevs: [],
      notices: [],
      startsPaused: false,
      success: [0],
    });
  });

  it('ports are named by their place and keep given names', () => {
    const { serial } = resolveConfiguration(
      machine({ serial: [{}, { name: 'log' }, { device: 'none' }, {}] }),
    );
    assert.deepEqual(
      serial.map(({ name }) => name),
      ['serial0', 'log', 'serial2', 'serial3'],
    );
  });

  it('a configuration that wants no ports has none', () => {
    assert.deepEqual(resolveConfiguration(machine({ serial: [] })).serial, []);
  });

  it('every value is brought into one form', () => {
    const resolved = resolveConfiguration(
      machine({
        memory: 64,
        smp: 2,
        drives: ['/a', { file: '/b', interface: 'sd' }],
        network: { forward: ['udp:53:53'] },
      }),
    );
    assert.equal(resolved.memory, '64');
    assert.equal(resolved.smp, '2');
    assert.deepEqual(resolved.drives, [{ file: '/a' }, { file: '/b', interface: 'sd' }]);
    assert.deepEqual(resolved.network, { forward: [{ protocol: 'udp', host: 53, guest: 53 }] });
    assert.deepEqual(resolveConfiguration(machine({ network: 'user' })).network, { forward: [] });
    assert.equal(resolveConfiguration(machine({ network: 'none' })).network, 'none');
  });

  it('the port to wait on is found', () => {
    const serial = [{ device: 'none' as const }, {}, { name: 'b' }];
    const port = (ready: MachineConfiguration['ready']): unknown =>
      resolveConfiguration(machine({ serial, ...(ready !== undefined && { ready }) })).ready;
    assert.equal(port(undefined), undefined);
    assert.deepEqual(port({ port: 0, pattern: 'x' }), { port: 1, pattern: 'x', timeoutSeconds: 300 });
    assert.deepEqual(port('x'), { port: 1, pattern: 'x', timeoutSeconds: 300 });
    assert.deepEqual(port({ port: 'b', pattern: 'x' }), { port: 2, pattern: 'x', timeoutSeconds: 300 });
    assert.deepEqual(port({ port: 1, pattern: 'x', timeoutSeconds: 1 }), {
      port: 2,
      pattern: 'x',
      timeoutSeconds: 1,
    });
  });

  it('what a machine does by itself is whole, and absent when it does nothing', () => {
    const resolved = (fields: Partial<MachineConfiguration>): unknown =>
      resolveConfiguration(machine({ serial: [{}, { name: 'b' }], ...fields })).actions;
    assert.equal(resolved({}), undefined);
    assert.equal(resolved({ onCrash: [], onMatch: [] }), undefined);
    assert.deepEqual(resolved({ onCrash: ['pause'] }), { onCrash: ['pause'], onMatch: [] });
    assert.deepEqual(
      resolved({
        onMatch: [
          { pattern: 'x', do: ['stop'], once: true },
          { pattern: 'y', port: 'b', send: 'z' },
        ],
      }),
      {
        onCrash: [],
        onMatch: [
          { pattern: 'x', verbs: ['stop'], once: true, port: 0, field: 'onMatch[0]' },
          { pattern: 'y', send: 'z', verbs: [], once: false, port: 1, field: 'onMatch[1]' },
        ],
      },
    );
  });

  it('a default is taken from the single settings, qemu.defaults wins over them, and the configuration over both', () => {
    const terminal = { newline: 'lf', localEcho: true, bracketedPaste: true } as const;
    const given = settings({ terminal, powerdownSeconds: 9, logItems: ['int'] });
    const plain = resolveConfiguration(machine(), given);
    assert.deepEqual(plain.serial[0], { name: 'serial0', ...BUILT_IN.serial, ...terminal });
    assert.equal(plain.stop.powerdownSeconds, 9);
    assert.deepEqual(plain.log.items, ['int']);

    const defaults = {
      stop: { powerdownSeconds: 8 },
      log: { items: ['exec'] },
      serial: [{ newline: 'crlf' as const }],
    };
    const middle = resolveConfiguration(machine(), { ...given, machine: defaults });
    assert.equal(middle.stop.powerdownSeconds, 8);
    assert.deepEqual(middle.log.items, ['exec']);
    assert.equal(middle.serial[0]?.newline, 'crlf');
    assert.equal(middle.serial[0].localEcho, true);

    const own = { stop: { powerdownSeconds: 7 }, log: { items: [] }, serial: [{}, {}] };
    const top = resolveConfiguration(machine(own), { ...given, machine: defaults });
    assert.equal(top.stop.powerdownSeconds, 7);
    assert.deepEqual(top.log.items, []);
    assert.deepEqual(
      top.serial.map(({ newline }) => newline),
      ['lf', 'lf'],
      'lists replace lists',
    );
  });

  it('env, log and stop are merged field by field, and everything else is replaced', () => {
    const defaults = settings({
      machine: {
        env: { A: '1', B: '2' },
        log: { items: ['int'], trace: ['x'] },
        stop: { quitSeconds: 5 },
        args: ['-a'],
        network: { model: 'e1000', forward: ['tcp:1:1'] },
      },
    });
    const resolved = resolveConfiguration(
      machine({
        env: { B: null },
        log: { items: [] },
        stop: { terminateSeconds: 1 },
        args: ['-b'],
        network: { forward: [] },
      }),
      defaults,
    );
    assert.deepEqual(resolved.env, { A: '1', B: null });
    assert.deepEqual(resolved.log, { items: [], trace: ['x'] });
    assert.deepEqual(resolved.stop, { powerdownSeconds: 0, quitSeconds: 5, terminateSeconds: 1 });
    assert.deepEqual(resolved.args, ['-b']);
    assert.deepEqual(resolved.network, { forward: [] });
  });

  it('rules of the configuration come before those of the settings, and each knows its field', () => {
    const rule = (trigger: string): { trigger: string; pattern: string } => ({ trigger, pattern: trigger });
    const config = machine({ loadRules: [rule('one')] });
    const { ownRules } = resolveConfiguration(config, settings({ loadRules: [rule('two')] }));
    assert.deepEqual(ownRules, {
      crashes: [],
      loads: [
        { ...rule('one'), field: 'loadRules[0]' },
        { ...rule('two'), field: 'qemu.loadRules[0]' },
      ],
    });
  });

  it('defaults that would contradict the configuration are dropped', () => {
    const defaults = settings({ machine: { arch: 'arm', append: 'x', initrd: 'y' } });
    const { arch, append, initrd } = resolveConfiguration(machine({ qemuPath: 'q' }), defaults);
    assert.deepEqual([arch, append, initrd], [undefined, undefined, undefined]);
    assert.equal(resolveConfiguration(machine({ kernel: 'k' }), defaults).append, 'x');
  });

  it('a machine without a name is named after what it runs', () => {
    const name = (fields: PartialConfiguration): string => {
      const { name: resolved } = resolveConfiguration(machine(fields));
      assert.equal(resolved, nameOf(machine(fields)), 'the same before and after');
      return resolved;
    };
    assert.equal(name({}), 'qemu');
    assert.equal(name({ name: 'n', kernel: 'k' }), 'n');
    assert.equal(name({ kernel: '/a/vmlinux-6.1' }), 'vmlinux-6.1');
    assert.equal(name({ kernel: 'C:\\a\\kernel.elf' }), 'kernel');
    assert.equal(name({ bios: 'u-boot.bin', drives: [{ file: 'disk.img' }] }), 'disk');
    assert.equal(name({ cdrom: 'os.iso' }), 'os');
    assert.equal(name({ bios: 'u-boot.bin' }), 'u-boot');
    const flash = { file: 'OVMF_CODE.fd', interface: 'pflash' } as const;
    assert.equal(name({ drives: [flash, { file: 'disk.img' }] }), 'disk');
    assert.equal(name({ drives: [flash], cdrom: 'os.iso' }), 'os');
    assert.equal(name({ drives: [flash] }), 'OVMF_CODE');
    assert.equal(name({ drives: ['fat:rw:build/esp'] }), 'esp');
    assert.equal(name({ drives: ['fat:floppy:16:C:\\esp'] }), 'esp');
  });

  it('resolving leaves configuration and defaults as they were', () => {
    const config = machine({ env: { A: '1' }, serial: [{}] });
    const defaults = settings({ machine: { env: { B: '2' }, append: 'x' } });
    const before = structuredClone({ config, defaults });
    resolveConfiguration(config, defaults);
    assert.deepEqual({ config, defaults }, before);
  });
});
