import type { TaskGroup } from '../../concurrency/taskGroup';
import { AskedTool, type ToolLimits } from './askedTool';
import type { FoundTool } from './findTool';

/** Tools that run at once: each holds the file that it reads in memory. */
const MOST_RUNNING = 4;

/** Lends tools, and ends those that nobody has used for the longest when there are too many. */
export class ToolBench {
  /** Least recently used first. */
  private readonly used = new Set<AskedTool>();

  constructor(
    private readonly tasks: TaskGroup,
    private readonly limits: ToolLimits,
  ) {}

  make({ program, dialect }: FoundTool, file: string, section: string | undefined): AskedTool {
    return new AskedTool(this.tasks, program, dialect.options(file, section), dialect, this.limits);
  }

  /** Before each use. */
  async use(tool: AskedTool): Promise<void> {
    this.used.delete(tool);
    for (const each of this.used) if (!each.isRunning) this.used.delete(each);
    const idle = [...this.used].filter(({ isBusy }) => !isBusy);
    for (const each of idle.slice(0, Math.max(this.used.size + 1 - MOST_RUNNING, 0))) {
      this.used.delete(each);
      await each.stop();
    }
    this.used.add(tool);
  }
}
