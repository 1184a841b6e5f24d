import { isSameRun } from '../../../machine/runKey';
import type { FindKept, KeptOutput } from '../../../machine/runs/keptOutput';

/** What a document shows, so that it can be found again: in its URI, which the editor remembers beyond the window. */
export interface OutputAddress {
  /** The machine's name. */
  readonly name: string;
  /** When that machine was started, in milliseconds since 1970. */
  readonly startedAt: number;
  /** The names of the ports. */
  readonly ports: readonly string[];
}

/** Where the output of an address is now: with a machine of this window, or with a run that was kept of one. */
export type FoundOutput<M> = { readonly machine: M } | { readonly run: KeptOutput };

/** The query of a document's URI. */
export function queryOf(address: OutputAddress): string {
  return JSON.stringify(address);
}

/** @returns undefined for a query that is none of ours: URIs come from anywhere. */
export function addressIn(query: string): OutputAddress | undefined {
  let read: unknown;
  try {
    read = JSON.parse(query);
  } catch {
    return undefined;
  }
  const { name, startedAt, ports } = (read ?? {}) as Partial<Record<keyof OutputAddress, unknown>>;
  if (typeof name !== 'string' || typeof startedAt !== 'number' || !Array.isArray(ports)) return undefined;
  return { name, startedAt, ports: ports.filter((port) => typeof port === 'string') };
}

/**
 * Looks for what a document has shown.
 * @returns undefined when the machine has ended and nothing was kept of it, or not yet.
 */
export async function findOutput<M extends { readonly name: string; readonly startedAt: number }>(
  address: OutputAddress,
  machines: readonly M[],
  findKept: FindKept | undefined,
): Promise<FoundOutput<M> | undefined> {
  const machine = machines.find((one) => isSameRun(one, address));
  if (machine) return { machine };
  const run = await findKept?.(address);
  return run && { run };
}
