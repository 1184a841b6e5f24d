import type { GdbBreakpoint } from '../breakpoints/breakpointTable';

/** What GDB says when the guest stops (GDB manual, "GDB/MI Async Records"). */
export interface GdbStop {
  readonly reason?: string;
  readonly bkptno?: string;
  readonly disp?: string;
  readonly 'signal-name'?: string;
  readonly 'thread-id'?: string;
  readonly frame?: { readonly addr: string };
  readonly value?: { readonly old?: string; readonly new?: string; readonly value?: string };
  readonly wpt?: GdbBreakpoint;
  readonly 'hw-rwpt'?: GdbBreakpoint;
  readonly 'hw-awpt'?: GdbBreakpoint;
}

/** GDB's number of the breakpoint or watchpoint that was hit; empty when none was. */
export function numberOf(stop: GdbStop): string {
  return stop.bkptno ?? (stop.wpt ?? stop['hw-rwpt'] ?? stop['hw-awpt'])?.number ?? '';
}

/** The vCPU that stopped, as GDB counts. */
export function threadOf(stop: GdbStop): number {
  return Number(stop['thread-id'] ?? 1);
}

/** The values that a watchpoint saw. */
export function changeOf({ value }: GdbStop): string | undefined {
  if (!value) return undefined;
  if (value.old !== undefined && value.new !== undefined) return `${value.old} → ${value.new}`;
  return value.value ?? value.new;
}
