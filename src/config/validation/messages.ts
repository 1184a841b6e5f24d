/**
 * Every text of this room that a person may read, in one place. `{0}`, `{1}`… stand for the arguments, as in
 * `vscode.l10n.t`, which the vscode room hands in as the `Translate`.
 */
export const MESSAGES = {
  // What is expected, as fragments of the sentences below.
  text: 'text',
  number: 'a number',
  flag: 'true or false',
  list: 'a list',
  object: 'an object',
  nothing: 'nothing',
  none: 'null',
  oneOf: 'one of {0}',
  or: '{0} or {1}',
  // What is wrong with one value. {0} is the value.
  mismatch: 'expected {0}, got {1}',
  mismatchGuess: 'expected {0}, got {1}; did you mean {2}?',
  guess: 'got {0}; did you mean {1}?',
  quoted: 'expected {0}, got the text {1}; write it without the quotation marks',
  missing: 'missing; expected {0}',
  unknownField: 'unknown field',
  unknownFieldGuess: 'unknown field; did you mean "{0}"?',
  empty: 'is empty; remove it or fill it in',
  nul: 'contains a NUL character',
  integer: 'expected a whole number, got {0}',
  atLeast: 'expected at least {1}, got {0}',
  atMost: 'expected at most {1}, got {0}',
  memory: 'expected a size such as "512M" or "2G", or a number of MiB, got {0}',
  smp: 'expected a number of CPUs or a topology such as "4,cores=2,threads=2", got {0}',
  forward: 'expected protocol, host port and guest port such as "tcp:2222:22", got {0}',
  forwardPorts: 'expected port numbers from 1 to 65535, got {0}',
  portName: 'expected letters, digits, "-" and "_" only, got {0}',
  variableName: 'expected the name of an environment variable (not empty, without "=")',
  address: 'expected an address such as "0x80000000", got {0}',
  endpoint: 'expected "unix:PATH", "tcp:HOST:PORT", "telnet:HOST:PORT" or "pty:PATH", got {0}',
  streamEndpoint: 'expected "unix:PATH" or "tcp:HOST:PORT", got {0}',
  endpointPort: 'expected a port number from 1 to 65535, got {0}',
  regularExpression: '{0} is not a regular expression: {1}',
  // What does not fit together.
  duplicateName: '"{0}" is the name of {1} already; give each port its own',
  duplicateCapture: '{0} captures into the same file; give each port its own',
  captureOverwrites: 'would overwrite the file that {0} names',
  duplicateForward: '{0} forwards the same host port',
  secondDebugcon: '{0} is the debug console already, and a machine has one (port 0xe9)',
  noSuchPort: 'there is no serial port {0}; there are {1}',
  noPorts: 'there is no serial port to wait on; add one to "serial"',
  archAndPath: 'give either "arch" or "qemuPath", not both',
  needsKernel: 'means something only together with "kernel"',
  optionWithValue: 'write the option and its value as two items: {0}, {1}',
  recordAndReplay: 'give either "record" or "replay", not both',
  notRecordable: 'cannot be used with "{0}": what comes from there would not happen again; leave it out',
  recordNeedsEmulation: 'asks for an accelerator, but "{0}" needs QEMU to translate every instruction itself',
  needsDebugger: 'means nothing with "debugger": "none"',
  machineOrEndpoints: 'give either "machine" or the endpoints of another QEMU, not both',
  attachToWhat:
    'missing; name a machine of this window, or give "qmp" or "gdbStub" of a QEMU that was started elsewhere',
  serialAlone: 'is nothing to debug with; give "qmp" or "gdbStub" of that QEMU, too',
  // The whole.
  configuration: 'configuration',
  summary: '{0} problems in the configuration:',
} as const;

export type MessageKey = keyof typeof MESSAGES;

/** Puts a text into the person's language and the arguments into the text. */
export type Translate = (text: string, ...args: (string | number)[]) => string;

/** English: only puts the arguments in. */
export const inEnglish: Translate = (text, ...args) =>
  text.replace(/\{(\d+)\}/g, (hole, index: string) => String(args[Number(index)] ?? hole));

export type Say = (key: MessageKey, ...args: (string | number)[]) => string;

export function sayWith(translate: Translate): Say {
  return (key, ...args) => translate(MESSAGES[key], ...args);
}

const SHOWN = 60;

/** A value as it stands in a message: quoted and cut when it is text, by kind when it is large. */
export function show(value: unknown, say: Say): string {
  if (typeof value === 'string')
    return JSON.stringify(value.length > SHOWN ? `${value.slice(0, SHOWN)}…` : value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value === undefined) return say('nothing');
  if (value === null) return say('none');
  return say(Array.isArray(value) ? 'list' : 'object');
}
