import type { MachineConfiguration } from '../../src/api';
import { present, SAMPLE_ELF } from './paths';

export const SAMPLE_BANNER = 'QEMU Serial Debug sample guest\r\n';
export const SAMPLE_PROMPT = '\r\n> ';

/** The sample guest. A second port, where asked for, is COM2, which echoes. */
export function sampleGuest(changes: Partial<MachineConfiguration> = {}): MachineConfiguration {
  return {
    type: 'qemu',
    name: 'sample',
    kernel: present(SAMPLE_ELF, 'run "make" in media/guest'),
    memory: 32,
    network: 'none',
    args: ['-device', 'isa-debug-exit,iobase=0xf4,iosize=4'],
    ...changes,
  };
}

const LINE = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxy\r\n';

/** The bytes that `flood N` and `debugcon N` send: numbered lines of 64 bytes, the last one cut. */
export function floodPattern(bytes: number): Buffer {
  const lines = Array.from(
    { length: Math.ceil(bytes / 64) },
    (_, i) => `${String(i).padStart(10, '0')} ${LINE}`,
  );
  return Buffer.from(lines.join('')).subarray(0, bytes);
}
