import type { TestResult } from '../../harness/protocols/protocol';
import type { StepResult } from '../../harness/steps/stepRunner';
import type { RunOutcome } from '../../harness/verdict/judgedRun';
import type { Verdict } from '../../harness/verdict/verdict';
import { xmlAttribute, xmlContent } from '../../log/xmlText';
import { EarlierFailures } from './earlierFailures';

const MS_A_SECOND = 1000;
/** Of one text, in characters. Names are cut by those who read them. */
const LONGEST_TEXT = 20_000;

/** What of a run goes into the file. */
export interface JUnitRun extends Pick<RunOutcome, 'steps' | 'tests' | 'earlierTests' | 'durationMs'> {
  readonly verdict: Omit<Verdict, 'kind'> & { readonly kind: Verdict['kind'] | 'notStarted' };
}

/** How a case stands in the file. */
interface Case {
  readonly group: string;
  readonly name: string;
  readonly durationMs: number;
  readonly state: 'passed' | 'failure' | 'error' | 'skipped';
  readonly message?: string;
  /** What became of it in earlier tries. */
  readonly earlier?: readonly string[];
}

/**
 * A run as JUnit's XML, as CI servers read it: a case for each step, for each test that is no group, and one for the run
 * itself, so that a file without a failure is a run without one. Texts of the guest are escaped and cut.
 */
export function* junit(name: string, outcome: JUnitRun): Generator<string> {
  const before = new EarlierFailures(outcome.earlierTests);
  const number = { passed: 0, failure: 0, error: 0, skipped: 0 };
  for (const { state } of casesOf(outcome, before)) number[state]++;
  const all = number.passed + number.failure + number.error + number.skipped;
  const counts = [
    `name="${attribute(name)}" tests="${all}" failures="${number.failure}"`,
    `errors="${number.error}" skipped="${number.skipped}" time="${seconds(outcome.durationMs)}"`,
  ].join(' ');
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${counts}>\n<testsuite ${counts}>\n`;
  for (const each of casesOf(outcome, before)) yield caseText(each);
  yield '</testsuite>\n</testsuites>\n';
}

/** One by one: of a hundred thousand, not all need be there at once. */
function* casesOf(outcome: JUnitRun, before: EarlierFailures): Generator<Case> {
  for (const step of outcome.steps) yield ofStep(step);
  for (const [test, earlier] of before.besides(outcome.tests)) if (!test.isGroup) yield ofTest(test, earlier);
  yield ofRun(outcome);
}

function ofRun({ verdict, durationMs }: JUnitRun): Case {
  const isBad = verdict.kind !== 'passed';
  const messageOf = ({ kind, reasons }: JUnitRun['verdict']): string => [kind, ...reasons].join('\n');
  return {
    group: 'run',
    name: 'verdict',
    durationMs,
    state: isBad ? 'error' : 'passed',
    ...(isBad && { message: messageOf(verdict) }),
    ...(verdict.earlier && { earlier: verdict.earlier.map(messageOf) }),
  };
}

function ofStep({ field, title, durationMs, failure }: StepResult): Case {
  return {
    group: 'steps',
    name: `${field} ${title}`,
    durationMs,
    state: failure ? 'failure' : 'passed',
    ...(failure && { message: failure.message }),
  };
}

const STATES: Readonly<Record<TestResult['outcome'], Case['state']>> = {
  passed: 'passed',
  failed: 'failure',
  // JUnit knows no failure that is expected.
  known: 'skipped',
  skipped: 'skipped',
  crashed: 'error',
};

function ofTest(test: TestResult, earlier: readonly string[]): Case {
  const { path, outcome, reason, durationMs = 0 } = test;
  const message = outcome === 'passed' ? undefined : (reason ?? outcome);
  return {
    group: ['tests', ...path.slice(0, -1)].join('.'),
    name: path.at(-1) ?? '',
    durationMs,
    state: STATES[outcome],
    ...(message !== undefined && { message }),
    earlier,
  };
}

function caseText({ group, name, durationMs, state, message = '', earlier = [] }: Case): string {
  const head = `<testcase classname="${attribute(group)}" name="${attribute(name)}" time="${seconds(durationMs)}"`;
  // As Maven's Surefire writes them: a pass that was preceded by failures is not the same as a pass.
  const before = state === 'passed' ? 'flakyFailure' : 'rerunFailure';
  const parts = [
    ...(state === 'passed' ? [] : [element(state, message)]),
    ...earlier.map((text) => element(before, text)),
  ];
  return parts.length === 0 ? `${head}/>\n` : `${head}>${parts.join('')}</testcase>\n`;
}

function element(name: string, message: string): string {
  const [first = ''] = message.split('\n', 1);
  return `<${name} message="${attribute(first)}">${content(message)}</${name}>`;
}

const seconds = (ms: number): string => (ms / MS_A_SECOND).toFixed(3);

const content = (text: string): string => xmlContent(text.slice(0, LONGEST_TEXT));
const attribute = (text: string): string => xmlAttribute(text.slice(0, LONGEST_TEXT));
