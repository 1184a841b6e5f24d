import type { DebuggerSettings } from '../../config/debug/debugSchema';
import type { ImageIndex } from '../../symbols/images/imageIndex';
import type { Program } from '../plan/program';
import type { SessionParts } from '../session/sessionContext';

/** What a session with GDB is told about itself. */
export interface GdbSessionParts extends SessionParts {
  readonly settings: DebuggerSettings;
  readonly program: Program | undefined;
  /** Empty when none was found, and then `open` says so. */
  readonly gdb: string;
  readonly cwd: string;
  readonly stopOnSymbol: string | undefined;
  /** Files with symbols of images that the guest may load, as they are now. */
  readonly images: (signal: AbortSignal) => Promise<ImageIndex>;
  /** Whether the configuration says that a Linux kernel stays where it was linked (`nokaslr`). */
  readonly kernelStays: boolean;
  /** Whether it can be stepped back. */
  readonly replays: boolean;
}
