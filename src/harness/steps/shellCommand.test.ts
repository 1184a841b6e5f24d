import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { ShellCommand } from './shellCommand';

/** Shells that guests have: each is given what the runner types, as its input. */
const SHELLS: readonly (readonly [string, ...string[]])[] = [
  ['dash', '-i'],
  ['bash', '--norc', '--noprofile', '-i'],
  ['busybox', 'sh', '-i'],
];

/** What a console shows: the echo of what is typed, and what the shell prints. */
function onConsole([program, ...args]: readonly [string, ...string[]], typed: string): string {
  const printed = execFileSync(program, args, {
    input: `${typed}\n`,
    stdio: ['pipe', 'pipe', 'pipe'],
    encoding: 'utf8',
  });
  return `# ${typed}\r\n${printed.replaceAll('\n', '\r\n')}`;
}

/** As the runner reads a console: what follows the first mark. */
function read(command: ShellCommand, console: string) {
  const seen = console.replaceAll('\r', '');
  const begin = command.begin.exec(seen);
  return begin ? command.read(seen.slice(begin.index + begin[0].length)) : undefined;
}

const KERNEL = '[   12.345678] usb 1-1: new high-speed USB device\n';

describe('a command in a guest’s shell', () => {
  for (const shell of SHELLS) {
    const [name] = shell;
    const run = (text: string, before = '') => {
      const command = new ShellCommand(text);
      return read(command, onConsole(shell, `${before}${command.line}`));
    };

    it(`a command in ${name} is read with its output and exit code, whatever quotes and line ends are in it`, () => {
      assert.deepEqual(run('echo "it\'s" $((1+1)); false'), { output: "it's 2\n", exitCode: 1 });
      assert.deepEqual(run('printf %s x # a comment'), { output: 'x', exitCode: 0 });
      assert.deepEqual(run('true &'), { output: run('true &')?.output, exitCode: 0 });
      assert.deepEqual(run('for i in 1 2; do\necho $i\ndone; (exit 77)'), { output: '1\n2\n', exitCode: 77 });
      assert.deepEqual(run('cat; echo end'), { output: 'end\n', exitCode: 0 });
    });

    it(`a command in ${name} that is no command of a shell ends with an exit code and not with the time-out`, () => {
      const { exitCode = 0 } = run('if') ?? {};
      assert.ok(exitCode > 0, String(exitCode));
    });

    it(`a command in ${name} that traces itself shows no mark`, () => {
      const command = new ShellCommand('echo traced');
      const [program, ...args] = shell;
      const typed = `exec 2>&1; set -x; ${command.line}`;
      const console = onConsole([program, ...args], typed);
      assert.match(console, /\+ printf/);
      assert.equal(read(command, console)?.exitCode, 0);
      assert.match(read(command, console)?.output ?? '', /traced\n/);
    });
  }

  it('a command is not ended by its own text, by the marks of another one, or by those of one with other numbers', () => {
    const command = new ShellCommand('cat history');
    const other = new ShellCommand('cat history');
    const forged = onConsole(['dash'], other.line);
    assert.equal(read(command, `${command.line}\n${command.line}\n${forged}`), undefined);
    assert.notEqual(command.line, other.line);
  });

  it('a command’s marks are found where the kernel prints a line in the middle of them, wherever that is', () => {
    const command = new ShellCommand('uname');
    const console = onConsole(['dash'], `uname() { echo Guest; return 42; }; ${command.line}`).replaceAll(
      '\r',
      '',
    );
    const from = console.indexOf('\n') + 1;
    for (let at = from; at < console.indexOf('=42;') + 3; at++) {
      const broken = `${console.slice(0, at)}${KERNEL}${console.slice(at)}`;
      const found = read(command, broken);
      assert.equal(found?.exitCode, 42, broken);
      assert.equal(found.output.replace(KERNEL, '').replace(KERNEL.trim(), '').trim(), 'Guest', broken);
    }
  });

  it('a command’s end is found where a kernel without times breaks the first mark', () => {
    const command = new ShellCommand('uname');
    const console = onConsole(['dash'], `uname() { return 3; }; ${command.line}`);
    const broken = console.replace('=3;', '=usb 1-1: new device\n3;');
    assert.equal(read(command, broken)?.exitCode, 3);
  });
});
