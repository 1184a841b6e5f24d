import assert from 'node:assert/strict';
import { uartsOf } from './uarts';

const { signal } = new AbortController();

/** A tree of objects, by path: its properties, and the values of those that are asked for. */
function machineOf(tree: Readonly<Record<string, Readonly<Record<string, string>>>>, values: object) {
  const asked: string[] = [];
  return {
    asked,
    qmp: (command: string, args: object = {}): Promise<unknown> => {
      const { path, property } = args as { path: string; property?: string };
      if (command === 'query-chardev')
        return Promise.resolve([
          { label: 'qsd-ser0', filename: 'pipe' },
          { label: 'serial1', filename: 'null' },
        ]);
      asked.push(path);
      if (command === 'qom-get') return Promise.resolve(Reflect.get(values, `${path} ${property ?? ''}`));
      return Promise.resolve(Object.entries(tree[path] ?? {}).map(([name, type]) => ({ name, type })));
    },
  };
}

describe('the serial ports of a board', () => {
  it('the serial ports of a board are found with what they are connected to, wherever they are', async () => {
    const machine = machineOf(
      {
        '/machine': { type: 'string', soc: 'child<stm32f205-soc>', irq: 'child<irq>' },
        '/machine/soc': { 'usart[0]': 'child<stm32f2xx-usart>', 'usart[1]': 'child<stm32f2xx-usart>' },
        '/machine/soc/usart[0]': { chardev: 'str' },
        '/machine/soc/usart[1]': { chardev: 'str' },
      },
      { '/machine/soc/usart[0] chardev': 'qsd-ser0', '/machine/soc/usart[1] chardev': 'serial1' },
    );
    assert.deepEqual(await uartsOf(machine, signal), [
      { type: 'stm32f2xx-usart', chardev: 'qsd-ser0' },
      { type: 'stm32f2xx-usart', chardev: undefined },
    ]);
    assert.ok(!machine.asked.includes('/machine/irq'));
  });

  it('a serial port that is made of another one counts once, and a printer’s port not at all', async () => {
    const machine = machineOf(
      {
        '/machine': { a: 'child<isa-serial>', b: 'child<isa-parallel>' },
        '/machine/a': { serial: 'child<serial>', chardev: 'str' },
        '/machine/a/serial': { chardev: 'str' },
        '/machine/b': { chardev: 'str' },
      },
      {
        '/machine/a chardev': 'qsd-ser0',
        '/machine/a/serial chardev': 'qsd-ser0',
        '/machine/b chardev': 'p',
      },
    );
    assert.deepEqual(await uartsOf(machine, signal), [{ type: 'isa-serial', chardev: 'qsd-ser0' }]);
  });

  it('the search for serial ports ends in a tree that does not', async () => {
    const endless = {
      qmp: () =>
        Promise.resolve([
          { name: 'again', type: 'child<device>' },
          { name: 'more', type: 'child<device>' },
        ]),
    };
    assert.deepEqual(await uartsOf(endless, signal), []);
  });
});
