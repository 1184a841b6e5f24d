import { messageOf } from '../../../../concurrency/messageOf';
import * as vscode from 'vscode';

/** A request of the debug adapter protocol. */
export interface Request {
  readonly seq: number;
  readonly type: string;
  readonly command: string;
  readonly arguments?: Readonly<Record<string, unknown>>;
}

/** An adapter in this process that answers requests by name. */
export abstract class MessageAdapter extends vscode.Disposable implements vscode.DebugAdapter {
  private readonly sent: vscode.EventEmitter<vscode.DebugProtocolMessage>;
  private lastSeq = 0;

  readonly onDidSendMessage: vscode.Event<vscode.DebugProtocolMessage>;

  /** @param ended Called when the editor has done with it. */
  constructor(ended: () => void) {
    const sent = new vscode.EventEmitter<vscode.DebugProtocolMessage>();
    super(() => {
      sent.dispose();
      ended();
    });
    this.sent = sent;
    this.onDidSendMessage = sent.event;
  }

  handleMessage(message: vscode.DebugProtocolMessage): void {
    const request = message as Request;
    if (request.type === 'request') void this.answer(request);
  }

  /** Does what is asked. @returns the answer's body. @throws what the person is told. */
  protected abstract handle(request: Request): Promise<object | undefined>;

  protected event(event: string, body: object = {}): void {
    this.send({ type: 'event', event, body });
  }

  private async answer(request: Request): Promise<void> {
    const { seq: request_seq, command } = request;
    const response = { type: 'response', request_seq, command };
    try {
      const body = await this.handle(request);
      this.send({ ...response, success: true, ...(body && { body }) });
    } catch (error) {
      const format = messageOf(error);
      // `{…}` in the format would be taken for a variable.
      const body = { error: { id: 1, format: '{_text}', variables: { _text: format }, showUser: true } };
      this.send({ ...response, success: false, message: format, body });
    }
  }

  private send(message: object): void {
    this.lastSeq += 1;
    this.sent.fire({ seq: this.lastSeq, ...message });
  }
}
