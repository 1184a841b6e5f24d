import { adopt } from '../adopt/adopt';
import type { Adopted } from '../adopt/adopted';
import { isObject } from '../shape';
import type { Problem } from './problems';

/** A configuration whose fields may still be anything: rules speak only of what has the right type. */
export type Loose = Readonly<Record<string, unknown>>;

/** Finds problems that lie in no single field. */
export type Rule = (config: Loose) => Problem[];

export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const object = (value: unknown): Loose => (isObject(value) ? value : {});

export const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** What the person's own QEMU options say. */
export function adoptedIn(config: Loose): Adopted {
  const args = list(config['args']);
  return adopt(args.filter((word) => typeof word === 'string'));
}

/** One problem for each value that is there already, at its path; the message names the earlier place. */
export function duplicates(
  values: readonly { readonly path: string; readonly key: string | undefined; readonly owner?: string }[],
  message: (owner: string) => string,
): Problem[] {
  const taken = new Map<string, string>();
  return values.flatMap(({ path, key, owner = path }) => {
    if (key === undefined) return [];
    const other = taken.get(key);
    if (other !== undefined) return [{ path, message: message(other) }];
    taken.set(key, owner);
    return [];
  });
}
