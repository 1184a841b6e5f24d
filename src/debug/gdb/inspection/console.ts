import * as l10n from '@vscode/l10n';
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type { Handlers } from '../../session/requests';
import { asksForHelp, gdbConsoleHelp } from '../../session/consoleHelp';
import { sendSerialLine } from '../../target/serialLine';
import type { DebugTarget } from '../../target/target';
import type { GuestControl } from '../gdbLink';
import { cli } from '../process/mi';
import type { Frames } from './frames';
import type { Variables } from './variables/variables';

/** Contexts in which the editor wants the text of a value and not a tree. */
const AS_TEXT: ReadonlySet<string> = new Set(['clipboard', 'variables']);

/** A line for QEMU's monitor: `>monitor info registers`. */
const MONITOR_LINE = /^>\s*mon(?:itor)?\s+(.+)$/s;

/** Commands that read more lines from GDB's terminal. There is none: GDB would wait for ever. */
const READS_ON = /^(comm(a(nds?)?)?|define|document|python|guile|compile code|while-stepping)(\s+[\w.-]+)?$/;

/** Expressions, and what is typed into the Debug Console: GDB commands, monitor commands, lines for the guest. */
export class DebugConsole {
  /** @param target The machine, once there is one. */
  constructor(
    private readonly link: GuestControl,
    private readonly frames: Frames,
    private readonly variables: Variables,
    private readonly target: () => DebugTarget | undefined,
  ) {}

  readonly handlers: Handlers = {
    evaluate: async (args) => {
      const expression = args.expression.trim();
      const typed = args.context === 'repl' ? await this.typed(expression, args.frameId) : undefined;
      if (typed !== undefined) return { result: typed.trimEnd(), variablesReference: 0 };
      if (this.link.running)
        throw new Error(l10n.t('The guest is running. Pause it to evaluate expressions.'));
      return await this.value(expression, args);
    },
  };

  /** Does what a line of the Debug Console says; undefined when the line is an expression. */
  private async typed(line: string, frameId: number | undefined): Promise<string | undefined> {
    if (asksForHelp(line)) return gdbConsoleHelp();
    const target = this.target();
    const monitor = MONITOR_LINE.exec(line)?.[1];
    if (monitor !== undefined && target?.hasMonitor)
      return await target.hmp(
        monitor,
        frameId === undefined ? undefined : this.frames.get(frameId).threadId - 1,
      );
    if (target && (await sendSerialLine(target, line))) return '';
    if (!line.startsWith('>')) return undefined;
    await this.command(line.slice(1).trim(), frameId);
    // What it prints, GDB prints.
    return '';
  }

  private async command(text: string, frameId: number | undefined): Promise<void> {
    if (READS_ON.test(text))
      throw new Error(l10n.t('"{0}" reads further lines, which the Debug Console cannot pass to GDB.', text));
    const place = this.frames.place(frameId);
    await this.link.send(text.startsWith('-') ? text : cli(text, place));
  }

  private async value(
    expression: string,
    { context, frameId }: Dap.EvaluateArguments,
  ): Promise<Dap.EvaluateResponse['body']> {
    const place = this.frames.place(frameId);
    if (AS_TEXT.has(context ?? ''))
      return { result: await this.variables.print(expression, place), variablesReference: 0 };
    return await this.variables.evaluate(expression, place);
  }
}
