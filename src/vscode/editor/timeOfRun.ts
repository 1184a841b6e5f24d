import * as vscode from 'vscode';

/** When a run ended, as the editor's language writes it; the date only when it is not today's. */
export function timeOf({ endedAt }: { readonly endedAt: number }): string {
  const time = new Date(endedAt);
  const language = vscode.env.language;
  const isToday = time.toDateString() === new Date().toDateString();
  return isToday ? time.toLocaleTimeString(language) : time.toLocaleString(language);
}
