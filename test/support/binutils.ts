import { execFileSync } from 'node:child_process';
import { normalize } from 'node:path';

/** `function file:line`, innermost first. */
export type Shown = readonly string[];

/**
 * What `addr2line -i` says about each address: the answer by which others are judged.
 * @param prefix Of the tool for another processor's programs, e.g. `aarch64-linux-gnu-`.
 */
export function addr2line(file: string, addresses: readonly bigint[], prefix = ''): Shown[] {
  const input = addresses.map((address) => `${hex(address)}\n`).join('');
  const lines = tool(`${prefix}addr2line`, ['-a', '-i', '-f', '-C', '-e', file], input).split('\n');
  const answers: string[][] = [];
  for (let at = 0; at < lines.length - 1; at += 1) {
    const line = lines[at] ?? '';
    if (/^0x(?:[0-9a-f]{8}|[0-9a-f]{16})$/.test(line)) answers.push([]);
    else answers.at(-1)?.push(`${line} ${tidy((lines[++at] ?? '').replace(/ \(discriminator \d+\)$/, ''))}`);
  }
  return answers;
}

/** Where a program's symbols are, by `nm`: those of one name in their order. */
export function nm(file: string, prefix = ''): (name: string) => readonly bigint[] {
  const table = tool(`${prefix}nm`, ['-n', file]);
  return (name) =>
    [...table.matchAll(new RegExp(`^([0-9a-f]+) \\w ${name.replaceAll('.', '\\.')}$`, 'gm'))].map(
      ([, digits]) => BigInt(`0x${digits}`),
    );
}

/** A path and line in their shortest form; `??` when there is none. */
export const tidy = (place: string): string => (place.startsWith('??') ? '??' : normalize(place));

export const hex = (address = 0n): string => `0x${address.toString(16)}`;

function tool(program: string, args: readonly string[], input = ''): string {
  return execFileSync(program, args, { input, encoding: 'utf8', maxBuffer: 1 << 28 });
}
