/** Other names under which people know these fields and values. */
const ALIASES: Readonly<Record<string, string>> = {
  amd64: 'x86_64',
  x64: 'x86_64',
  x86: 'i386',
  i686: 'i386',
  arm64: 'aarch64',
  armhf: 'arm',
  powerpc: 'ppc',
  architecture: 'arch',
  qemu: 'qemuPath',
  cmdline: 'append',
  bootargs: 'append',
  ram: 'memory',
  mem: 'memory',
  cpus: 'smp',
  cores: 'smp',
  disk: 'drives',
  disks: 'drives',
  firmware: 'bios',
  iso: 'cdrom',
  environment: 'env',
  extraArgs: 'args',
  hostfwd: 'forward',
  path: 'file',
  if: 'interface',
  serials: 'serial',
  latin1: 'iso88591',
  latin2: 'iso88592',
  latin9: 'iso885915',
  ascii: 'utf8',
  cp1252: 'windows1252',
  cp1251: 'windows1251',
  cp932: 'shiftjis',
  sjis: 'shiftjis',
  big5: 'cp950',
  // Of launch configurations for other debuggers.
  miDebuggerPath: 'gdb',
  gdbPath: 'gdb',
  debugger_path: 'gdb',
  miDebuggerServerAddress: 'gdbStub',
  gdbTarget: 'gdbStub',
  executable: 'program',
  elf: 'program',
  serverpath: 'qemuPath',
  serverPath: 'qemuPath',
  debugServerPath: 'qemuPath',
  serverArgs: 'args',
  debugServerArgs: 'args',
  sourceFileMap: 'sourceMap',
  stopAtConnect: 'stopAtEntry',
  stopOnEntry: 'stopAtEntry',
  runToEntryPoint: 'stopOnSymbol',
  postRemoteConnectCommands: 'setupCommands',
  postLaunchCommands: 'setupCommands',
  initCommands: 'setupCommands',
};

/** Fields of launch configurations for other debuggers that have no counterpart here. */
const FOREIGN: Readonly<Record<string, string>> = {
  MIMode: 'cppdbg',
  externalConsole: 'cppdbg',
  logging: 'cppdbg',
  visualizerFile: 'cppdbg',
  symbolLoadInfo: 'cppdbg',
  launchCompleteCommand: 'cppdbg',
  useExtendedRemote: 'cppdbg',
  servertype: 'cortex-debug',
  svdFile: 'cortex-debug',
  toolchainPrefix: 'cortex-debug',
  rtos: 'cortex-debug',
  cpuName: 'cortex-debug',
};

/** The debugger that a field is for, if it is a known field of another one. */
export function foreignDebugger(field: string): string | undefined {
  return Object.hasOwn(FOREIGN, field) ? FOREIGN[field] : undefined;
}

/** The known word that a person most likely meant, if one is near enough. */
export function didYouMean(word: string, known: readonly string[]): string | undefined {
  const alias = ALIASES[word] ?? ALIASES[word.toLowerCase()];
  if (alias !== undefined && known.includes(alias)) return alias;
  const scored = known
    .map((candidate) => ({ candidate, score: distance(plain(word), plain(candidate)) }))
    .filter(({ candidate, score }) => score <= Math.max(1, Math.floor(candidate.length / 3)))
    .sort((a, b) => a.score - b.score);
  return scored[0]?.candidate ?? known.find((candidate) => word.length >= 3 && candidate.startsWith(word));
}

const plain = (word: string): string => word.toLowerCase().replace(/[-_ ]/g, '');

/** Edit distance where exchanging two neighbours counts once (optimal string alignment). */
function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const line = [row];
    for (let column = 1; column <= b.length; column++) {
      const at = (values: readonly number[], index: number): number => values[index] ?? Infinity;
      const change = at(last, column - 1) + (a[row - 1] === b[column - 1] ? 0 : 1);
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const swap = swapped ? at(beforeLast, column - 2) + 1 : Infinity;
      line.push(Math.min(change, swap, at(last, column) + 1, at(line, column - 1) + 1));
    }
    beforeLast = last;
    last = line;
  }
  return last[b.length] ?? 0;
}
