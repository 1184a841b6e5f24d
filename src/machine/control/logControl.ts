import * as l10n from '@vscode/l10n';
import type { QmpMonitor } from './qmpMonitor';
import { asRecord } from '../qmp/messages';

export interface LogItem {
  readonly name: string;
  readonly description: string;
}

/** QEMU's debug log at run time: `-d` items through the human monitor, trace events through QMP. */
export class LogControl {
  constructor(private readonly monitor: QmpMonitor) {}

  /** Replaces the items that are logged; none for an empty list. @throws with QEMU's words for an unknown item. */
  async setItems(items: readonly string[], signal?: AbortSignal): Promise<void> {
    for (const item of items) mustBeWord(item);
    const answer = await this.monitor.hmp(`log ${items.length === 0 ? 'none' : items.join(',')}`, signal);
    if (answer.trim() === '') return;
    // For an item that it does not know, QEMU prints the list of those it knows.
    const known = new Set(parseLogHelp(answer).map(({ name }) => name));
    const unknown = items.filter((item) => !known.has(item) && !item.startsWith('trace:'));
    throw new Error(
      unknown.length > 0 ? l10n.t('QEMU does not know the log item {0}', unknown.join(', ')) : answer.trim(),
    );
  }

  async items(signal?: AbortSignal): Promise<LogItem[]> {
    return parseLogHelp(await this.monitor.hmp('help log', signal));
  }

  /** Replaces the trace events that are logged; `*` matches any text. @throws with QEMU's words for an unknown name. */
  async setTraceEvents(patterns: readonly string[], signal?: AbortSignal): Promise<void> {
    for (const pattern of patterns) mustBeWord(pattern);
    await this.enable('*', false, signal);
    for (const pattern of patterns) await this.enable(pattern, true, signal);
  }

  /** The names of all trace events; some thousand. */
  async traceEvents(signal?: AbortSignal): Promise<string[]> {
    const answer = await this.monitor.run('trace-event-get-state', { name: '*' }, { signal });
    return (Array.isArray(answer) ? answer : [])
      .map((event) => asRecord(event)['name'])
      .filter((name) => typeof name === 'string')
      .sort();
  }

  private async enable(name: string, enable: boolean, signal?: AbortSignal): Promise<void> {
    // Some events are compiled out in some builds; a pattern must not fail for them.
    const args = { name, enable, ...(name.includes('*') && { 'ignore-unavailable': true }) };
    await this.monitor.run('trace-event-set-state', args, { signal });
  }
}

/** Names become part of a monitor line; nothing else may. */
function mustBeWord(text: string): void {
  if (!/^[\w:*.-]+$/.test(text))
    throw new Error(l10n.t('"{0}" is not the name of a log item or trace event', text));
}

/** QEMU's list: a name, blanks, a description that may go on in the next line. */
export function parseLogHelp(text: string): LogItem[] {
  // A line without two blanks after its first word continues the line before, unless a paragraph begins.
  const joined = text.replace(/\r/g, '').replace(/([^\n])\n(?=\S)(?!\S+ {2})/g, '$1 ');
  return joined.split('\n').flatMap((line) => {
    const [, name = '', description = ''] = /^([a-z_]+)\s{2,}(\S.*)$/.exec(line) ?? [];
    return name === '' || name === 'none' ? [] : [{ name, description }];
  });
}
