import { messageOf } from '../../../concurrency/messageOf';
import { quote } from '../process/mi';
import type { Send } from './breakpointTable';

/** An expression in a log point's text. */
const EXPRESSION = /(\{[^{}]+\})/;

/**
 * What a log point prints: its text, with the values of the expressions in braces. An expression that has no value is
 * replaced by the reason.
 * @param threadId The vCPU that has come there, as GDB counts.
 */
export async function logText(send: Send, text: string, threadId: number): Promise<string> {
  const place = `--thread ${threadId} --frame 0`;
  const valueOf = async (expression: string): Promise<string> =>
    await send<{ value: string }>(`-data-evaluate-expression ${place} ${quote(expression)}`).then(
      ({ value }) => value,
      (error: unknown) => `{${messageOf(error)}}`,
    );
  const parts = text.split(EXPRESSION);
  const values = await Promise.all(
    parts.map(async (part) => (EXPRESSION.test(part) ? await valueOf(part.slice(1, -1)) : part)),
  );
  return values.join('');
}
