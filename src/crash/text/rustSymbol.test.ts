import assert from 'node:assert/strict';
import { readableRustSymbol } from './rustSymbol';

describe('readableRustSymbol', () => {
  const NAMES: readonly (readonly [string, string])[] = [
    ['_RNvCs1234_7mycrate3foo', 'mycrate::foo'],
    ['_RNvNtCs1234_7mycrate3bar3foo', 'mycrate::bar::foo'],
    ['_RNvMs3_NtCs1234_6binder7processNtB5_7Process10update_ref', '<binder::process::Process>::update_ref'],
    [
      '_RNvXCs1234_7mycrateNtB2_3FooNtNtCs5678_4core3fmt7Display3fmt',
      '<mycrate::Foo as core::fmt::Display>::fmt',
    ],
    ['_RINvNtCs1234_4core3mem4swaphE', 'core::mem::swap'],
    ['_RNCNvCs1234_7mycrate4main0', 'mycrate::main::{closure}'],
  ];
  for (const [mangled, readable] of NAMES) {
    it(`readableRustSymbol reads ${mangled}`, () => assert.equal(readableRustSymbol(mangled), readable));
  }

  it('readableRustSymbol leaves alone what is no such name, and what would refer to itself', () => {
    for (const name of ['vfs_read', '_R', '_RNvC', '_RB_', '_RNvB_3foo', '_RZ', `_R${'N'.repeat(500)}`]) {
      assert.equal(readableRustSymbol(name), name);
    }
  });
});
