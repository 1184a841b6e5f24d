/** A terminal as VS Code makes one, without a window: the same parser and buffers. */
import { Terminal } from '@xterm/headless';
import type { ScreenSize } from '../../../src/serial/client';

/** What the typings leave out. */
interface Inside {
  readonly _core: {
    readonly _inputHandler: { parse(data: string): void };
    readonly optionsService: { readonly rawOptions: { readonly convertEol: boolean } };
  };
}

export class HeadlessTerminal {
  /** What it has sent: answers to questions. */
  sent = '';
  readonly terminal: Terminal & Inside;

  constructor({ rows, columns }: ScreenSize = { rows: 30, columns: 80 }, scrollback = 1000) {
    this.terminal = new Terminal({
      rows,
      cols: columns,
      scrollback,
      allowProposedApi: true,
      // As VS Code has it.
      scrollOnEraseInDisplay: true,
      windowOptions: { getWinSizePixels: true, getCellSizePixels: true, getWinSizeChars: true },
    }) as Terminal & Inside;
    this.terminal.onData((data) => (this.sent += data));
  }

  /** Shows text, at once. */
  write(text: string): void {
    // In pieces that its parser takes at once.
    for (let at = 0; at < text.length; at += 65_536)
      this.terminal._core._inputHandler.parse(text.slice(at, at + 65_536));
  }

  /** Every line of the buffer that is shown, with its scrollback. */
  get lines(): string[] {
    const { active } = this.terminal.buffer;
    return Array.from({ length: active.length }, (_, index) =>
      active.getLine(index)!.translateToString(true),
    );
  }

  /** All text, without empty lines at the end. */
  get text(): string {
    return this.lines.join('\n').trimEnd();
  }

  /** The lines that can be seen without scrolling. */
  get screen(): string[] {
    return this.lines.slice(this.terminal.buffer.active.baseY);
  }

  dispose(): void {
    this.terminal.dispose();
  }
}
