import type { NamedProtocol, TestFilter, TestProtocol } from '../../config/steps/runSchema';

/** Of names that a kernel's command line and a pattern leave alone. */
const PLAIN = /^[\w-]+$/;

/** What the frameworks read that have a filter of their own. */
const FILTERS: Readonly<Partial<Record<NamedProtocol, TestFilter>>> = {
  // KUnit takes one pattern for all of them.
  ktap: { append: 'kunit.filter_glob=${tests}', test: '${suite}.${test}', group: '${suite}.*' },
  ztest: { append: '-test=${tests}', test: '${suite}::${test}', group: '${suite}::*', between: ',' },
};

/** @returns the person's own filter, else that of the framework; undefined when neither has one. */
export function filterOf(protocol: TestProtocol | undefined, own?: TestFilter): TestFilter | undefined {
  return own ?? (typeof protocol === 'string' ? FILTERS[protocol] : undefined);
}

/** A test, or a group with the tests below it, that is to run. */
export interface WantedTests {
  /** From the outermost group on. */
  readonly path: readonly string[];
  /** The paths of what is below a group; none for a test. */
  readonly below: readonly (readonly string[])[];
}

/** What is added to a configuration so that some of its tests run. */
export type FilterFields = Pick<TestFilter, 'append' | 'args'>;

/**
 * Fills in a filter: it may choose more tests than are wanted, when one pattern has to do for all of them. Names are the guest's: with
 * any that is not plain, all tests run.
 * @returns undefined when the filter cannot say it.
 */
export function filledIn(filter: TestFilter, wanted: readonly WantedTests[]): FilterFields | undefined {
  const entries = entriesOf(filter, wanted);
  if (!entries || entries.length === 0) return undefined;
  const tests = entries.join(filter.between);
  const fill = (text: string): string => text.replaceAll('${tests}', () => tests);
  const { append, args } = filter;
  return {
    ...(append !== undefined && { append: fill(append) }),
    ...(args && { args: args.map(fill) }),
  };
}

function entriesOf(filter: TestFilter, wanted: readonly WantedTests[]): readonly string[] | undefined {
  const all = wanted.flatMap((one) => entriesFor(filter, one));
  const entries = [...new Set(all.filter((entry) => entry !== undefined))];
  if (all.includes(undefined)) return undefined;
  if (entries.length <= 1 || filter.between !== undefined) return entries;
  // One entry has to do: the group that all of them are in.
  const [suite] = wanted.map(({ path }) => path[0]);
  if (suite === undefined || wanted.some(({ path }) => path[0] !== suite)) return undefined;
  const group = written(filter.group, [suite]);
  return group === undefined ? undefined : [group];
}

function entriesFor(
  { test, group }: TestFilter,
  { path, below }: WantedTests,
): readonly (string | undefined)[] {
  const isGroup = below.length > 0;
  // What is below a test, such as its parameters, is not in a name of two parts.
  const asGroup =
    isGroup && (path.length === 1 || group?.includes('${name}')) ? written(group, path) : undefined;
  if (asGroup !== undefined) return [asGroup];
  if (isGroup && path.length === 1) return below.map((one) => written(test, one));
  // A group of which nothing is known yet looks like a test.
  return [written(test, path) ?? (path.length === 1 ? written(group, path) : undefined)];
}

/** @returns undefined when a name that it asks for is not there, or is not plain. */
function written(template: string | undefined, path: readonly string[]): string | undefined {
  const names: Readonly<Record<string, readonly (string | undefined)[]>> = {
    name: path,
    suite: [path[0]],
    test: [path[1]],
  };
  let isWhole = template !== undefined;
  const text = template?.replace(/\$\{(name|suite|test)\}/g, (_, which: string) => {
    const parts = names[which] ?? [];
    if (!parts.every((part) => part !== undefined && PLAIN.test(part))) isWhole = false;
    return parts.join('::');
  });
  return isWhole ? text : undefined;
}
