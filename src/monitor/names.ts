import type { CompletionSources, NameKind } from './complete';
import { parseHelp, parseInfoHelp, type MonitorCommand } from './help';

/** What completion needs of a machine. */
export interface MonitorAccess {
  hmp(line: string, signal: AbortSignal): Promise<string>;
  qmp(command: string, args: Record<string, unknown>, signal: AbortSignal): Promise<unknown>;
}

/**
 * Completion's words, asked of a running machine. What cannot change while it runs (commands, trace events,
 * drivers) is asked once; the rest each time. A machine that refuses an answer just completes less.
 */
export class MachineNames implements CompletionSources {
  private readonly kept = new Map<string, readonly unknown[]>();

  constructor(private readonly machine: MonitorAccess) {}

  commands(signal: AbortSignal): Promise<readonly MonitorCommand[]> {
    return this.keep('help', async () => parseHelp(await this.machine.hmp('help', signal)));
  }

  topics(signal: AbortSignal): Promise<readonly MonitorCommand[]> {
    return this.keep('help info', async () => parseInfoHelp(await this.machine.hmp('help info', signal)));
  }

  async names(kind: NameKind, signal: AbortSignal): Promise<readonly string[]> {
    try {
      return await this.ask(kind, signal);
    } catch (error) {
      // This QEMU or this board lacks the command, or nothing of the kind exists: there is nothing to offer.
      signal.throwIfAborted();
      if (error instanceof Error) return [];
      throw error;
    }
  }

  async qomChildren(path: string, signal: AbortSignal): Promise<readonly string[]> {
    try {
      const properties = await this.machine.qmp('qom-list', { path }, signal);
      return fields(properties, 'name');
    } catch {
      signal.throwIfAborted();
      return [];
    }
  }

  private async ask(kind: NameKind, signal: AbortSignal): Promise<readonly string[]> {
    const qmp = (command: string, args = {}): Promise<unknown> => this.machine.qmp(command, args, signal);
    switch (kind) {
      case 'blockDevice':
        return fields(await qmp('query-block'), 'device');
      case 'chardev':
        return fields(await qmp('query-chardev'), 'label');
      case 'device':
        return children(await qmp('qom-list', { path: '/machine/peripheral' }));
      case 'object':
        return children(await qmp('qom-list', { path: '/objects' }));
      case 'driver':
        return await this.keep('drivers', async () =>
          driverNames(await this.machine.hmp('device_add help', signal)),
        );
      case 'logItem':
        return await this.keep('help log', async () =>
          logItemNames(await this.machine.hmp('help log', signal)),
        );
      case 'traceEvent':
        return await this.keep('trace', async () =>
          fields(await qmp('trace-event-get-state', { name: '*' }), 'name'),
        );
      case 'networkClient':
        return networkClients(await this.machine.hmp('info network', signal));
      case 'snapshot':
        return snapshotTags(await this.machine.hmp('info snapshots', signal));
    }
  }

  private async keep<T>(key: string, ask: () => Promise<readonly T[]>): Promise<readonly T[]> {
    // Each key has one type, which its only caller above gives it.
    const known = this.kept.get(key) as readonly T[] | undefined;
    if (known) return known;
    const answer = await ask();
    this.kept.set(key, answer);
    return answer;
  }
}

/** `name "virtio-rng-pci", bus PCI, …` lines of `device_add help`. */
export function driverNames(text: string): string[] {
  return [...text.matchAll(/^name "([^"]+)"/gm)].map((match) => match[1] ?? '');
}

/** The first words of the table that `help log` prints; wrapped descriptions and its heading are not items. */
export function logItemNames(text: string): string[] {
  return [...text.matchAll(/^([a-z]\w*) {2,}\S/gm)].map((match) => match[1] ?? '');
}

/** Names in `info network`, such as `e1000.0` in ` \ hub0port0: e1000.0: index=0,type=nic`. */
export function networkClients(text: string): string[] {
  return [...text.matchAll(/(\S+): index=\d+/g)].map((match) => match[1] ?? '');
}

/** The TAG column of `info snapshots`. */
export function snapshotTags(text: string): string[] {
  const rows = text.split(/\r?\n/).filter((row) => /^(--|\d+)\s+\S/.test(row));
  return rows.map((row) => row.split(/\s+/)[1] ?? '').filter((tag) => tag !== '');
}

/** One text field of each element of a QMP list. */
function fields(list: unknown, field: string): string[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: unknown) => {
    const value = (item as Record<string, unknown> | null)?.[field];
    return typeof value === 'string' && value !== '' ? [value] : [];
  });
}

/** The children in a `qom-list` answer, without plain properties such as `type`. */
function children(list: unknown): string[] {
  const items = Array.isArray(list) ? (list as Record<string, unknown>[]) : [];
  return fields(
    items.filter(({ type }) => typeof type === 'string' && type.startsWith('child<')),
    'name',
  );
}
