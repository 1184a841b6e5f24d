import assert from 'node:assert/strict';
import { findPlaces } from './findPlaces';

/** Each place as its text in the line, and what it is said to be. */
const told = (line: string): string[] =>
  findPlaces(line).map((place) => {
    const { from, to, kind, ...rest } = place;
    const what = Object.entries(rest).map(([name, value]) => `${name}=${String(value)}`);
    return `${kind} ${line.slice(from, to)}: ${what.join(' ')}`;
  });

describe('places that a line names', () => {
  it('an address is a number as kernels print it, with its prefix or as long as a pointer', () => {
    assert.deepEqual(told('  #1 0x0010100c'), ['code 0x0010100c: address=0010100c inStack=true']);
    assert.deepEqual(told('  #0 0x0010100c'), ['code 0x0010100c: address=0010100c inStack=false']);
    assert.deepEqual(told('eip 00100f3c'), ['code 00100f3c: address=00100f3c inStack=false']);
    assert.deepEqual(told('PC is at [<c0101234>]'), ['code c0101234: address=c0101234 inStack=false']);
    assert.deepEqual(told('[    1.500000][   T1]  [<ffffffff81234567>] ?'), [
      'code ffffffff81234567: address=ffffffff81234567 inStack=true',
    ]);
  });

  it('an offset, a size, a count and a date are no addresses', () => {
    assert.deepEqual(told('base +0x00101000 /0x00101000 123456 2026-11-26 deadbeefcafe 0x12'), []);
  });

  it('a symbol has its offset, its size and its module', () => {
    assert.equal(
      told('[   12.345678]  ? vfs_read+0x12/0x340 [ext4 0123abcd]')[0],
      'code vfs_read+0x12/0x340 [ext4 0123abcd]: symbol=vfs_read offset=18 size=832 module=ext4 inStack=true',
    );
    assert.deepEqual(told('RIP: 0010:do_exit+0x0/0x34'), [
      'code do_exit+0x0/0x34: symbol=do_exit offset=0 size=52 inStack=false',
    ]);
  });

  it('bytes of an image are a place in it', () => {
    assert.deepEqual(told('at nf_tables:0x12c'), [
      'code nf_tables:0x12c: module=nf_tables offset=300 inStack=false',
    ]);
    assert.deepEqual(
      told('(/lib/libboot.so+0x12c)').at(-1),
      'code libboot.so+0x12c: module=libboot.so offset=300 inStack=false',
    );
  });

  const SOURCES: readonly (readonly [line: string, wanted: string])[] = [
    ["thread 'main' panicked at src/main.rs:10:5:", 'src/main.rs:10:5: file=src/main.rs line=10 column=5'],
    [
      'ASSERT [DxeCore] C:\\edk2\\MdePkg\\Boot.c(123): x',
      'C:\\edk2\\MdePkg\\Boot.c(123): file=C:\\edk2\\MdePkg\\Boot.c line=123',
    ],
    [
      'ASSERTION FAIL [0] @ WEST_TOPDIR/zephyr/kernel/sem.c:40',
      'WEST_TOPDIR/zephyr/kernel/sem.c:40: file=WEST_TOPDIR/zephyr/kernel/sem.c line=40',
    ],
    ['kernel BUG at mm/slub.c:448!', 'mm/slub.c:448: file=mm/slub.c line=448'],
    ['assertion "x" failed: file "a/b.c", line 7', 'a/b.c", line 7: file=a/b.c line=7'],
    ['(boot.S:3)', 'boot.S:3: file=boot.S line=3'],
  ];
  for (const [line, wanted] of SOURCES)
    it(`a source with its line is a place: ${line}`, () => {
      assert.deepEqual(told(line), [`source ${wanted}`]);
    });

  it('what has no line, no source’s name or a scheme is no source', () => {
    const lines = [
      'main.c',
      'main.c:0',
      '/etc/passwd:1',
      'file:///etc/hosts.c:1',
      'https://example.org/a.c:1',
      'example.org:443 10.0.2.2:53',
      '.c:12',
    ];
    assert.deepEqual(lines.flatMap(told), []);
  });

  it('a line has a bounded number of places, and one that is too long has none', () => {
    assert.equal(findPlaces('0x00101000 '.repeat(180)).length, 32);
    assert.equal(findPlaces('0x00101000 '.repeat(182)).length, 0);
  });
});
