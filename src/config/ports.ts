/**
 * Which port a configuration means, as an index into `serial`; -1 for none. Numbers count the ports that exist, as
 * `machine.ports` does, without the `none` slots; nothing means the first.
 */
export function portIndex(
  wanted: string | number | undefined,
  serial: readonly { readonly name: string; readonly device: string }[],
): number {
  const existing = serial.filter(({ device }) => device !== 'none');
  const found = existing.find(
    ({ name }, number) => wanted === undefined || wanted === name || wanted === number,
  );
  return found === undefined ? -1 : serial.indexOf(found);
}
