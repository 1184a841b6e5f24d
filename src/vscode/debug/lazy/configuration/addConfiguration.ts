import { posix } from 'node:path';
import * as vscode from 'vscode';
import { readImage } from '../../../../machine/image';
import type { Candidate } from './candidates';
import { sampleDebugConfiguration } from './debugSample';
import { freeName } from '../../../files/configurationFile';
import { LAUNCH_JSON } from '../../../files/editorFiles';
import { browseForImage, itemFor } from './proposeConfiguration';
import { Wizard, type Question } from './wizard';
import { findCandidates } from './workspaceFiles';
import { notice } from '../../../editor/notices';
import { chooseFolder, namesIn, writeEntry } from '../../../files/writeEntry';

type Part = Readonly<Record<string, unknown>>;

/** "QEMU: Add Debug Configuration…": what to run, which symbols, where to stop; then it is in launch.json. */
export async function addConfiguration(): Promise<void> {
  const folder = await chooseFolder();
  if (!folder) return;
  const title = vscode.l10n.t('Add Debug Configuration');
  const found = await findCandidates(folder);
  const parts = await new Wizard(title, 3).ask<Part>([
    () => whatRuns(found),
    ([runs = {}]) => whichSymbols(runs, found),
    ([runs = {}, symbols = {}]) => whereToStop({ ...runs, ...symbols }),
  ]);
  if (!parts) return;
  const config = Object.assign({}, ...parts) as Candidate;
  const name = freeName(config.name, namesIn(folder, LAUNCH_JSON));
  await writeEntry(folder, LAUNCH_JSON, { ...config, name });
}

function whatRuns(found: readonly Candidate[]): Question<Part> {
  const sample = sampleDebugConfiguration();
  return {
    placeholder: vscode.l10n.t('Select what to run'),
    answers: [
      ...found.map((config) => ({ ...itemFor(config), value: config })),
      {
        label: `$(rocket) ${sample.name}`,
        description: vscode.l10n.t('comes with this extension'),
        value: sample,
      },
      { label: `$(folder-opened) ${vscode.l10n.t('Browse for an Image…')}`, value: browseForImage },
    ],
  };
}

function whichSymbols(runs: Part, found: readonly Candidate[]): Question<Part> {
  const own = typeof runs['program'] === 'string' ? runs['program'] : runs['kernel'];
  const elves = [own, ...found.flatMap(({ kernel, program }) => [program, kernel])].filter(
    (path): path is string => typeof path === 'string' && !/(bzImage|zImage|\/Image)$/.test(path),
  );
  const without = vscode.l10n.t('registers, memory and disassembly only');
  return {
    placeholder: vscode.l10n.t('Where are the symbols?'),
    answers: [
      ...[...new Set(elves)].map((path) => ({
        label: `$(file-binary) ${posix.basename(path)}`,
        description: path.replace('${workspaceFolder}/', ''),
        // A kernel that is an ELF file has its own.
        value: path === runs['kernel'] ? {} : { program: path },
      })),
      {
        label: `$(circle-slash) ${vscode.l10n.t('No Symbols')}`,
        description: without,
        value: { debugger: 'none' },
      },
      { label: `$(folder-opened) ${vscode.l10n.t('Browse for an ELF File…')}`, value: browseForProgram },
    ],
  };
}

async function browseForProgram(): Promise<Part | undefined> {
  const [file] = (await vscode.window.showOpenDialog({ openLabel: vscode.l10n.t('Use Its Symbols') })) ?? [];
  if (!file) return undefined;
  const facts = await readImage(file.fsPath);
  if (facts.format === 'elf') return { program: file.fsPath };
  void notice('Warning', vscode.l10n.t('{0} is not an ELF file.', file.fsPath));
  return undefined;
}

function whereToStop(config: Part): Question<Part> {
  const symbols = config['debugger'] !== 'none';
  const none = {
    label: `$(debug-continue) ${vscode.l10n.t('Nowhere')}`,
    description: vscode.l10n.t('run until a breakpoint or a pause'),
    value: { stopOnSymbol: undefined },
  };
  const entry = {
    label: `$(debug-start) ${vscode.l10n.t('At the First Instruction')}`,
    description: symbols ? vscode.l10n.t('of the program') : vscode.l10n.t('of the firmware'),
    value: { stopOnSymbol: undefined, stopAtEntry: true },
  };
  const inFunction = {
    label: `$(symbol-function) ${vscode.l10n.t('In a Function…')}`,
    description: 'main, start_kernel, kmain, …',
    value: () => askForFunction(config),
  };
  return {
    placeholder: vscode.l10n.t('Where should it stop first?'),
    answers: symbols ? [none, inFunction, entry] : [none, entry],
  };
}

async function askForFunction(config: Part): Promise<Part | undefined> {
  const linux = typeof config['append'] === 'string';
  const before = config['stopOnSymbol'];
  const name = await vscode.window.showInputBox({
    title: vscode.l10n.t('Add Debug Configuration'),
    prompt: vscode.l10n.t('The function in which the machine stops first'),
    value: typeof before === 'string' ? before : linux ? 'start_kernel' : 'main',
    validateInput: (text) => (text.trim() === '' ? vscode.l10n.t('Enter a function name.') : undefined),
  });
  return name === undefined ? undefined : { stopOnSymbol: name.trim() };
}
