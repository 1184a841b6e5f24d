import type { DebuggerFields, LaunchFields, SymbolFile } from '../configuration';

/** QEMU target → GDB's `set architecture`, where GDB must be told before it connects. */
const ARCHITECTURE: Readonly<Record<string, string>> = {
  // A kernel that goes to long mode is often a 64-bit program in a 32-bit ELF; QEMU's stub decides, not the file.
  i386: 'i386',
  x86_64: 'i386:x86-64',
};

/**
 * MI commands before GDB connects.
 * @param arch The QEMU target that runs the machine.
 */
export function beforeConnect(arch: string, config: DebuggerFields): string[] {
  const architecture = ARCHITECTURE[arch];
  return [
    cli('set confirm off'),
    cli('set pagination off'),
    // A machine emulated without KVM may take long over one packet, e.g. while its firmware runs. Seconds.
    cli('set remotetimeout 10'),
    ...(architecture === undefined ? [] : [cli(`set architecture ${architecture}`)]),
    ...Object.entries(config.sourceMap ?? {}).map(([from, to]) =>
      cli(`set substitute-path ${quote(from)} ${quote(to)}`),
    ),
  ];
}

/** MI commands once GDB is connected and the machine stands still. */
export function afterConnect(config: LaunchFields, entry: bigint | undefined): string[] {
  return [
    ...(config.symbolFiles ?? []).map(symbols),
    ...(config.setupCommands ?? []).map((command) => (command.startsWith('-') ? command : cli(command))),
    // Hardware, because under an accelerator memory may not hold the code yet, or be paged elsewhere.
    ...(config.stopAtEntry === true && entry !== undefined
      ? [`-break-insert -t -h *0x${entry.toString(16)}`]
      : []),
    ...(config.stopOnSymbol === undefined ? [] : [`-break-insert -t -h -f ${quote(config.stopOnSymbol)}`]),
  ];
}

/** A console command as an MI command. */
export function cli(command: string): string {
  return `-interpreter-exec console ${quote(command)}`;
}

function symbols(file: string | SymbolFile): string {
  if (typeof file === 'string') return cli(`add-symbol-file ${quote(file)}`);
  const offset = file.offset === undefined ? '' : ` -o ${file.offset}`;
  const sections = Object.entries(file.sections ?? {}).map(([name, address]) => ` -s ${name} ${address}`);
  return cli(`add-symbol-file ${quote(file.file)}${offset}${sections.join('')}`);
}

/** A C string as GDB reads it. */
function quote(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n')}"`;
}
