import assert from 'node:assert/strict';
import { faultInRegisters, lastPageFault } from './faultInRegisters';
import { readRegisters } from './registers';

const told = (registers: Readonly<Record<string, string>>): string | undefined =>
  faultInRegisters(readRegisters(Object.entries(registers).map(([name, value]) => ({ name, value }))))?.text;

describe('the last fault that registers tell of', () => {
  it('system calls and interrupts are no faults', () => {
    assert.equal(told({ ESR_EL1: '0x56000000', FAR_EL1: '0x10' }), undefined);
    assert.equal(told({ scause: '0x8000000000000005' }), undefined);
    assert.equal(told({ scause: '8', mcause: '9' }), undefined);
    assert.equal(told({ CFSR: '0' }), undefined);
    assert.equal(told({}), undefined);
  });

  it('a fault of supervisor mode comes before one of machine mode, and a call before it is passed over', () => {
    assert.match(told({ scause: 'd', stval: '10', mcause: '2' }) ?? '', /^A read of 0x10 failed/);
    assert.match(
      told({ scause: '8', mcause: '7', mtval: '20', mstatus: '1800' }) ?? '',
      /^A write to 0x20 in kernel mode/,
    );
    assert.match(told({ mcause: '7', mtval: '20', mstatus: '0' }) ?? '', /in user mode/);
  });

  it('a processor of 32 bits has its interrupts marked in bit 31', () => {
    assert.equal(told({ mcause: '80000007', misa: '40001105' }), undefined);
    assert.match(told({ mcause: '80000007' }) ?? '', /^Exception/);
  });

  it('dumps of Cortex-M and arm64 processors are read under the names that they have there', () => {
    assert.match(told({ CFSR: '00000400', HFSR: '40000000' }) ?? '', /some instructions earlier/);
    assert.match(told({ ESR: '96000004' }) ?? '', /level 0 table/);
  });

  it('what is no number is no register', () => {
    assert.equal(told({ cfsr: 'zz', esr: '{0, 1}', scause: '0x' }), undefined);
  });

  it('a PC has an address of its last page fault, and nothing more', () => {
    const registers = (cr2: string) => readRegisters([{ name: 'CR2', value: cr2 }]);
    assert.equal(lastPageFault(registers('0x28'))?.text, 'The last page fault was at 0x28.');
    assert.equal(lastPageFault(registers('0')), undefined);
  });
});
