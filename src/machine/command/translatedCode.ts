import type { ResolvedConfiguration } from '../../config/resolved';

/** The `-d` item by which QEMU logs the code that it translates, which it does once before it runs it first. */
const TRANSLATED = 'in_asm';

/** The `-d` items of a machine, with the one that tells which code runs if somebody wants to know. */
export function withCoverage(
  items: readonly string[],
  { coverage }: Pick<ResolvedConfiguration, 'coverage'>,
): readonly string[] {
  return coverage && !showsTranslated(items) ? [...items, TRANSLATED] : items;
}

/** Whether QEMU logs code that the person has not asked to see. */
export function hidesTranslated({
  coverage,
  log: { items },
}: Pick<ResolvedConfiguration, 'coverage' | 'log'>): boolean {
  return coverage && !showsTranslated(items);
}

const showsTranslated = (items: readonly string[]): boolean =>
  items.includes(TRANSLATED) || items.includes('all');

/** Has QEMU write into its log what a guest gives its UARTs, among the code that it translates. Names with `*` need not exist. */
export const OUTPUT_TRACE = ['-trace', 'enable=serial_*write', '-trace', 'enable=pl011_*write'] as const;

/** Whether a machine was started with {@link OUTPUT_TRACE}. */
export const tracesOutput = ({ commandLine }: { readonly commandLine: readonly string[] }): boolean =>
  commandLine.includes(OUTPUT_TRACE[1]);
