import type { DebugProtocol } from '@vscode/debugprotocol';
import type { GuestControl } from '../../src/debug/gdb/gdbLink';

/** What GDB answers to commands that match: results, an error, or what a function makes of the command. */
export type Answer = readonly [command: RegExp, answer: unknown];

/** GDB and the editor as far as a part of a session knows them: remembers what it is told, answers as it was taught. */
export class FakeLink implements GuestControl {
  /** MI commands, and console commands behind ">". */
  readonly commands: string[] = [];
  readonly events: DebugProtocol.Event[] = [];
  running = false;
  /** What was done with the guest: `pause`, `continue`, `interrupt`, `pause quietly`. */
  readonly moves: string[] = [];
  private stop: () => void = () => undefined;

  /** @param answers The first that matches counts; a command without one is answered by nothing: GDB has no Python. */
  constructor(private readonly answers: readonly Answer[] = []) {}

  send<T>(command: string): Promise<T> {
    this.commands.push(command);
    return this.answer<T>(command);
  }

  async ask(command: string, place = ''): Promise<string> {
    this.commands.push(`>${place}${place && ' '}${command}`);
    return String(await this.answer<unknown>(`>${command}`, ''));
  }

  async whilePaused(work: () => Promise<void>): Promise<void> {
    this.moves.push('pause');
    await work();
    this.moves.push('continue');
  }

  event(event: DebugProtocol.Event): void {
    this.events.push(event);
  }

  async interrupt(): Promise<void> {
    this.moves.push('interrupt');
    await this.answer('interrupt');
  }

  pauseQuietly(): Promise<void> {
    this.moves.push('pause quietly');
    this.running = false;
    return Promise.resolve();
  }

  async quietly(work: (stop: Promise<void>) => Promise<void>): Promise<void> {
    const stop = new Promise<void>((resolve) => (this.stop = resolve));
    this.moves.push('hush');
    await work(stop);
    this.moves.push('speak');
  }

  /** The stop that `quietly` waits for. */
  stopQuietly(): void {
    this.stop();
  }

  private async answer<T>(command: string, otherwise: unknown = {}): Promise<T> {
    await Promise.resolve();
    const found = this.answers.find(([pattern]) => pattern.test(command))?.[1];
    const answer = typeof found === 'function' ? (found as (command: string) => unknown)(command) : found;
    if (answer instanceof Error) throw answer;
    return (answer ?? otherwise) as T;
  }
}

/** The bodies of the events of one kind. */
export function bodies(link: FakeLink, kind: string): unknown[] {
  return link.events.filter(({ event }) => event === kind).map((event) => event.body as unknown);
}
