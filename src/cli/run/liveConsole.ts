import type { SeenLine } from '../../crash/console/consoleLine';
import type { Machine } from '../../machine/machine';
import { encodingNamed } from '../../serial/worker/encoding/encodingNamed';
import { SeenLines } from '../../serial/worker/seen/seenLines';
import { TextAsSeen } from '../../serial/worker/seen/textAsSeen';

/** Is given each line of each port, as a person would have seen it. */
export type TakeLine = (port: string, line: SeenLine) => void;

/** Makes lines of what a machine's ports print, from the first byte on if it is made before the guest runs. */
export class LiveConsole {
  private readonly lines: readonly SeenLines[];

  constructor({ ports }: Pick<Machine, 'ports'>, take: TakeLine) {
    this.lines = ports.map(({ name, serial }) => {
      const text = new TextAsSeen(encodingNamed(serial.encoding));
      const lines = new SeenLines(text, (line) => take(name, line));
      let offset = 0;
      // Until the port closes, which is when its machine has ended.
      serial.onDidReceive((bytes) => {
        text.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset);
        offset += bytes.byteLength;
        lines.takeWhole();
      });
      return lines;
    });
  }

  /** Hands over the last line of each port, which has no end. */
  flush(): void {
    for (const lines of this.lines) lines.takeRest();
  }
}
