import * as l10n from '@vscode/l10n';
import { Emitter } from '../../concurrency/event';
import type { TaskGroup } from '../../concurrency/taskGroup';
import { parseEndpoint, type Endpoint } from '../../config/endpoints';
import type { ResolvedAttach } from '../../config/debug/resolveDebug';
import { ExternalQemu } from '../../machine/external/externalQemu';
import { endpointText } from '../../machine/external/endpointSocket';
import type { ExternalPorts } from '../../machine/external/externalPorts';
import type { LoadTeller } from '../../symbols/loads/toldLoads';
import type { DebugHost } from '../host';
import { sendToPort } from './serialLine';
import { runHmp, type DebugTarget } from './target';

const GONE = 'QEMU has closed its monitor.';

/** An external QEMU, by what can be connected to: its monitor, its stub, its serial ports. */
export class ExternalTarget implements DebugTarget {
  readonly startedBySession = false;
  readonly ended: Promise<string>;
  readonly onDidChangeState: DebugTarget['onDidChangeState'];
  private readonly changed = new Emitter<'running' | 'paused'>();
  private released = false;
  private gone = false;

  private constructor(
    private readonly qemu: ExternalQemu | undefined,
    private readonly gdbStub: Endpoint | undefined,
    private readonly serial: ExternalPorts | undefined,
  ) {
    // Without a monitor only the debugger can tell, which notices by itself.
    this.ended =
      qemu?.closed.then(() => {
        this.gone = true;
        return `${this.name}: ${GONE}`;
      }) ?? new Promise(() => undefined);
    qemu?.onDidChangeState((state) => {
      if (state === 'running' || state === 'paused') this.changed.fire(state);
    });
    this.onDidChangeState = this.changed.event;
  }

  /** @throws when its monitor, or one of its serial ports, cannot be had; the message names it. */
  static async open(
    config: ResolvedAttach,
    host: DebugHost,
    group: TaskGroup,
    signal: AbortSignal,
  ): Promise<ExternalTarget> {
    const qmp = config.qmp === undefined ? undefined : parseEndpoint(config.qmp);
    const stub = config.gdbStub === undefined ? undefined : parseEndpoint(config.gdbStub);
    const ports = config.serial ?? [];
    const qemu = qmp && (await ExternalQemu.connect(qmp, stub !== undefined, group, host.log, signal));
    try {
      const name = config.name ?? qemu?.name ?? 'QEMU';
      const serial = ports.length > 0 ? await host.connectSerial(name, ports, signal) : undefined;
      return new ExternalTarget(qemu, stub, serial);
    } catch (error) {
      qemu?.dispose();
      throw error;
    }
  }

  get name(): string {
    return this.qemu?.name ?? (this.gdbStub ? endpointText(this.gdbStub) : 'QEMU');
  }

  get arch(): string | undefined {
    return this.qemu?.arch;
  }

  get hasMonitor(): boolean {
    return this.qemu !== undefined;
  }

  get state(): 'running' | 'paused' {
    return this.qemu?.state === 'paused' ? 'paused' : 'running';
  }

  get why(): string {
    return this.qemu?.state === 'paused' ? this.qemu.why : '';
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- others have to ask their QEMU
  async stub(): Promise<string> {
    if (!this.gdbStub)
      throw new Error(
        l10n.t(
          'Nothing says where {0} listens for a debugger: set "gdbStub". Its monitor starts a stub with: gdbserver tcp:127.0.0.1:1234',
          this.name,
        ),
      );
    return 'path' in this.gdbStub ? this.gdbStub.path : endpointText(this.gdbStub).slice('tcp:'.length);
  }

  get images(): LoadTeller | undefined {
    return this.serial?.images;
  }

  async qmp(command: string, args?: Record<string, unknown>): Promise<unknown> {
    if (!this.qemu) throw new Error(l10n.t('This needs the monitor of {0}: set "qmp".', this.name));
    return await this.qemu.qmp(command, args);
  }

  hmp(line: string, cpu?: number): Promise<string> {
    return runHmp(this, line, cpu);
  }

  sendSerial(text: string, port?: string): Promise<void> {
    return sendToPort(this.name, this.serial?.ports ?? [], text, port);
  }

  async stop(): Promise<void> {
    await this.qmp('quit').catch((error: unknown) => {
      // The end of its monitor instead of an answer is what was wanted.
      if (this.qemu) return;
      throw error;
    });
    this.gone = true;
    this.release();
  }

  release(): void {
    if (this.released) return;
    this.released = true;
    // Not awaited: the session's group waits for it.
    void this.serial?.close(
      this.gone ? GONE : `The debug session has ended.${this.qemu ? ' QEMU goes on.' : ''}`,
    );
    this.changed.dispose();
    this.qemu?.dispose();
  }
}
