/**
 * What a configuration says about a run that is to be judged: steps to take, tests to read. Beside `schema.ts`, since
 * the editor's own bundle, which every window loads, does without it; the JSON schemas in `package.json` have it all.
 * @module
 */
import * as v from 'valibot';
import { isRegExp, PORT_NAME } from '../formats';
import { machineFields } from '../schema';
import { SAFE_COMMANDS } from './safeCommands';

const anyText = v.pipe(
  v.string(),
  v.check((text) => !text.includes('\0'), 'nul'),
);
const text = v.pipe(anyText, v.nonEmpty('empty'));
const whole = (least: number, most: number) =>
  v.pipe(v.number(), v.integer('integer'), v.minValue(least, 'atLeast'), v.maxValue(most, 'atMost'));
const timeout = v.pipe(v.number(), v.minValue(0.1, 'atLeast'), v.maxValue(86_400, 'atMost'));
const port = v.union([text, whole(0, 63)]);
const maybe = v.exactOptional;

const pattern = v.pipe(text, v.check(isRegExp, 'regularExpression'));

/** A text as it is, or a regular expression. */
const sought = v.union([text, v.strictObject({ pattern })]);

/** One alternative of `choose`: what to wait for, and the list of steps that is taken if it comes first. */
const choiceSchema = v.strictObject({ waitFor: sought, steps: maybe(text) });

/** One step: exactly one of the fields in {@link STEP_KINDS}, and what belongs to it. */
export const stepSchema = v.strictObject({
  waitFor: maybe(sought),
  choose: maybe(v.array(choiceSchema)),
  send: maybe(text),
  sendBreak: maybe(v.boolean()),
  run: maybe(text),
  sleep: maybe(timeout),
  value: maybe(anyText),
  reset: maybe(v.boolean()),
  qmp: maybe(v.picklist(SAFE_COMMANDS)),
  steps: maybe(text),
  expect: maybe(sought),
  exitCode: maybe(whole(0, 255)),
  expectCrash: maybe(text),
  capture: maybe(v.pipe(text, v.regex(PORT_NAME, 'portName'))),
  port: maybe(port),
  timeoutSeconds: maybe(timeout),
  mayReset: maybe(v.boolean()),
});

/** What a person's own tests print: each pattern is looked for in one line. Rules about them are in `ownProtocolRules.ts`. */
const ownProtocolSchema = v.strictObject({
  pass: pattern,
  fail: pattern,
  skip: maybe(pattern),
  known: maybe(pattern),
  start: maybe(pattern),
  plan: maybe(pattern),
  end: maybe(pattern),
});

const namedProtocol = v.picklist(['ktap', 'tap', 'ztest', 'libtest', 'unity', 'lk', 'ctest', 'exit']);

/** How a guest is told to run some of its tests: what is added to the fields of the same names, and how a test is written there. */
export const filterSchema = v.strictObject({
  append: maybe(text),
  args: maybe(v.array(text)),
  test: text,
  group: maybe(text),
  between: maybe(anyText),
});

const testsSchema = v.strictObject({
  protocol: v.union([namedProtocol, ownProtocolSchema]),
  port: maybe(port),
  until: maybe(sought),
  timeoutSeconds: maybe(timeout),
  filter: maybe(filterSchema),
  list: maybe(text),
});

/** The fields that a run has beside those of its machine. */
export const runFields = {
  steps: maybe(v.array(stepSchema)),
  stepLists: maybe(v.record(text, v.array(stepSchema))),
  tests: maybe(testsSchema),
  onFailure: maybe(v.picklist(['stop', 'keep'])),
  retries: maybe(whole(0, 10)),
};

/** A machine with all that is to be done with it. */
export const runSchema = v.strictObject({ type: v.literal('qemu'), ...machineFields, ...runFields });

/** The fields that say what a step does. */
export const STEP_KINDS = [
  'waitFor',
  'choose',
  'send',
  'sendBreak',
  'run',
  'sleep',
  'value',
  'reset',
  'qmp',
  'steps',
] as const;
export type StepKind = (typeof STEP_KINDS)[number];

export type RunConfiguration = v.InferOutput<typeof runSchema>;
export type WrittenStep = v.InferOutput<typeof stepSchema>;
/** A text as it is, or a regular expression's source. */
export type Sought = v.InferOutput<typeof sought>;
export type NamedProtocol = v.InferOutput<typeof namedProtocol>;
export type OwnProtocol = v.InferOutput<typeof ownProtocolSchema>;
export type TestProtocol = NamedProtocol | OwnProtocol;
export type TestFilter = v.InferOutput<typeof filterSchema>;
