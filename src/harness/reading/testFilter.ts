import type { TestProtocol } from '../../config/steps/runSchema';

/** Of names that a kernel's command line and a glob pattern leave alone. */
const PLAIN = /^[\w-]+$/;

/**
 * What is to be added to a kernel's command line so that some of its tests run: KUnit takes one pattern for all of them, so it may be
 * one that chooses more. Names are the guest's: with any that is not plain, all tests run.
 * @param paths The tests and groups that are wanted.
 * @returns undefined where the framework has no filter there, or all of it is to run.
 */
export function testFilter(
  protocol: TestProtocol | undefined,
  paths: readonly (readonly string[])[],
): string | undefined {
  const [first] = paths;
  if (protocol !== 'ktap' || !first) return undefined;
  const [suite] = first;
  if (suite === undefined || paths.some(([other]) => other !== suite)) return undefined;
  // Below a test there are its parameters.
  const tests = new Set(paths.map((path) => path[1] ?? '*'));
  const [test = '*'] = tests.size === 1 ? tests : [];
  if (!PLAIN.test(suite) || (test !== '*' && !PLAIN.test(test))) return undefined;
  return `kunit.filter_glob=${suite}.${test}`;
}
