import * as vscode from 'vscode';
import { until } from '../../support/until';
import { notifications } from '../support/machines';
import { page } from '../support/page';

const COPY = '.notifications-list-container .notification-list-item .monaco-button:text-is("Copy Report")';

/** Presses the button of the only crash that is told, and returns what it copies. */
export async function copyReport(): Promise<string> {
  await vscode.env.clipboard.writeText('');
  await notifications();
  await page.click(COPY);
  return await until('it is copied', async () => await vscode.env.clipboard.readText());
}

/** A line of a report's stack. */
export interface DecodedLine {
  /** As the guest printed it. */
  readonly raw: string;
  /** What is decoded below it, innermost first: `function at file:line`, or an offset. */
  readonly calls: readonly string[];
}

/** The stack of a copied report. @throws when it has none. */
export function decodedStack(report: string): DecodedLine[] {
  const [, block] = /^## Stack\n\n(?:`{3,})\n([^]*?)\n`{3,}$/m.exec(report) ?? [];
  if (block === undefined) throw new Error(`no stack is in ${report}`);
  const lines: { raw: string; calls: string[] }[] = [];
  for (const line of block.split('\n')) {
    const [, call] = /^ {4}(\S.*)$/.exec(line) ?? [];
    if (call !== undefined) lines.at(-1)?.calls.push(call);
    else lines.push({ raw: line, calls: [] });
  }
  return lines;
}
