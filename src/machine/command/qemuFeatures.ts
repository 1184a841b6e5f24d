import type { QmpGreeting } from '../qmp/messages';

/** What a QEMU program can do, asked of it and not concluded from its version. */
export interface QemuFeatures extends Readonly<Record<Question, boolean>> {
  /** As it calls itself, e.g. `7.2.22 (Debian 1:7.2+dfsg-7+deb12u18)`. */
  readonly version: string;
}

export type Question = keyof typeof QUESTIONS;

/** The arguments that make QEMU list something, and how the list says yes. */
interface Asked {
  readonly args: readonly string[];
  readonly yes: RegExp;
}

/**
 * Everything that is asked. Help texts come with exit code 0 or 1, on stdout or stderr, depending on the version.
 * Without `-machine none`, ARM's and others answer that they have no default machine instead.
 */
export const QUESTIONS = {
  /** It ends by itself when we do (10.2 and later). */
  exitWithParent: { args: ['-machine', 'none', '-run-with', 'help'], yes: /exit-with-parent=/ },
  /** Ports may be spool files. */
  pipeChardev: { args: ['-machine', 'none', '-chardev', 'help'], yes: /^\s*pipe\s*$/m },
  /** It is how a monitor is made (11.1 and later, which deprecate `-mon`). */
  monitorObject: { args: ['-machine', 'none', '-object', 'help'], yes: /^\s*monitor-qmp\s*$/m },
  /** A firmware may be told that there is no screen. */
  graphicsSwitch: { args: ['-machine', 'none,help'], yes: /^\s*graphics=/m },
} as const satisfies Readonly<Record<string, Asked>>;

/** Whether a running QEMU is of the version that answered: what a script runs may have changed since. */
export function answeredBy(
  features: Pick<QemuFeatures, 'version'>,
  { version }: Pick<QmpGreeting, 'version'>,
): boolean {
  const { major, minor, micro } = version;
  return new RegExp(`^${major}\\.${minor}\\.${micro}(?!\\d)`).test(features.version);
}

/** Stored features, if they are what this version of ours would ask for; undefined for anything else. */
export function readFeatures(kept: unknown): QemuFeatures | undefined {
  if (typeof kept !== 'object' || kept === null) return undefined;
  const said = kept as Record<string, unknown>;
  const names = Object.keys(QUESTIONS) as Question[];
  const { version } = said;
  if (typeof version !== 'string' || version.length > 200 || /\p{Cc}/u.test(version)) return undefined;
  if (Object.keys(said).length !== names.length + 1) return undefined;
  if (!names.every((name) => typeof said[name] === 'boolean')) return undefined;
  const answers = names.map((name) => [name, said[name] === true]);
  return { version, ...(Object.fromEntries(answers) as Record<Question, boolean>) };
}
