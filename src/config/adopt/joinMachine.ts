import { type ListItem, readList, valueIn, writeList } from '../options/list';

/** As QEMU takes several `-machine`s: the last type, and all properties. */
export function joinMachine(values: readonly string[]): string {
  if (values.length < 2) return values[0] ?? '';
  const items = values.flatMap((value) => readList(value, 'type'));
  const type = valueIn(items, 'type');
  const board: ListItem[] = type === undefined ? [] : [{ key: 'type', value: type, bare: true }];
  return writeList([...board, ...items.filter(({ key }) => key !== 'type')], 'type');
}
