import type { Send } from '../../breakpoints/breakpointTable';
import { messageOf } from '../../../../concurrency/messageOf';
import { isPointer } from './expressions';

/** A local variable or an argument. */
export interface Local {
  readonly name: string;
  readonly type: string;
  /** Its value, if that is all there is to it; otherwise it is a tree. */
  readonly value: string | undefined;
}

/**
 * The local variables and arguments of a frame, innermost block first. A frame without debug information has none.
 * @param place MI options for the frame.
 * @throws GDB's error.
 */
export async function localsOf(send: Send, place: string): Promise<readonly Local[]> {
  interface Listed {
    readonly name: string;
    readonly type?: string;
    readonly value?: string;
  }
  try {
    const { variables } = await send<{ variables: readonly Listed[] }>(
      `-stack-list-variables ${place} --simple-values`,
    );
    return variables.map(({ name, type = '', value }) => ({
      name,
      type,
      value: isPointer(type) || type.endsWith('&') ? undefined : value,
    }));
  } catch (error) {
    if (/No symbol table|No function contains/i.test(messageOf(error))) return [];
    throw error;
  }
}
