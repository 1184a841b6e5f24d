import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { guestFolder, sampleConfiguration, sampleDefinition, sampleTitle } from '../../../launch/sampleGuest';
import type { Services } from '../../../services';
import { requireTrust } from '../../../editor/trust';

/** Where the first breakpoint goes: the command `counter` gets there. */
const SOURCE = 'counter.c';
const LINE = /^ *int after = /m;

/** "QEMU: Debug Sample Guest": stops in C once `counter` is typed. @returns whether it started. */
export async function debugSample(services: Services): Promise<boolean> {
  requireTrust();
  const { extensionPath } = services.context;
  await showSource(join(guestFolder(extensionPath), SOURCE));
  const started = await vscode.debug.startDebugging(undefined, sampleDebugConfiguration(extensionPath));
  if (started) await focusConsole(services);
  return started;
}

/**
 * The guest that comes with the extension, with symbols and sources.
 * @param extensionPath Unless given, a variable stands for it: it goes into launch.json, where it would be outdated soon.
 */
export function sampleDebugConfiguration(extensionPath?: string): vscode.DebugConfiguration {
  const machine = extensionPath === undefined ? sampleDefinition() : sampleConfiguration(extensionPath);
  // The paths in its debug information start there.
  return {
    ...machine,
    type: 'qemu',
    request: 'launch',
    name: sampleTitle(),
    cwd: guestFolder(extensionPath),
  };
}

async function showSource(path: string): Promise<void> {
  const uri = vscode.Uri.file(path);
  const text = await readFile(path, 'utf8');
  const line = text.slice(0, LINE.exec(text)?.index ?? 0).split('\n').length - 1;
  const at = new vscode.Position(line, 0);
  await vscode.window.showTextDocument(uri, { selection: new vscode.Range(at, at) });
  const present = vscode.debug.breakpoints.some(
    (one) => one instanceof vscode.SourceBreakpoint && one.location.uri.toString() === uri.toString(),
  );
  if (!present) vscode.debug.addBreakpoints([new vscode.SourceBreakpoint(new vscode.Location(uri, at))]);
}

/** So that the next thing to be done is to type. */
async function focusConsole({ debugging, terminals }: Services): Promise<void> {
  const session = vscode.debug.activeDebugSession;
  const machine = session && debugging.machineOf(session);
  const [port] = machine?.ports ?? [];
  if (machine && port) await terminals.show(machine, port);
}
