import * as l10n from '@vscode/l10n';

/** What `--help` prints. */
export const usage = (): string =>
  l10n.t(`Usage: qemu-serial-debug report [--json] [--program FILE]… LOG…

Finds the crashes in logs of serial consoles, and resolves their addresses.

  LOG             a file, or - for standard input
  --program FILE  an ELF file with symbols, or a folder with such files; may be repeated. The first one that is
                  neither a folder nor a kernel module is the program that runs (vmlinux, u-boot, a kernel); the others
                  are found by their names, as the log has them
  --json          prints JSON
  --help          prints this

Exit code: 0 when all logs were read, whatever is in them; 2 when that was not possible.
`);

/** The command cannot do what it was asked to do: the person's to mend, and told without a stack. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** What to do next. */
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}
