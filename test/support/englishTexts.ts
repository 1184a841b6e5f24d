/** What is written alike in English and German: names, and words that German has taken over. */
export const SAME_IN_GERMAN: ReadonlySet<string> = new Set([
  // Names.
  'QEMU Serial Debug',
  'QEMU.',
  'QEMU: {0}',
  'QEMU: Kernel (ELF)',
  'QEMU: Linux',
  'QEMU: U-Boot',
  'QEMU: Zephyr',
  // Words.
  'Bytes',
  'Images',
  'Import',
  'Import: {0}',
  'Monitor',
  'Monitor: {0}',
  'System',
  'Terminal',
  'Text',
  // Code, or nothing but punctuation.
  'null',
  'vCPU {0}',
  '{0}: {1}',
]);

/** Folders whose errors stay English, since they are a cause that others explain, or a fault of ours. */
export const INTERNAL: readonly { readonly under: string; readonly why: string }[] = [
  { under: 'src/concurrency/', why: 'knows no people; the rooms above say what failed and quote it' },
  { under: 'src/config/shape.ts', why: 'a fault in our own schema, seen only while it is being changed' },
  { under: 'src/debug/rsp/', why: 'a breach of the stub protocol, which only its maintainers can act on' },
  {
    under: 'src/machine/qmp/',
    why: 'a breach of the monitor protocol, which only its maintainers can act on',
  },
  { under: 'src/coverage/lines/', why: 'as in src/symbols/' },
  { under: 'src/symbols/', why: 'which rule of ELF a file breaks, quoted in a translated sentence' },
];

/** Texts in the other rooms that no person reads, or only to report a fault of ours. */
export const ENGLISH_ONLY: ReadonlySet<string> = new Set([
  // A reason of the debug adapter protocol.
  'data breakpoint',
  // Faults of ours.
  'GDB did not say which breakpoint it set.',
  'The backend starts GDB by itself.',
  '" is run by another debug adapter.',
  '" was not resolved before it was started',
  '" was not opened',
  'the serial worker runs as a worker thread only',
  'a search runs as a worker thread only',
  'coverage is read in a worker thread only',
  'tests are read on a worker thread only',
  // Known by its name where it is caught, and told in other words.
  'the pattern is not linear',
  'there is no port ',
  'there is no row ',
  'there is no search ',
  '" is not ASCII: a trigger cannot have it.',
  'There are more trigger texts than the table has room for.',
  // A command line, as an example.
  'qemu-system-x86_64 -M q35 -kernel kernel.elf -serial stdio',
  // Only in the log: the next rung of the ladder follows.
  'nothing to cut off',
  // Only in the log: a run is not kept.
  ' ends at ',
  ', not at ',
]);
