import type { Logger } from '../../log/logger';
import { StubProxy, type Translation } from './stubProxy';

/** A stop reply, and the requests that it answers (GDB manual, "Stop Reply Packets"). */
const STOP = /^[TS][0-9a-f]{2}/;
const ASKS_FOR_STOP = /^(\?|vCont;|[cCsS])/;

/**
 * Answers one question that QEMU's stub leaves open: where the program was loaded (`qOffsets`). GDB asks it once, when
 * it connects, and then moves its symbols and breakpoints in no time, while reading the symbols again for another
 * address takes ten seconds for a Linux kernel.
 */
export class MovedStub implements Translation {
  /** QEMU says that our connection has stopped the guest, which GDB takes for the answer to its first question. */
  private mayTellStops = false;

  private constructor(private readonly offsets: string) {}

  /**
   * @param stub Where the stub listens. Nobody connects to it until GDB connects to us.
   * @param segments Where the first two loaded segments of the program lie now; one is enough when it has one. GDB moves
   * further segments as the last of them.
   */
  static async listen(stub: string, segments: readonly bigint[], log: Logger): Promise<StubProxy> {
    return await StubProxy.listen(stub, new MovedStub(loadedAt(segments)), log);
  }

  request(packet: string, proxy: StubProxy): Promise<void> {
    if (packet === 'qOffsets') proxy.reply(this.offsets);
    else {
      this.mayTellStops ||= ASKS_FOR_STOP.test(packet);
      proxy.pass(packet);
    }
    return Promise.resolve();
  }

  passes(packet: string): boolean {
    return this.mayTellStops || !STOP.test(packet);
  }
}

function loadedAt(segments: readonly bigint[]): string {
  const [text = 0n, data] = segments.map((address) => address.toString(16));
  return data === undefined ? `TextSeg=${text}` : `TextSeg=${text};DataSeg=${data}`;
}
