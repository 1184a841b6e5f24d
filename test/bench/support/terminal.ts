import { CREDIT_REPLY, CREDIT_REQUEST } from '../../../src/serial/protocol';
import type { TerminalStream } from '../../../src/serial/client';

/** How long VS Code's terminal takes to answer a question at the end of a frame, in milliseconds: about a screen's beat. */
const ANSWER_MS = 15;

/** Stands for VS Code's terminal: takes what is shown, and answers the credit request as xterm.js does. */
export class Terminal {
  characters = 0;
  questions = 0;
  onText: ((text: string) => void) | undefined;

  constructor(readonly stream: TerminalStream) {
    stream.onData((text) => {
      this.characters += text.length;
      this.onText?.(text);
      if (!text.endsWith(CREDIT_REQUEST)) return;
      this.questions++;
      setTimeout(() => stream.handleInput(CREDIT_REPLY), ANSWER_MS);
    });
  }
}
