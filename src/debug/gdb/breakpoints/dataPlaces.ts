import type { DebugProtocol } from '@vscode/debugprotocol';
import * as l10n from '@vscode/l10n';
import { messageOf } from '../../../concurrency/messageOf';
import { quote } from '../process/mi';
import type { Send } from './breakpointTable';

/** What is known about the things that the editor shows. */
export interface Shown {
  /** The expression for a child of something that is shown; undefined when there is none. */
  expressionOf(reference: number, name: string): string | undefined;
  /** MI options for a frame, or none. */
  place(frameId: number | undefined): string;
}

/** Finds the memory behind a variable, so that it can be watched. */
export class DataPlaces {
  constructor(
    private readonly send: Send,
    private readonly shown: Shown,
  ) {}

  /**
   * Data is watched at its address: so it stays watched when its variable goes out of scope, and after a restart.
   * What cannot be watched has no `dataId`, and a description that says why.
   */
  async info(
    args: DebugProtocol.DataBreakpointInfoArguments,
  ): Promise<DebugProtocol.DataBreakpointInfoResponse['body']> {
    const { name } = args;
    try {
      const { address, bytes } = args.asAddress
        ? { address: BigInt(name), bytes: args.bytes ?? 1 }
        : await this.locate(this.expression(args), args);
      const at = `0x${address.toString(16)}`;
      return {
        dataId: `${at},${bytes}`,
        description: l10n.t('{0} ({1} bytes at {2})', name, bytes, at),
        accessTypes: ['read', 'write', 'readWrite'],
        canPersist: false,
      };
    } catch (error) {
      return { dataId: null, description: l10n.t('{0} cannot be watched: {1}', name, messageOf(error)) };
    }
  }

  /** A variable in a structure has a name only together with the structure's. */
  private expression({ name, variablesReference }: DebugProtocol.DataBreakpointInfoArguments): string {
    if (variablesReference === undefined) return name;
    const expression = this.shown.expressionOf(variablesReference, name);
    if (expression === undefined) throw new Error(l10n.t('it is not in memory'));
    return expression;
  }

  private async locate(
    expression: string,
    { frameId, bytes }: DebugProtocol.DataBreakpointInfoArguments,
  ): Promise<{ address: bigint; bytes: number }> {
    const place = this.shown.place(frameId);
    const value = async (text: string): Promise<string> =>
      (await this.send<{ value: string }>(`-data-evaluate-expression ${place} ${quote(text)}`)).value;
    const address = /0x[0-9a-f]+/.exec(await value(`&(${expression})`))?.[0];
    if (address === undefined) throw new Error(l10n.t('it has no address'));
    return { address: BigInt(address), bytes: bytes ?? Number(await value(`sizeof(${expression})`)) };
  }
}
