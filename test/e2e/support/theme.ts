import * as vscode from 'vscode';
import { until } from '../../support/until';
import { page } from './page';

/** Colour themes that come with VS Code, and what the workbench's element is marked with while they are shown. */
const THEMES = {
  dark: { id: 'Default Dark Modern', mark: '.monaco-workbench.vs-dark' },
  light: { id: 'Default Light Modern', mark: '.monaco-workbench.vs' },
  contrast: { id: 'Default High Contrast', mark: '.monaco-workbench.hc-black' },
  lightContrast: { id: 'Default High Contrast Light', mark: '.monaco-workbench.hc-light' },
} as const;

export type Theme = keyof typeof THEMES;

/** Changes the window's colours, and waits until they are drawn: the setting is changed long before they are. */
export async function showTheme(theme: Theme): Promise<void> {
  const { id, mark } = THEMES[theme];
  await vscode.workspace
    .getConfiguration('workbench')
    .update('colorTheme', id, vscode.ConfigurationTarget.Global);
  await until(`the ${theme} theme is shown`, async () => (await page.text(mark)).length > 0);
}
