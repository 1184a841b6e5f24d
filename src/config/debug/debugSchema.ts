/**
 * Launch and attach configurations: what `launch.json` may say. A launch is a machine (the fields of `schema.ts`) and
 * how it is debugged; an attach is where a machine that runs already can be reached, and how it is debugged. The
 * texts are in `package.nls.json`: `config.<path>` for what launch has, `attach.<path>` for what only attach has.
 * @module
 */
import * as v from 'valibot';
import { ENDPOINT, isEndpoint, STREAM_ENDPOINT } from '../endpoints';
import { machineFields, serialSchema } from '../schema';

const anyText = v.pipe(
  v.string(),
  v.check((text) => !text.includes('\0'), 'nul'),
);
const text = v.pipe(anyText, v.nonEmpty('empty'));
const maybe = v.exactOptional;

/** A number, or one as GDB takes it: `0xffffffff81000000` is too large for JSON. */
const address = v.union([
  v.pipe(v.number(), v.integer('integer'), v.minValue(0, 'atLeast'), v.maxValue(2 ** 53 - 1, 'atMost')),
  v.pipe(text, v.regex(/^(0x[0-9a-fA-F]+|\d+)$/, 'address')),
]);

const symbolFileSchema = v.strictObject({
  file: text,
  offset: maybe(address),
  sections: maybe(v.record(text, address)),
});

/** What launch and attach share. */
const debuggerFields = {
  program: maybe(text),
  debugger: maybe(v.picklist(['auto', 'gdb', 'gdb-dap', 'lldb-dap', 'cppdbg', 'none'])),
  gdb: maybe(text),
  symbolFiles: maybe(v.array(v.union([text, symbolFileSchema]))),
  sourceMap: maybe(v.record(text, text)),
  setupCommands: maybe(v.array(text)),
};

const stream = v.pipe(text, v.regex(STREAM_ENDPOINT, 'streamEndpoint'), v.check(isEndpoint, 'endpointPort'));

const endpoint = v.pipe(text, v.regex(ENDPOINT, 'endpoint'), v.check(isEndpoint, 'endpointPort'));

/** A port of a QEMU that is not ours: where it is, and how it is shown. What the guest sees, that QEMU was told. */
const externalPortSchema = v.strictObject({
  endpoint,
  ...v.omit(serialSchema, ['device', 'terminal', 'expose']).entries,
});

export const launchSchema = v.strictObject({
  type: v.literal('qemu'),
  request: v.literal('launch'),
  ...machineFields,
  ...debuggerFields,
  stopAtEntry: maybe(v.boolean()),
  stopOnSymbol: maybe(text),
  postMortem: maybe(v.boolean()),
  restart: maybe(v.picklist(['reset', 'relaunch'])),
  record: maybe(text),
  replay: maybe(text),
});

export const attachSchema = v.strictObject({
  type: v.literal('qemu'),
  request: v.literal('attach'),
  name: maybe(text),
  machine: maybe(text),
  qmp: maybe(stream),
  gdbStub: maybe(stream),
  serial: maybe(v.array(v.union([endpoint, externalPortSchema]))),
  cwd: maybe(text),
  ...debuggerFields,
});

export type LaunchConfiguration = v.InferOutput<typeof launchSchema>;
export type AttachConfiguration = v.InferOutput<typeof attachSchema>;
/** What a person writes in launch.json. */
export type DebugConfiguration = LaunchConfiguration | AttachConfiguration;
/** How a machine is debugged, launched or attached to. */
export type DebuggerSettings = Pick<DebugConfiguration, keyof typeof debuggerFields>;
export type DebuggerKind = NonNullable<DebuggerSettings['debugger']>;
export type SymbolFile = v.InferOutput<typeof symbolFileSchema>;

/** What holds if a launch or attach configuration says nothing. */
export const DEBUG_BUILT_IN = {
  debugger: 'auto',
  stopAtEntry: false,
  postMortem: true,
  restart: 'reset',
} as const;
