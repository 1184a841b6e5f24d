import * as l10n from '@vscode/l10n';
import { type ListItem, readList, valueIn } from '../options/list';
import { type QemuOption, readOptions } from '../options/read';
import type { Notice } from './adopted';

/** What is worth a warning about options that are passed on as they are. */
export function optionWarnings(words: readonly string[]): Notice[] {
  return readOptions(words).flatMap(warningsOf);
}

function warningsOf({ name, spelling, value }: QemuOption): Notice[] {
  const option = value === undefined ? spelling : `${spelling} ${value}`;
  return RULES.flatMap((rule) => rule(name, value ?? '') ?? []).map((text) => ({ option, text }));
}

type Rule = (name: string, value: string) => string | undefined;

const everywhere = (): string =>
  l10n.t(
    'listens on every network interface, and anyone who connects can run programs as you; write 127.0.0.1 as the host',
  );

/** Options that take a character device in the short form; all but `-gdb` connect unless told to be a server. */
const CHARACTER_DEVICES = ['qmp', 'qmp-pretty', 'monitor', 'serial', 'parallel', 'debugcon'];

const debuggerForAll: Rule = (name, value) => {
  if (name === 's')
    return l10n.t(
      'listens on every network interface, and anyone who connects can run programs as you; "-gdb tcp:127.0.0.1:1234" does not',
    );
  return name === 'gdb' && listensToAll(value) ? everywhere() : undefined;
};

const characterDeviceForAll: Rule = (name, value) => {
  if (!CHARACTER_DEVICES.includes(name) || !listensToAll(value)) return undefined;
  const isServer = valueIn(readList(value, 'device'), 'server') === 'on' || /^(mon:)?udp:/.test(value);
  return isServer ? everywhere() : undefined;
};

/** `tcp::1234`, `telnet:0.0.0.0:23`. */
function listensToAll(value: string): boolean {
  return /^(?:mon:)?(?:tcp|telnet|websocket|udp):(?:0\.0\.0\.0|\[::\]|\*)?:/.test(value);
}

const chardevForAll: Rule = (name, value) => {
  if (name !== 'chardev') return undefined;
  const items = readList(value, 'backend');
  const isServer = valueIn(items, 'backend') === 'socket' && valueIn(items, 'server') === 'on';
  return isServer && valueIn(items, 'port') !== undefined && isForAll(valueIn(items, 'host'))
    ? everywhere()
    : undefined;
};

const isForAll = (host: string | undefined): boolean =>
  host === undefined || ['', '0.0.0.0', '::', '*'].includes(host);

/** `hostfwd=tcp::2222-:22` of user networking: protocol, host address, host port, guest. */
const forwardForAll: Rule = (name, value) => {
  if (!['nic', 'netdev', 'net'].includes(name)) return undefined;
  const forwards = readList(value, 'type').filter(({ key }) => key === 'hostfwd');
  return forwards.some(({ value: rule }: ListItem) =>
    isForAll(/^(?:tcp|udp)?:([^:]*):/.exec(rule)?.[1] ?? 'x'),
  )
    ? l10n.t('forwards a port of every network interface to the guest; write 127.0.0.1 as the host address')
    : undefined;
};

const screenForAll: Rule = (name, value) => {
  const address = name === 'display' ? /^vnc=(.*)/.exec(value)?.[1] : name === 'vnc' ? value : undefined;
  return address !== undefined && /^(?::|0\.0\.0\.0|\[::\])/.test(address)
    ? l10n.t('the screen is served on every network interface; write 127.0.0.1:N')
    : undefined;
};

const multiplexed: Rule = (name, value) =>
  name === 'chardev' &&
  valueIn(readList(value, 'backend'), 'mux') === 'on' &&
  !['stdio', 'vc'].includes(valueIn(readList(value, 'backend'), 'backend') ?? '')
    ? l10n.t('a multiplexed chardev keeps Ctrl+A for itself, and Ctrl+A X ends QEMU')
    : undefined;

const reconnecting: Rule = (name, value) =>
  name === 'chardev' && readList(value, 'backend').some(({ key }) => key === 'reconnect')
    ? l10n.t(
        '"reconnect" loses what is sent before the connection is established, and QEMU 10.2 does not have it',
      )
    : undefined;

const RULES: readonly Rule[] = [
  debuggerForAll,
  characterDeviceForAll,
  chardevForAll,
  forwardForAll,
  screenForAll,
  multiplexed,
  reconnecting,
];
