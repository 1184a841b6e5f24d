import assert from 'node:assert/strict';
import { elfFile, type ElfPlan } from '../../../test/guests/elf';
import { bytesIn, ElfFile } from '../elf';
import { findFunction } from './findFunction';
import { FunctionTable } from './functionTable';
import { sortInTurns } from './sortInTurns';

const tableOf = async (
  symbols: NonNullable<ElfPlan['symbols']>,
  plan: ElfPlan = {},
): Promise<FunctionTable> =>
  await FunctionTable.read(await ElfFile.read(bytesIn(elfFile({ ...plan, symbols }))));

const shown = (table: FunctionTable, address: bigint): string | undefined => {
  const found = table.at(address);
  return found && `${found.symbol.name}+${found.offset}`;
};

describe('the functions of a file', () => {
  it('functions hold the addresses up to their size, or up to the next one when they have none', async () => {
    const table = await tableOf([
      { name: 'second', value: 0x200n, size: 0x10n },
      { name: 'first', value: 0x100n, size: 0x10n },
      { name: 'label', value: 0x180n },
      { name: 'last', value: 0x300n },
    ]);
    const places = [0xffn, 0x100n, 0x10fn, 0x110n, 0x17fn, 0x1ffn, 0x20fn, 0x210n, 0x400n];
    assert.deepEqual(
      places.map((address) => shown(table, address)),
      [
        undefined,
        'first+0',
        'first+15',
        undefined,
        undefined,
        'label+127',
        'second+15',
        undefined,
        'last+256',
      ],
    );
  });

  it('functions are found around others that lie in them', async () => {
    const table = await tableOf([
      { name: 'outer', value: 0x100n, size: 0x100n },
      { name: 'part', value: 0x120n, size: 0x10n },
    ]);
    assert.deepEqual(
      [0x125n, 0x130n].map((address) => shown(table, address)),
      ['part+5', 'outer+48'],
    );
  });

  it('functions have addresses without the bit that says Thumb', async () => {
    const table = await tableOf([{ name: 'thumb', value: 0x101n, size: 4n }], { machine: 40, bits: 32 });
    assert.equal(shown(table, 0x100n), 'thumb+0');
  });

  it('functions of one name are told apart by their own size and by the one with padding', async () => {
    const table = await tableOf([
      { name: 'twin', value: 0x100n, size: 0x0cn },
      { name: 'between', value: 0x110n, size: 0x10n },
      { name: 'twin', value: 0x120n, size: 0x20n },
      { name: 'after', value: 0x140n, size: 0x20n },
    ]);
    const find = (size: bigint | undefined, offset = 0n, returns = false): unknown => {
      const found = findFunction(table, { function: 'twin', offset, size, returns });
      return found.kind === 'found' ? found.symbol.address : found.kind;
    };
    assert.deepEqual(
      [find(undefined), find(0x10n), find(0x0cn), find(0x20n), find(0x30n)],
      ['ambiguous', 0x100n, 0x100n, 0x120n, 'other-size'],
    );
    // An offset that only one of them has room for.
    assert.deepEqual(
      [find(undefined, 0x18n), find(0x10n, 0x10n), find(0x10n, 0x10n, true)],
      [0x120n, 'other-size', 0x100n],
    );
    assert.equal(findFunction(table, { function: 'nobody', offset: 0n }).kind, 'none');
  });
});

describe('sorting in turns', () => {
  it('sorting in turns gives what sorting at once gives, and keeps the order of equals', async () => {
    const items = Array.from({ length: 50_000 }, (_, index) => ({ key: (index * 7919) % 1000, index }));
    const byKey = (a: { key: number }, b: { key: number }): number => a.key - b.key;
    assert.deepEqual(await sortInTurns(items, byKey), [...items].sort(byKey));
    assert.deepEqual(await sortInTurns([], byKey), []);
  });

  it('sorting in turns ends when it is told to', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await assert.rejects(
      sortInTurns([2, 1], (a, b) => a - b, signal),
      /enough/,
    );
  });
});
