import assert from 'node:assert/strict';
import { backendOf, chardevBackend } from './characterDevice';
import { readList, valueIn, writeList } from './list';
import { readOptions, writeOptions } from './read';

/** A small random number generator: the same words in every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1103515245 + 12345) % 2 ** 31) / 2 ** 31;
}

describe('the reader of QEMU’s options', () => {
  const read = (line: string): (string | undefined)[][] =>
    readOptions(line.split(' ')).map(({ name, value }) => (value === undefined ? [name] : [name, value]));

  it('the reader of options knows which of them take a value', () => {
    assert.deepEqual(read('-s -S -m 128 -nographic -serial mon:stdio -kernel k.elf'), [
      ['s'],
      ['S'],
      ['m', '128'],
      ['nographic'],
      ['serial', 'mon:stdio'],
      ['kernel', 'k.elf'],
    ]);
  });

  it('the reader of options takes one dash or two, aliases, and values that look like options', () => {
    assert.deepEqual(read('--machine virt -M q35 -append -s'), [
      ['machine', 'virt'],
      ['machine', 'q35'],
      ['append', '-s'],
    ]);
  });

  it('the reader of options takes a word that is no option for a disk', () => {
    assert.deepEqual(read('disk.img -s'), [['', 'disk.img'], ['s']]);
  });

  it('the reader of options takes what follows an unknown option for its value, unless that is an option', () => {
    assert.deepEqual(read('-newer x -newest -s'), [['newer', 'x'], ['newest'], ['s']]);
  });

  it('the reader of options tells where an option stood', () => {
    const options = readOptions(['-m', '1G', 'disk', '--device', 'e1000']);
    assert.deepEqual(
      options.map(({ at, spelling }) => [at, spelling]),
      [
        [0, '-m'],
        [2, 'disk'],
        [3, '--device'],
      ],
    );
  });

  it('the reader of options takes an option whose value is missing', () => {
    assert.deepEqual(read('-s -serial'), [['s'], ['serial']]);
    assert.deepEqual(readOptions([]), []);
  });

  it('the writer of options gives back the words that were read, whatever they are', () => {
    const next = random(7);
    const vocabulary = ['-s', '--', '-', '', '-serial', 'x', '-device', 'a,b=c', '--M', '-unknown', ',,'];
    for (let round = 0; round < 2000; round++) {
      const length = Math.floor(next() * 7);
      const line = Array.from({ length }, () => vocabulary[Math.floor(next() * vocabulary.length)] ?? '');
      assert.deepEqual(writeOptions(readOptions(line)), line);
    }
  });
});

describe('a comma-separated value', () => {
  it('a comma-separated value has keys, switches, and a first word whose key is implied', () => {
    assert.deepEqual(readList('e1000,netdev=n0,romfile=', 'driver'), [
      { key: 'driver', value: 'e1000', bare: true },
      { key: 'netdev', value: 'n0' },
      { key: 'romfile', value: '' },
    ]);
    assert.deepEqual(readList('socket,path=/a,server,nowait', 'backend').slice(2), [
      { key: 'server', value: 'on', bare: true },
      { key: 'wait', value: 'off', bare: true },
    ]);
  });

  it('a comma-separated value may contain commas, written twice', () => {
    const items = readList('file=/a,,b,,,,c,format=raw');
    assert.deepEqual(items, [
      { key: 'file', value: '/a,b,,c' },
      { key: 'format', value: 'raw' },
    ]);
    assert.equal(writeList(items), 'file=/a,,b,,,,c,format=raw');
  });

  it('the last one of several values of a key counts', () => {
    assert.equal(valueIn(readList('q35,accel=tcg,accel=kvm', 'type'), 'accel'), 'kvm');
    assert.equal(valueIn([], 'accel'), undefined);
  });

  it('a comma-separated value means the same after it was written', () => {
    for (const text of ['stdio,id=a,mux=on', 'virt,gic-version=3', 'socket,server,nowait,path=x', 'a=b=c'])
      assert.deepEqual(
        readList(writeList(readList(text, 'first'), 'first'), 'first').map(({ key, value }) => [key, value]),
        readList(text, 'first').map(({ key, value }) => [key, value]),
      );
  });
});

describe('a character device', () => {
  it('a character device is a terminal, nothing, a chardev, or something of the person’s own', () => {
    for (const text of ['stdio', 'mon:stdio', 'vc', 'vc:80Cx24C', 'mon:vc'])
      assert.equal(backendOf(text), 'terminal', text);
    assert.equal(backendOf('null'), 'null');
    assert.equal(backendOf('none'), 'none');
    assert.deepEqual(backendOf('chardev:con0'), { chardev: 'con0' });
    for (const text of [
      'file:a.log',
      'tcp::4444,server,nowait',
      'unix:/s',
      'pty',
      '/dev/ttyS0',
      'telnet:h:1',
    ])
      assert.equal(backendOf(text), 'elsewhere', text);
  });

  it('a character device in the long form has an id', () => {
    assert.deepEqual(chardevBackend('stdio,mux=on,id=c'), { id: 'c', backend: 'terminal' });
    assert.deepEqual(chardevBackend('socket,id=x,path=/s,server=on'), { id: 'x', backend: 'elsewhere' });
    assert.equal(chardevBackend('help'), undefined);
  });
});
