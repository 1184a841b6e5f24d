import * as l10n from '@vscode/l10n';

/**
 * What is wrong with a single value, under the name that the schema gives to the check. {0} is the value as it is
 * shown, {1} what the check wants.
 */
export const ISSUES = {
  empty: () => l10n.t('is empty; remove it or fill it in'),
  nul: () => l10n.t('contains a NUL character'),
  integer: (got: string) => l10n.t('expected a whole number, got {0}', got),
  atLeast: (got: string, least: string) => l10n.t('expected at least {1}, got {0}', got, least),
  atMost: (got: string, most: string) => l10n.t('expected at most {1}, got {0}', got, most),
  memory: (got: string) => l10n.t('expected a size such as "512M" or "2G", or a number of MiB, got {0}', got),
  smp: (got: string) =>
    l10n.t('expected a number of CPUs or a topology such as "4,cores=2,threads=2", got {0}', got),
  forward: (got: string) =>
    l10n.t('expected protocol, host port and guest port such as "tcp:2222:22", got {0}', got),
  forwardPorts: (got: string) => l10n.t('expected port numbers from 1 to 65535, got {0}', got),
  portName: (got: string) => l10n.t('expected letters, digits, "-" and "_" only, got {0}', got),
  id: (got: string) => l10n.t('expected a letter, then letters, digits, "-", "." and "_" only, got {0}', got),
  trigger: (got: string) => l10n.t('expected 3 to 64 characters of ASCII, got {0}', got),
  variableName: () => l10n.t('expected the name of an environment variable (not empty, without "=")'),
  address: (got: string) => l10n.t('expected an address such as "0x80000000", got {0}', got),
  endpoint: (got: string) =>
    l10n.t('expected "unix:PATH", "tcp:HOST:PORT", "telnet:HOST:PORT" or "pty:PATH", got {0}', got),
  streamEndpoint: (got: string) => l10n.t('expected "unix:PATH" or "tcp:HOST:PORT", got {0}', got),
  endpointPort: (got: string) => l10n.t('expected a port number from 1 to 65535, got {0}', got),
  regularExpression: (got: string, why: string) => l10n.t('{0} is not a regular expression: {1}', got, why),
} as const;

export type Issue = keyof typeof ISSUES;

/** Kinds of values, as fragments of the sentences below. */
export const KINDS = {
  text: () => l10n.t('text'),
  number: () => l10n.t('a number'),
  flag: () => l10n.t('true or false'),
  list: () => l10n.t('a list'),
  object: () => l10n.t('an object'),
  nothing: () => l10n.t('nothing'),
  none: () => l10n.t('null'),
  oneOf: (values: string) => l10n.t('one of {0}', values),
  or: (one: string, other: string) => l10n.t('{0} or {1}', one, other),
} as const;

/** Every other sentence about a configuration. */
export const MESSAGES = {
  // A value of the wrong kind.
  mismatch: (wanted: string, got: string) => l10n.t('expected {0}, got {1}', wanted, got),
  mismatchGuess: (wanted: string, got: string, guess: string) =>
    l10n.t('expected {0}, got {1}; did you mean {2}?', wanted, got, guess),
  guess: (got: string, guess: string) => l10n.t('got {0}; did you mean {1}?', got, guess),
  quoted: (wanted: string, got: string) =>
    l10n.t('expected {0}, got the text {1}; write it without the quotation marks', wanted, got),
  missing: (wanted: string) => l10n.t('missing; expected {0}', wanted),
  unknownField: () => l10n.t('unknown field'),
  unknownFieldGuess: (guess: string) => l10n.t('unknown field; did you mean "{0}"?', guess),
  foreignField: (owner: string) =>
    l10n.t('unknown field; it is for debuggers of type "{0}", and this one does not need it', owner),
  // Fields that do not fit together.
  duplicateName: (name: string, owner: string) =>
    l10n.t('"{0}" is already the name of {1}; give each port its own', name, owner),
  duplicateCapture: (other: string) =>
    l10n.t('{0} captures into the same file; give each port its own', other),
  captureOverwrites: (field: string) => l10n.t('would overwrite the file that {0} names', field),
  duplicateForward: (other: string) => l10n.t('{0} forwards the same host port', other),
  secondDebugcon: (first: string) =>
    l10n.t('{0} is already the debug console, and a machine has only one (port 0xe9)', first),
  noSuchPort: (wanted: string, existing: string) =>
    l10n.t('there is no serial port {0}; there are {1}', wanted, existing),
  noPorts: () => l10n.t('there is no serial port to wait on; add one to "serial"'),
  idleMatch: () => l10n.t('does nothing; add "do" or "send"'),
  archAndPath: (named: string) =>
    l10n.t('names a QEMU for {0}, which is not the "arch" of this configuration', named),
  needsKernel: () => l10n.t('has an effect only together with "kernel"'),
  optionWithValue: (option: string, value: string) =>
    l10n.t('write the option and its value as two items: {0}, {1}', option, value),
  deviceAndInterface: () => l10n.t('has an effect only with "interface": "none", which "device" implies'),
  noNetwork: () => l10n.t('has no effect with "network": "none"'),
  duplicateId: (other: string) => l10n.t('{0} has the same id', other),
  ourId: () => l10n.t('begins with "qsd-", which is for the ids of this extension; choose another one'),
  secondSemihosting: (first: string) =>
    l10n.t('{0} is already the semihosting console, and a machine has only one', first),
  homeDirectory: (path: string) =>
    l10n.t('"~" is your home directory only for a shell; write "${userHome}{0}"', path),
  programWithArguments: (program: string) =>
    l10n.t('expected a program without arguments, such as "{0}"; QEMU\'s arguments go into "args"', program),
  withSudo: () =>
    l10n.t(
      'QEMU cannot be started through "sudo": nobody could stop it. Name QEMU itself, and give your user the access that it needs',
    ),
  recordAndReplay: () => l10n.t('give either "record" or "replay", not both'),
  notRecordable: (field: string) =>
    l10n.t('cannot be used with "{0}": its input could not be replayed; leave it out', field),
  recordNeedsEmulation: (field: string) =>
    l10n.t('asks for an accelerator, but "{0}" needs QEMU to translate every instruction itself', field),
  needsDebugger: () => l10n.t('has no effect with "debugger": "none"'),
  machineOrEndpoints: () => l10n.t('give either "machine" or the endpoints of another QEMU, not both'),
  attachToWhat: () =>
    l10n.t(
      'missing; name a machine of this window, or give "qmp" or "gdbStub" of a QEMU that was started elsewhere',
    ),
  serialAlone: () => l10n.t('is not enough to debug with; give "qmp" or "gdbStub" of that QEMU, too'),
  // The whole.
  configuration: () => l10n.t('configuration'),
  summary: (count: number) => l10n.t('{0} problems in the configuration:', count),
} as const;

const SHOWN = 60;

/** A value as it stands in a message: quoted and cut when it is text, by kind when it is large. */
export function show(value: unknown): string {
  if (typeof value === 'string')
    return JSON.stringify(value.length > SHOWN ? `${value.slice(0, SHOWN)}…` : value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value === undefined) return KINDS.nothing();
  if (value === null) return KINDS.none();
  return Array.isArray(value) ? KINDS.list() : KINDS.object();
}
