/**
 * The one description of a machine's configuration. Types (`types.ts`), run-time validation (`validate.ts`) and the
 * JSON schemas in `package.json` (`jsonSchema.ts`) all come from here; the texts that IntelliSense shows are in
 * `package.nls.json` under `config.<path>`. A message given to a `v.*` action is a key of `ISSUES`.
 * @module
 */
import * as v from 'valibot';
import { ARCHITECTURES } from './architectures';
import { ENCODINGS } from './encodings';
import { FORWARD, hasValidPorts, ID, isRegExp, MEMORY, PORT_NAME, SMP, TRIGGER } from './formats';

const anyText = v.pipe(
  v.string(),
  v.check((text) => !text.includes('\0'), 'nul'),
);
const text = v.pipe(anyText, v.nonEmpty('empty'));
const flag = v.boolean();
const matching = (form: RegExp, message: 'memory' | 'smp' | 'forward' | 'portName' | 'id' | 'trigger') =>
  v.pipe(text, v.regex(form, message));
const between = (least: number, most: number) =>
  v.pipe(v.number(), v.minValue(least, 'atLeast'), v.maxValue(most, 'atMost'));
const whole = (least: number, most: number) =>
  v.pipe(v.number(), v.integer('integer'), v.minValue(least, 'atLeast'), v.maxValue(most, 'atMost'));
const regularExpression = v.pipe(text, v.check(isRegExp, 'regularExpression'));
const seconds = between(0, 3600);
const maybe = v.exactOptional;

/** What Enter sends. */
export const newline = v.picklist(['cr', 'lf', 'crlf']);

export const serialSchema = v.strictObject({
  name: maybe(matching(PORT_NAME, 'portName')),
  device: maybe(v.picklist(['uart', 'debugcon', 'virtconsole', 'pci-serial', 'semihosting', 'none'])),
  terminal: maybe(v.picklist(['open', 'hidden'])),
  capture: maybe(text),
  encoding: maybe(v.picklist(ENCODINGS)),
  newline: maybe(newline),
  implicitCarriageReturn: maybe(flag),
  localEcho: maybe(flag),
  bracketedPaste: maybe(flag),
  characterDelayMs: maybe(between(0, 1000)),
  lineDelayMs: maybe(between(0, 60_000)),
  expose: maybe(v.picklist(['readOnly', 'readWrite'])),
});

export const driveSchema = v.strictObject({
  file: text,
  format: maybe(text),
  interface: maybe(v.picklist(['ide', 'virtio', 'scsi', 'sd', 'pflash', 'mtd', 'floppy', 'none'])),
  readonly: maybe(flag),
  snapshot: maybe(flag),
  id: maybe(matching(ID, 'id')),
  index: maybe(whole(0, 63)),
  device: maybe(text),
});

const forwards = v.array(v.pipe(matching(FORWARD, 'forward'), v.check(hasValidPorts, 'forwardPorts')));

const networkSchema = v.strictObject({ model: maybe(text), forward: maybe(forwards) });

/** A network back end, and the card that is connected to it. */
export const netdevSchema = v.strictObject({
  type: maybe(text),
  id: maybe(matching(ID, 'id')),
  device: maybe(text),
  forward: maybe(forwards),
  options: maybe(text),
});

const semihostingSchema = v.strictObject({
  target: maybe(v.picklist(['native', 'gdb', 'auto'])),
  userspace: maybe(flag),
  arguments: maybe(v.array(anyText)),
});

const readySchema = v.strictObject({
  port: maybe(v.union([text, whole(0, 63)])),
  pattern: regularExpression,
  timeoutSeconds: maybe(between(0.1, 86_400)),
  raw: maybe(v.boolean()),
});

const trigger = matching(TRIGGER, 'trigger');

/** A kind of crash that a person's own system prints. */
export const crashRuleSchema = v.strictObject({
  trigger,
  begins: regularExpression,
  frame: maybe(regularExpression),
  ends: maybe(regularExpression),
  title: maybe(text),
});

/** A line by which a person's own system says where an image lies. */
export const loadRuleSchema = v.strictObject({ trigger, pattern: regularExpression, name: maybe(text) });

/** What a machine does by itself. */
export const verb = v.picklist(['pause', 'screenshot', 'dumpMemory', 'snapshot', 'stop', 'notify']);

/** What it does when a port prints something. */
const matchSchema = v.strictObject({
  pattern: regularExpression,
  port: maybe(v.union([text, whole(0, 63)])),
  send: maybe(text),
  do: maybe(v.array(verb)),
  once: maybe(flag),
});

/** Everything that says what machine to run and how; task, launch configuration and `qemu.defaults` share it. */
export const machineFields = {
  name: maybe(text),
  arch: maybe(v.picklist(ARCHITECTURES)),
  qemuPath: maybe(text),
  machine: maybe(text),
  cpu: maybe(text),
  memory: maybe(v.union([matching(MEMORY, 'memory'), whole(1, 2 ** 24)])),
  smp: maybe(v.union([whole(1, 4096), matching(SMP, 'smp')])),
  kernel: maybe(text),
  initrd: maybe(text),
  append: maybe(anyText),
  bios: maybe(text),
  dtb: maybe(text),
  drives: maybe(v.array(v.union([text, driveSchema]))),
  cdrom: maybe(text),
  fda: maybe(text),
  boot: maybe(text),
  network: maybe(v.union([v.picklist(['none', 'user']), networkSchema])),
  netdevs: maybe(v.array(netdevSchema)),
  usb: maybe(v.union([flag, v.array(text)])),
  display: maybe(text),
  serial: maybe(v.array(serialSchema)),
  semihosting: maybe(v.union([flag, semihostingSchema])),
  icount: maybe(v.union([whole(0, 10), text])),
  rtc: maybe(text),
  args: maybe(v.array(anyText)),
  env: maybe(
    v.record(
      v.pipe(
        v.string(),
        v.check((name) => /^[^=\0]+$/.test(name), 'variableName'),
      ),
      v.nullable(anyText),
    ),
  ),
  cwd: maybe(text),
  ready: maybe(v.union([regularExpression, readySchema])),
  log: maybe(v.strictObject({ items: maybe(v.array(text)), trace: maybe(v.array(text)) })),
  coverage: maybe(flag),
  stop: maybe(
    v.strictObject({
      powerdownSeconds: maybe(seconds),
      quitSeconds: maybe(seconds),
      terminateSeconds: maybe(seconds),
    }),
  ),
  onCrash: maybe(v.array(verb)),
  onMatch: maybe(v.array(matchSchema)),
  crashRules: maybe(v.array(crashRuleSchema)),
  loadRules: maybe(v.array(loadRuleSchema)),
  reboot: maybe(v.picklist(['reset', 'shutdown'])),
  restartOnChange: maybe(flag),
  success: maybe(v.array(whole(0, 255))),
};

/** A task, and what `launch()` of the API takes. */
export const machineSchema = v.strictObject({ type: v.literal('qemu'), ...machineFields });

/** The setting `qemu.defaults`: what holds if a configuration says nothing. */
export const partialSchema = v.strictObject(machineFields);
