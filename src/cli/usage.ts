import * as l10n from '@vscode/l10n';

/** What `--help` prints. */
export const usage = (): string =>
  l10n.t(`Usage: qemu-serial-debug report [--json] [--program FILE]… LOG…
       qemu-serial-debug run [--name NAME] [--steps LIST] [--junit FILE] [--lcov FILE] [--cobertura FILE]
                             [--log FOLDER] [--timeout SECONDS] CONFIGURATION

report finds the crashes in logs of serial consoles, and resolves their addresses.

  LOG             a file, or - for standard input
  --program FILE  an ELF file with symbols, or a folder with such files; may be repeated. The first one that is
                  neither a folder nor a kernel module is the program that runs (vmlinux, u-boot, a kernel); the others
                  are found by their names, as the log has them
  --json          prints JSON

Exit code: 0 when all logs were read, whatever is in them; 2 when that was not possible.

run starts a machine, takes its steps, reads its tests, and says what it came to.

  CONFIGURATION       a tasks.json, a launch.json, or a file with one configuration
  --name NAME         which configuration, if the file has several
  --steps LIST        takes the steps of this list in its "stepLists" instead of its own
  --junit FILE        writes the results as JUnit's XML
  --lcov FILE         writes which lines of the program have run, as LCOV's tracefile
  --cobertura FILE    the same as Cobertura's XML
  --log FOLDER        writes the console with times, the crashes, and the result as JSON
  --timeout SECONDS   for each try; 3600 unless told

Exit code: 0 for a proved pass; 1 failed or incomplete; 2 crashed; 3 stalled or timed out; 4 could not start.

  --help  prints this
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
