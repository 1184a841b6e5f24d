import * as vscode from 'vscode';
import { atMost, delay } from '../../../concurrency/timeout';
import type { Services } from '../../services';
import { addressIn, findOutput, type OutputAddress } from './outputAddress';
import { originOf, originOfRun, type OutputOrigin, type OutputPort } from './outputOrigin';
import type { ShownText } from './shownText';

/** The window before may still be copying the run of its machine, in milliseconds. */
const LATE_MS = 15_000;
const LOOK_EVERY_MS = 500;

/** Makes a document of ports' output. */
type Make = (uri: vscode.Uri, origin: OutputOrigin, ports: readonly OutputPort[]) => Promise<ShownText>;

/** Documents that the editor asks for by itself: a reloaded window has its tabs again, and so has a person who closed one. */
export class RestoredOutput {
  /** By URI, also those that have turned out to be gone. */
  private readonly looks = new Map<string, Promise<ShownText>>();

  constructor(
    private readonly services: Pick<Services, 'registry' | 'tasks'>,
    private readonly make: Make,
  ) {}

  /** What a document shows that nobody has opened in this window: its output, or that it is gone. */
  find(uri: vscode.Uri): Promise<ShownText> {
    const key = uri.toString();
    const look = this.looks.get(key) ?? this.look(uri);
    this.looks.set(key, look);
    return look;
  }

  /** The document is closed, or is there now. */
  forget(uri: vscode.Uri): void {
    this.looks.delete(uri.toString());
  }

  private async look(uri: vscode.Uri): Promise<ShownText> {
    const address = addressIn(uri.query);
    const found = address && (await this.made(uri, address));
    if (found) return found;
    if (address)
      void this.services.tasks.run(`look for ${uri.path}`, ({ signal }) => this.lookOn(uri, address, signal));
    return { bytes: Buffer.from(gone(uri)), version: 0 };
  }

  private async made(uri: vscode.Uri, address: OutputAddress): Promise<ShownText | undefined> {
    const { registry } = this.services;
    const found = await findOutput(address, registry.machines, registry.findKept);
    if (!found) return undefined;
    const origin = 'run' in found ? originOfRun(found.run) : originOf(found.machine);
    const ports = origin.ports.filter(({ name }) => address.ports.includes(name));
    return ports.length > 0 ? await this.make(uri, origin, ports) : undefined;
  }

  private async lookOn(uri: vscode.Uri, address: OutputAddress, signal: AbortSignal): Promise<void> {
    await atMost(LATE_MS, signal, async (limited) => {
      do await delay(LOOK_EVERY_MS, limited);
      while (this.looks.has(uri.toString()) && !(await this.made(uri, address)));
    });
  }
}

/** In the document, where the output would be. */
function gone(uri: vscode.Uri): string {
  const shown = uri.path.split('/').at(-1) ?? '';
  return [
    vscode.l10n.t('"{0}": the machine has ended, and what it has said here is not kept.', shown),
    vscode.l10n.t(
      'Run the machine again to see it. The settings "qemu.runs.keep" and "qemu.runs.limit" say how much of ended machines is kept; "capture" of a port writes all of its output into a file of yours.',
    ),
    '',
  ].join('\n');
}
