import type * as vscode from 'vscode';
import { median, quantile } from '../support/numbers';
import { outside } from './bridge';
import { focused, type Guest } from './guest';

export interface KeyResult {
  /** Median milliseconds from the key to the changed screen. */
  readonly ours: number;
  readonly builtIn: number;
  readonly oursP99: number;
  readonly builtInP99: number;
}

/** Types into our terminal and into the built-in one by turns, both with the sample guest behind. */
export async function measureKeys(
  guest: Guest,
  builtIn: vscode.Terminal,
  { keyRounds, keysEach }: { readonly keyRounds: number; readonly keysEach: number },
): Promise<KeyResult> {
  const times: { ours: number[]; builtIn: number[] } = { ours: [], builtIn: [] };
  for (let round = 0; round < keyRounds; round++) {
    await guest.show('console');
    times.ours.push(...(await outside.measureKeys(keysEach)));
    builtIn.show();
    await focused(builtIn.name);
    times.builtIn.push(...(await outside.measureKeys(keysEach)));
  }
  return {
    ours: median(times.ours),
    builtIn: median(times.builtIn),
    oursP99: quantile(times.ours, 0.99),
    builtInP99: quantile(times.builtIn, 0.99),
  };
}
