import { isObject } from '../../../config/shape';
import type { TestProtocol } from '../../../config/steps/runSchema';
import { type NamedRun, type RunList, runOfEntry } from '../../../config/writtenRun';
import { tasksBefore, type WantedTask } from './wantedTask';

type Entry = Readonly<Record<string, unknown>>;

/** What an entry with tests says. */
export interface TestEntry extends NamedRun {
  readonly protocol: TestProtocol | undefined;
  readonly before: readonly WantedTask[];
  /** The whole entry of launch.json. */
  readonly launch?: Entry;
}

/** The entries of a list that have tests. Of those with one name, the second and further ones have a number behind it, in their order. */
export function testEntries(entries: readonly unknown[], list: RunList): TestEntry[] {
  const found = entries.filter(hasTests);
  const runs = found.map((entry) => runOfEntry(entry, list));
  const names = distinct(runs.map(({ name }) => name));
  return found.map((entry, index) => {
    const written = runs[index]?.written ?? {};
    return {
      name: names[index] ?? '',
      written,
      protocol: protocolOf(written),
      before: tasksBefore(entry),
      ...(list === 'configurations' && { launch: entry }),
    };
  });
}

const hasTests = (entry: unknown): entry is Entry =>
  isObject(entry) && entry['type'] === 'qemu' && isObject(entry['tests']);

/** A name that a person gave stays as it is, though it looks like one with a number. */
function distinct(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let free = name;
    for (let number = 2; taken.has(free) || (free !== name && names.includes(free)); number++)
      free = `${name} ${number}`;
    taken.add(free);
    return free;
  });
}

/** Wrong ones are told when they are run. */
function protocolOf({ tests }: Entry): TestProtocol | undefined {
  return isObject(tests) ? (tests['protocol'] as TestProtocol | undefined) : undefined;
}
