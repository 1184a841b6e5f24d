import { randomBytes } from 'node:crypto';
import { stripVTControlCharacters } from 'node:util';
import { quoted } from '../../machine/command/shellText';

/** Bytes in each half of a mark: nothing that runs in the guest can guess one. */
const HALF_BYTES = 5;

/** A line of the kernel's log that breaks into another one: it has a time in front, and ends its line. */
const BROKEN_IN = String.raw`(?:\n?(?:<\d>)?\[ {0,8}\d{1,9}\.\d{3,9}\][^\n]*\n)*`;

/**
 * A command for a POSIX shell, and how its output and exit code are told from everything else on the console.
 *
 * A mark has two halves, which are typed apart and joined by `printf`: neither the echo of the line nor a shell that
 * traces its commands (`set -x`) shows a mark. It is drawn for each command. The kernel may print a line in the middle
 * of one, which is looked through; the one at the end comes twice, for kernels that print no times.
 * `command` keeps a syntax error from ending the line in dash and busybox, where `eval` is special; and the command
 * cannot read from the terminal, where the rest of the line would be.
 */
export class ShellCommand {
  /** What is typed, without the line's end. */
  readonly line: string;
  /** Ends where the output begins. */
  readonly begin: RegExp;
  /** Begins where the output ends. Its group is the exit code, possibly broken into. */
  readonly end: RegExp;

  constructor(command: string, random: (bytes: number) => Buffer = randomBytes) {
    const [first, begin, end] = [1, 2, 3].map(() => random(HALF_BYTES).toString('hex'));
    this.line = [
      String.raw`printf '%s%s\n' ${first} ${begin}`,
      `command eval ${quoted(command)} </dev/null`,
      String.raw`printf '\n%s%s=%d;\n%s%s=%d;\n' ${first} ${end} $? ${first} ${end} $?`,
    ].join('; ');
    this.begin = new RegExp(String.raw`${mark(`${first}${begin}`)}\n`);
    this.end = new RegExp(`${mark(`${first}${end}=`)}((?:\\d${BROKEN_IN}){1,3});`);
  }

  /**
   * What the command has printed, and its exit code.
   * @param text What the port received from the beginning of the output on. The guest's; as long as the caller lets it be.
   * @returns undefined if the command has not ended in it.
   */
  read(text: string): { readonly output: string; readonly exitCode: number } | undefined {
    const seen = stripVTControlCharacters(text).replaceAll('\r', '');
    const found = this.end.exec(seen);
    if (!found) return undefined;
    const digits = (found[1] ?? '').replace(new RegExp(BROKEN_IN, 'g'), '');
    // The line feed in front of the mark is ours.
    return { output: seen.slice(0, found.index).replace(/\n$/, ''), exitCode: Number(digits) };
  }
}

function mark(word: string): string {
  return Array.from(word, (character) => character + BROKEN_IN).join('');
}
