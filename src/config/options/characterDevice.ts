import { readList, valueIn } from './list';
import type { QemuOption } from './read';

/** Where the bytes of a `-serial`, `-monitor` or the like go. */
export type Backend =
  /** The standard streams of QEMU, or a console in its window: what a person reads and types at. */
  | 'terminal'
  /** Nowhere, but the device exists. */
  | 'null'
  /** There is no device. */
  | 'none'
  /** A `-chardev` with this id. */
  | { readonly chardev: string }
  /** A file, a socket, a pty, a device of this computer. */
  | 'elsewhere';

/** What the short form of a character device means: `stdio`, `mon:stdio`, `tcp:HOST:PORT`, `chardev:ID`. */
export function backendOf(value: string): Backend {
  const device = value.replace(/^mon:/, '');
  const [, kind = '', rest = ''] = /^([A-Za-z]+)(?::(.*))?$/s.exec(device) ?? [];
  if (kind === 'chardev') return { chardev: rest };
  if (kind === 'stdio' || kind === 'vc') return 'terminal';
  if (kind === 'null' || kind === 'none') return kind;
  return 'elsewhere';
}

/** The same for the long form, `-chardev BACKEND,id=ID,…`. */
export function chardevBackend(
  value: string,
): { readonly id: string; readonly backend: Backend } | undefined {
  const items = readList(value, 'backend');
  const find = (key: string): string | undefined => items.find((item) => item.key === key)?.value;
  const id = find('id');
  return id === undefined ? undefined : { id, backend: backendOf(find('backend') ?? '') };
}

/** Whether an option other than `-chardev` itself has its bytes go through the chardev of this id. */
export function usesChardev({ name, value = '', form }: QemuOption, id: string): boolean {
  if (name === 'chardev') return false;
  if (form?.kind === 'character device') return value.replace(/^mon:/, '') === `chardev:${id}`;
  return form?.kind === 'list' && valueIn(readList(value, form.implied), 'chardev') === id;
}

/** What the `-chardev` of this id says. */
export function chardevValue(
  id: string,
  options: readonly QemuOption[],
): ReturnType<typeof readList> | undefined {
  const made = options.find(({ name, value = '' }) => name === 'chardev' && chardevBackend(value)?.id === id);
  return made && readList(made.value ?? '', 'backend');
}
