import { isObject } from '../shape';
import { list, type Loose, object } from '../validation/loose';
import { missingPort } from '../validation/portRules';
import { fieldPath, type Problem } from '../validation/problems';
import { ownProtocolProblems } from './ownProtocolRules';
import { RUN_MESSAGES } from './runMessages';
import { STEP_KINDS, type StepKind } from './runSchema';

/** Fields that go with some kinds of steps only. */
const BELONG: Readonly<Record<string, readonly StepKind[]>> = {
  expect: ['waitFor', 'run', 'value'],
  exitCode: ['run'],
  expectCrash: ['waitFor', 'choose', 'send', 'run', 'sleep'],
  capture: ['waitFor', 'choose', 'run'],
  port: ['waitFor', 'choose', 'send', 'sendBreak', 'run'],
  timeoutSeconds: ['waitFor', 'choose', 'send', 'run', 'sleep'],
  mayReset: ['waitFor', 'choose', 'run', 'sleep'],
};

/** `\1`, `\k<name>` and `(?<name>`: alternatives are searched together, which would change what these mean. */
const BACK_REFERENCE = /\\[1-9]|\\k<|\(\?<(?![=!])/;

interface At {
  readonly path: string;
  readonly step: Loose;
}

/** What no single field of steps and tests can be blamed for. Speaks only of what has the right type. */
export function findRunContradictions(config: unknown): Problem[] {
  if (!isObject(config)) return [];
  const steps = allSteps(config);
  return [
    ...steps.flatMap((at) => [...kindProblems(at), ...portProblems(at, config), ...choiceProblems(at)]),
    ...steps.flatMap((at) => listProblems(at, config)),
    ...circles(config),
    ...(isObject(config['tests']) ? testsProblems(config, config['tests']) : []),
    ...filterProblems(object(object(config['tests'])['filter'])),
  ];
}

function testsProblems(config: Loose, { port, protocol }: Loose): Problem[] {
  return [...missingPort(config, 'tests', port), ...ownProtocolProblems(protocol, 'tests.protocol')];
}

function allSteps(config: Loose): At[] {
  const lists = Object.entries(object(config['stepLists']));
  return [
    ...stepsIn(config['steps'], 'steps'),
    ...lists.flatMap(([name, steps]) => stepsIn(steps, fieldPath('stepLists', name))),
  ];
}

const stepsIn = (value: unknown, path: string): At[] =>
  list(value).flatMap((step, index) => (isObject(step) ? [{ path: `${path}[${index}]`, step }] : []));

const kindsOf = (step: Loose): readonly StepKind[] => STEP_KINDS.filter((kind) => step[kind] !== undefined);

function kindProblems({ path, step }: At): Problem[] {
  const [kind, second] = kindsOf(step);
  if (kind === undefined) return [{ path, message: RUN_MESSAGES.noKind(STEP_KINDS.join(', ')) }];
  if (second !== undefined) return [{ path: `${path}.${second}`, message: RUN_MESSAGES.secondKind(kind) }];
  const idle = Object.entries(BELONG).filter(
    ([field, kinds]) => step[field] !== undefined && !kinds.includes(kind),
  );
  return [
    ...idle.map(([field]) => ({ path: `${path}.${field}`, message: RUN_MESSAGES.notWith(kind) })),
    ...(step[kind] === false ? [{ path: `${path}.${kind}`, message: RUN_MESSAGES.falseKind() }] : []),
    ...(kind === 'value' && step['expect'] === undefined
      ? [{ path: `${path}.value`, message: RUN_MESSAGES.valueAlone() }]
      : []),
  ];
}

/** A machine without ports is wrong for steps that need one. */
function portProblems({ path, step }: At, config: Loose): Problem[] {
  const needed = kindsOf(step).some((kind) => BELONG['port']?.includes(kind));
  return needed ? missingPort(config, path, step['port']) : [];
}

function choiceProblems({ path, step }: At): Problem[] {
  const choices = step['choose'];
  if (Array.isArray(choices) && choices.length === 0)
    return [{ path: `${path}.choose`, message: RUN_MESSAGES.noChoices() }];
  return list(choices).flatMap((choice, index) => {
    const { pattern } = object(object(choice)['waitFor']);
    const refers = typeof pattern === 'string' && BACK_REFERENCE.test(pattern);
    return refers
      ? [{ path: `${path}.choose[${index}].waitFor.pattern`, message: RUN_MESSAGES.backReference() }]
      : [];
  });
}

function listProblems({ path, step }: At, config: Loose): Problem[] {
  const lists = object(config['stepLists']);
  return named({ path, step })
    .filter(({ name }) => !Object.hasOwn(lists, name))
    .map(({ path: at, name }) => ({ path: at, message: RUN_MESSAGES.noSuchList(JSON.stringify(name)) }));
}

/** A filter that does not say which tests are meant would choose the same ones each time. */
function filterProblems({ append, args, test }: Loose): Problem[] {
  if (typeof test !== 'string') return [];
  const texts = [append, ...list(args)].filter((text) => typeof text === 'string');
  const path = 'tests.filter';
  return [
    ...(texts.some((text) => text.includes('${tests}'))
      ? []
      : [{ path, message: RUN_MESSAGES.filterWithoutTests() }]),
    ...(/\$\{(?:name|suite|test)\}/.test(test)
      ? []
      : [{ path: `${path}.test`, message: RUN_MESSAGES.filterWithoutName() }]),
  ];
}

/** The lists that a step names. */
function named({ path, step }: At): { readonly path: string; readonly name: string }[] {
  const choices = list(step['choose']).map((choice, index) => ({
    path: `${path}.choose[${index}].steps`,
    name: object(choice)['steps'],
  }));
  return [{ path: `${path}.steps`, name: step['steps'] }, ...choices].flatMap(({ name, ...at }) =>
    typeof name === 'string' ? [{ ...at, name }] : [],
  );
}

/** Lists that come back to themselves, each told once. */
function circles(config: Loose): Problem[] {
  const lists = object(config['stepLists']);
  const found = new Map<string, Problem>();
  const done = new Set<string>();
  const visit = (name: string, above: readonly string[]): void => {
    const from = above.indexOf(name);
    if (from >= 0) {
      const names = [...above.slice(from), name].map((each) => JSON.stringify(each)).join(' → ');
      const path = fieldPath('stepLists', name);
      if (!found.has(path)) found.set(path, { path, message: RUN_MESSAGES.circle(names) });
      return;
    }
    if (done.has(name)) return;
    for (const at of stepsIn(lists[name], ''))
      for (const next of named(at)) visit(next.name, [...above, name]);
    done.add(name);
  };
  for (const name of Object.keys(lists)) visit(name, []);
  return [...found.values()];
}
