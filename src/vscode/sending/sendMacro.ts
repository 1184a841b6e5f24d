import * as vscode from 'vscode';
import { type Macro, MACRO_SETTINGS } from '../../config/manifest/macroSettings';
import { GuestWatch } from '../../harness/steps/guestWatch';
import { planSteps } from '../../harness/steps/planSteps';
import { StepRunner } from '../../harness/steps/stepRunner';
import type { Machine } from '../../machine/machine';
import type { MachinePort } from '../../machine/machineParts';
import { escapeIcons } from '../editor/escapedText';
import { currentTable } from '../editor/settings';
import { notice, noticeWhile } from '../editor/notices';
import type { Services } from '../services';
import { hexBytes } from './characters/hexBytes';
import { notHex } from './characters/sendHex';
import { pickTarget } from './target';

type Macros = Readonly<Record<string, Macro>>;
type Steps = NonNullable<Exclude<Macro, string>['steps']>;

/** "QEMU: Send Macro…": what the setting `qemu.macros` has under a name. Further argument: `macro`, the name. */
export async function sendMacro(services: Services, args: readonly unknown[]): Promise<void> {
  const target = await pickTarget(services, args, 'macro');
  if (!target) return;
  const { machine, port, given } = target;
  const macros = readMacros(services.launcher.folderOf(machine));
  const name = typeof given.macro === 'string' ? given.macro : await choose(macros, port.name);
  if (name === undefined) return;
  const macro = Object.hasOwn(macros, name) ? macros[name] : undefined;
  if (macro === undefined)
    throw new Error(vscode.l10n.t('The setting qemu.macros has no macro "{0}".', name));
  const { signal } = services.tasks;
  if (typeof macro === 'string') await port.serial.send(macro, signal);
  else if (macro.hex !== undefined) await port.serial.send(bytesOf(macro.hex), signal);
  else await takeSteps(name, macro.steps ?? [], machine, port, signal);
}

function readMacros(folder: vscode.WorkspaceFolder | undefined): Macros {
  const { settings, problems } = currentTable(MACRO_SETTINGS, folder);
  const [problem] = problems;
  if (problem) throw new Error(`${problem.path}: ${problem.message}`);
  return settings.macros;
}

async function choose(macros: Macros, port: string): Promise<string | undefined> {
  const entries = Object.entries(macros);
  if (entries.length === 0) {
    const open = vscode.l10n.t('Open Settings');
    const text = vscode.l10n.t('There are no macros yet. The setting qemu.macros has them.');
    if ((await notice('Information', text, open)) === open)
      await vscode.commands.executeCommand('workbench.action.openSettings', 'qemu.macros');
    return undefined;
  }
  const items = entries.map(([name, macro]) => ({
    label: escapeIcons(name),
    description: escapeIcons(summary(macro)),
    name,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Send a Macro to {0}', port),
    placeHolder: vscode.l10n.t('Select a macro'),
    matchOnDescription: true,
  });
  return picked?.name;
}

function summary(macro: Macro): string {
  if (typeof macro === 'string') return JSON.stringify(macro).slice(1, -1);
  return macro.hex ?? vscode.l10n.t('{0} steps', macro.steps?.length ?? 0);
}

function bytesOf(hex: string): Uint8Array {
  const bytes = hexBytes(hex);
  if (bytes) return bytes;
  throw new Error(notHex(hex));
}

/** The steps of runs, on a machine that a person has before them: what it has said before does not count. */
async function takeSteps(
  name: string,
  steps: Steps,
  machine: Machine,
  port: MachinePort,
  parent: AbortSignal,
): Promise<void> {
  const { serial } = machine.config;
  const here = steps.map((step) => ({ ...step, ...(hasPort(step) && { port: port.name }) }));
  const planned = planSteps(here, serial);
  const begun = new Map(machine.ports.map((each) => [each, each.serial.counters.received]));
  const title = vscode.l10n.t('Macro {0}', name);
  await noticeWhile(title, parent, async (signal, report) => {
    const watch = new GuestWatch(machine);
    try {
      const options = {
        signal,
        watch,
        began: (step: string) => report(step),
        ended: () => undefined,
        begin: (at: MachinePort) => begun.get(at),
      };
      const failure = await new StepRunner(machine, options).run(planned);
      if (failure) throw new Error(`${title}, ${failure.field}: ${failure.message}`);
    } finally {
      watch.dispose();
    }
  });
}

/** Steps about a port that name none mean the one that the macro is sent to. */
function hasPort(step: Steps[number]): boolean {
  const { waitFor, choose: choices, send, sendBreak, run } = step;
  return (
    step.port === undefined && [waitFor, choices, send, sendBreak, run].some((kind) => kind !== undefined)
  );
}
