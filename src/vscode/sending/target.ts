import { isObject } from '../../config/shape';
import { pickPort, type PickedPort } from '../commands/pickPort';
import type { Services } from '../services';

/** The port that something is sent to, and what else the command was given. */
export interface Target<Name extends string> extends PickedPort {
  readonly given: Given<Name>;
}

type Given<Name extends string> = Readonly<Partial<Record<Name, unknown>>>;

/** What Enter sends. */
export const LINE_ENDS = { cr: '\r', lf: '\n', crlf: '\r\n' } as const;

/**
 * The port that a command is about, as {@link pickPort}. Arguments are machine, port and further ones in the order of
 * `names`; or one object with them, since a keyboard shortcut can give only one: it means the port of the active terminal
 * unless it names another.
 */
export async function pickTarget<Name extends string>(
  services: Services,
  args: readonly unknown[],
  ...names: readonly Name[]
): Promise<Target<Name> | undefined> {
  const [first] = args;
  const isNamed = isObject(first) && !('id' in first);
  const given = isNamed ? first : byPosition(args, ['machine', 'port', ...names]);
  const { active } = services.terminals;
  if (isNamed && active && given['machine'] === undefined && given['port'] === undefined)
    return { ...active, given: given as Given<Name> };
  const picked = await pickPort(services, given['machine'], given['port']);
  return picked && { ...picked, given: given as Given<Name> };
}

function byPosition(args: readonly unknown[], names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name, index) => [name, args[index]]));
}
