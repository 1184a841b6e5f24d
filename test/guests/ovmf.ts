import type { MachineConfiguration } from '../../src/api';
import { present } from './paths';

const REMEDY = 'install the package ovmf';

/** Ends what starts by itself after some seconds, and what its shell asks then. */
export const OVMF_STARTUP = 'to skip startup.nsh';
export const OVMF_PROMPT = 'Shell> ';

/** UEFI for a PC, to its shell: there is nothing to boot. */
export function ovmfX86(): MachineConfiguration {
  const flash = (name: string) => ({
    file: present(`/usr/share/OVMF/${name}`, REMEDY),
    interface: 'pflash' as const,
    format: 'raw',
    snapshot: true,
  });
  return {
    type: 'qemu',
    name: 'ovmf',
    arch: 'x86_64',
    machine: 'q35',
    memory: 256,
    drives: [flash('OVMF_CODE_4M.fd'), flash('OVMF_VARS_4M.fd')],
    network: 'none',
  };
}
