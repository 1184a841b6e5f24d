import assert from 'node:assert/strict';
import { resolveConfiguration } from '../resolve/resolveConfiguration';
import { ConfigurationError } from '../validation/validate';
import { validate } from '../validation/validate';
import { resolveRun } from './resolveRun';
import { machineOf, validateRun } from './validateRun';

function problemsOf(fields: object): Record<string, string> {
  try {
    validateRun({ type: 'qemu', ...fields });
    return {};
  } catch (error) {
    assert.ok(error instanceof ConfigurationError);
    return Object.fromEntries(error.problems.map(({ path, message }) => [path, message]));
  }
}

const pathsOf = (fields: object): string[] => Object.keys(problemsOf(fields));

describe('steps and tests of a configuration', () => {
  const whole = {
    type: 'qemu',
    kernel: 'k',
    serial: [{ name: 'log', device: 'none' }, { name: 'console' }, { name: 'other' }],
    steps: [
      { choose: [{ waitFor: 'login: ', steps: 'log in' }, { waitFor: { pattern: '^# ' } }], mayReset: true },
      { run: 'uname -a', expect: 'Linux', capture: 'kernel', port: 'other', timeoutSeconds: 5 },
      { value: '${step:kernel}', expect: { pattern: '6\\.' } },
    ],
    stepLists: {
      'log in': [{ send: 'root\r' }, { steps: 'rest' }],
      rest: [{ sendBreak: true }, { reset: true }],
    },
    tests: { protocol: 'ktap', until: 'over' },
  };

  it('steps and tests that are right are resolved, with lists in the place of their names', () => {
    const run = validateRun(whole);
    const { steps, tests } = resolveRun(run, resolveConfiguration(machineOf(run)).serial);
    const [choose, command, value] = steps;
    assert.ok(choose?.kind === 'choose' && command?.kind === 'run' && value?.kind === 'expect');
    assert.deepEqual([choose.port, choose.timeoutSeconds, choose.mayReset], [1, 60, true]);
    const [send, rest] = choose.choices[0]?.steps ?? [];
    assert.ok(send?.kind === 'send' && rest?.kind === 'list');
    assert.equal(send.field, 'stepLists["log in"][0]');
    assert.deepEqual(
      rest.steps.map(({ kind }) => kind),
      ['sendBreak', 'reset'],
    );
    assert.deepEqual([command.port, command.timeoutSeconds, command.exitCode], [2, 5, 0]);
    assert.deepEqual(tests, { protocol: 'ktap', until: 'over', port: 1, timeoutSeconds: 300 });
  });

  it('steps are no problem where the editor checks the machine, which leaves them out', () => {
    assert.deepEqual(Object.keys(validate(whole)), ['type', 'kernel', 'serial']);
  });

  it('a step that does nothing, two things, or has what does not belong to it is told at its place', () => {
    assert.deepEqual(pathsOf({ steps: [{}, { send: 'a', run: 'b' }, { send: 'a', expect: 'b' }] }), [
      'steps[0]',
      'steps[1].run',
      'steps[2].expect',
    ]);
    assert.deepEqual(pathsOf({ steps: [{ reset: false }, { value: 'x' }, { choose: [] }] }), [
      'steps[0].reset',
      'steps[1].value',
      'steps[2].choose',
    ]);
    assert.match(problemsOf({ steps: [{ sned: 'a' }] })['steps[0].sned'] ?? '', /did you mean "send"/);
    assert.deepEqual(pathsOf({ steps: [{ waitFor: { pattern: '(' } }] }), ['steps[0].waitFor.pattern']);
    assert.deepEqual(pathsOf({ steps: [{ qmp: 'migrate' }] }), ['steps[0].qmp']);
  });

  it('a step on a port that is not there, or with a list that is not there, is told at its place', () => {
    assert.deepEqual(
      pathsOf({ steps: [{ waitFor: 'a', port: 'none' }], tests: { protocol: 'tap', port: 3 } }),
      ['steps[0].port', 'tests.port'],
    );
    assert.deepEqual(pathsOf({ steps: [{ send: 'a' }], serial: [] }), ['steps[0]']);
    assert.deepEqual(pathsOf({ steps: [{ choose: [{ waitFor: 'a', steps: 'b' }] }] }), [
      'steps[0].choose[0].steps',
    ]);
  });

  it('a list of steps that comes back to itself is told once, with the way that it goes', () => {
    const problems = problemsOf({
      stepLists: { a: [{ steps: 'b' }], b: [{ steps: 'a' }], c: [{ steps: 'b' }] },
    });
    assert.deepEqual(problems, { 'stepLists.a': 'this list would never end: "a" → "b" → "a"' });
  });

  it('a pattern of choose with back-references is refused, and one with groups is not', () => {
    const choose = (pattern: string): object => ({ steps: [{ choose: [{ waitFor: { pattern } }] }] });
    for (const pattern of ['(a)\\1', '(?<x>a)']) assert.equal(pathsOf(choose(pattern)).length, 1, pattern);
    for (const pattern of ['(a)(?:b)(?=c)(?<!d)', '\\$'])
      assert.deepEqual(pathsOf(choose(pattern)), [], pattern);
  });

  it('a filter for tests has to say where they go, and which one is meant', () => {
    const own = (filter: object): string[] => pathsOf({ tests: { protocol: 'libtest', filter } });
    assert.deepEqual(own({ append: 'only=${tests}', test: '${name}' }), []);
    assert.deepEqual(own({ args: ['-fw_cfg', 'name=opt/t,string=${tests}'], test: '${suite}.${test}' }), []);
    assert.deepEqual(own({ test: '${name}' }), ['tests.filter']);
    assert.deepEqual(own({ append: 'only=${tests}', test: 'all' }), ['tests.filter.test']);
    assert.deepEqual(own({ append: 'only=${tests}' }), ['tests.filter.test']);
  });

  it('patterns for a person’s own tests are refused at their field where they would prove nothing or take any time', () => {
    const own = (protocol: object): Record<string, string> => problemsOf({ tests: { protocol } });
    const named = { pass: '^ok (?<name>.*)', fail: '^bad (?<name>.*)' };
    const started = { pass: 'ok', fail: 'bad', start: '(?<name>\\w+)' };
    assert.deepEqual(own({ ...named, end: 'over' }), {});
    assert.deepEqual(own({ ...started, plan: '(?<count>\\d+)' }), {});
    assert.deepEqual(own({ ...named, end: '[(?=]\\(?=\\\\1' }), {});
    for (const [protocol, field] of [
      [named, 'tests.protocol'],
      [{ pass: named.pass, end: 'over' }, 'tests.protocol.fail'],
      [{ ...named, pass: '^ok', end: 'over' }, 'tests.protocol.pass'],
      [{ ...started, start: '\\w+', end: 'over' }, 'tests.protocol.pass'],
      [{ ...named, plan: '\\d+' }, 'tests.protocol.plan'],
      [{ ...named, end: '(?<nmae>x)' }, 'tests.protocol.end'],
      [{ ...named, end: '(' }, 'tests.protocol.end'],
      [{ ...named, ned: 'over' }, 'tests.protocol.ned'],
      ...['(?=x)', '(?<!x)', '(x)\\1', '(?<count>x)\\k<count>'].map(
        (end) => [{ ...named, end }, 'tests.protocol.end'] as const,
      ),
    ] as const)
      assert.ok(Object.keys(own(protocol)).includes(field), JSON.stringify([protocol, own(protocol)]));
    assert.match(own(named)['tests.protocol'] ?? '', /nothing would prove a pass; add "plan"/);
    assert.match(problemsOf({ tests: { protocol: 'ktpa' } })['tests.protocol'] ?? '', /did you mean "ktap"/);
  });
});
