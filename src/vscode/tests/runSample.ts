import * as vscode from 'vscode';
import { guestFolder, sampleConfiguration, sampleTitle } from '../launch/sampleGuest';
import type { Services } from '../services';
import { requireTrust } from '../editor/trust';
import type { TestExplorer } from './explorer/testExplorer';

/** What the sample's tests can be asked to do: words of its kernel's command line. */
const REQUESTS = ['', 'fail', 'crash', 'stall'] as const;
type Request = (typeof REQUESTS)[number];

/** QEMU's exit code when all tests have passed. */
const PASSED = 33;
/** The tests take a tenth of a second; on a busy computer, many times that. */
const TIMEOUT_SECONDS = 20;

/** "QEMU: Run Sample Tests": opens the Test Explorer with the tests of the sample guest, and runs them. */
export async function runSample(explorer: TestExplorer, services: Services, wanted: unknown): Promise<void> {
  requireTrust();
  const request = REQUESTS.find((one) => one === wanted) ?? (await ask());
  if (request === undefined) return;
  const { extensionPath } = services.context;
  const entry = explorer.add({
    id: 'sample',
    name: sampleTitle(),
    description: textOf(request),
    folder: undefined,
    owner: undefined,
    protocol: 'ktap',
    before: [],
    written: {
      ...sampleConfiguration(extensionPath),
      // The paths in its debug information start there.
      cwd: guestFolder(extensionPath),
      append: `test ${request}`.trimEnd(),
      success: [PASSED],
      tests: { protocol: 'ktap', timeoutSeconds: TIMEOUT_SECONDS },
    },
  });
  await vscode.commands.executeCommand('workbench.view.testing.focus');
  await explorer.runAll(entry);
}

async function ask(): Promise<Request | undefined> {
  const items = REQUESTS.map((request) => ({ label: textOf(request), request }));
  const placeHolder = vscode.l10n.t('What is to be seen?');
  return (await vscode.window.showQuickPick(items, { placeHolder }))?.request;
}

function textOf(request: Request): string {
  switch (request) {
    case '':
      return vscode.l10n.t('all tests pass');
    case 'fail':
      return vscode.l10n.t('a test fails');
    case 'crash':
      return vscode.l10n.t('a test crashes the guest');
    case 'stall':
      return vscode.l10n.t('a test never ends');
  }
}
