import type { TaskGroup } from '../concurrency/taskGroup';
import type { ResolvedExternalPort } from '../config/debug/resolveDebug';
import type { ResolvedConfiguration } from '../config/resolved';
import type { Logger } from '../log/logger';
import type { ExternalPorts } from '../machine/external/externalPorts';
import type { Machine } from '../machine/machine';
import type { StartOptions } from '../machine/services';

/** What a debug session needs from its surroundings: VS Code's room in the product, a fixture in tests. */
export interface DebugHost {
  /**
   * Starts a machine through the one way in (a task), so that its terminals open beside the session. Resolves when
   * QEMU answers: held before the first instruction when the options say so.
   * @throws the start's error, whose message can be shown.
   */
  launch(config: ResolvedConfiguration, options: StartOptions, signal: AbortSignal): Promise<Machine>;
  /** A machine that this extension started, by its id or name. */
  findMachine(idOrName: string): Machine | undefined;
  /**
   * Connects to the serial ports of an external QEMU, and shows them.
   * @param name What the terminals are called.
   * @throws when one of them cannot be had; the message names it. Nothing is left then.
   */
  connectSerial(
    name: string,
    ports: readonly ResolvedExternalPort[],
    signal: AbortSignal,
  ): Promise<ExternalPorts>;
  /** Where symbol files of images are looked for that a guest says it has loaded: the workspace's folders. */
  readonly folders: readonly string[];
  readonly log: Logger;
  /** Sessions run their work in groups of this one. */
  readonly tasks: TaskGroup;
}
