import assert from 'node:assert/strict';
import { isForRun, readCommandLine } from './commandLine';
import { UsageError } from './usage';

describe('the command line of qemu-serial-debug', () => {
  it('a command line names logs and programs in any order, and - is a log', () => {
    assert.deepEqual(
      readCommandLine(['report', 'a.log', '--program', 'vmlinux', '-', '--json', '--program=x.ko']),
      {
        command: 'report',
        json: true,
        programs: ['vmlinux', 'x.ko'],
        logs: ['a.log', '-'],
      },
    );
    assert.deepEqual(readCommandLine(['report', '--', '--json']), {
      command: 'report',
      json: false,
      programs: [],
      logs: ['--json'],
    });
  });

  it('a command line for a run has one configuration, and an hour unless told', () => {
    assert.deepEqual(readCommandLine(['run', 'tasks.json']), {
      command: 'run',
      file: 'tasks.json',
      timeoutSeconds: 3600,
    });
    const files = ['--junit=a.xml', '--lcov', 'b.info', '--cobertura=c.xml', '--log', 'out'];
    assert.deepEqual(
      readCommandLine(['run', '--name', 'boot', '--steps=log in', ...files, '--timeout', '1.5', 'own.json']),
      {
        command: 'run',
        file: 'own.json',
        name: 'boot',
        steps: 'log in',
        junit: 'a.xml',
        lcov: 'b.info',
        cobertura: 'c.xml',
        log: 'out',
        timeoutSeconds: 1.5,
      },
    );
  });

  it('a command line that asks for help needs nothing else', () => {
    for (const args of [['--help'], ['-h'], ['report', '--help']])
      assert.deepEqual(readCommandLine(args), { command: 'help' });
  });

  it('a command line is known to be for a run wherever the word stands, and whatever else is wrong', () => {
    for (const args of [
      ['run'],
      ['--timeout', '5', 'run', 'x'],
      ['--junit=a', 'run'],
      ['run', '--jnit', 'a'],
    ])
      assert.equal(isForRun(args), true, args.join(' '));
    for (const args of [[], ['report', 'run'], ['--log', 'run', 'report'], ['--name']])
      assert.equal(isForRun(args), false, args.join(' '));
  });

  const wrong: readonly (readonly [what: string, args: readonly string[], message: RegExp])[] = [
    ['without a command', [], /^No command was given\.$/],
    ['with a command that does not exist', ['decode', 'a.log'], /no command decode/],
    ['without a log', ['report', '--json'], /No log/],
    ['with an option that does not exist', ['report', '--jsn', 'a.log'], /'--jsn'/],
    ['with an option that lacks its value', ['report', 'a.log', '--program'], /--program/],
    ['for a run without a configuration', ['run', '--name', 'x'], /No configuration/],
    [
      'for a run whose results would overwrite it',
      ['run', './a', '--junit', 'a'],
      /\.\/a would be overwritten/,
    ],
    ['for a run of two configurations', ['run', 'a', 'b'], /b is one too many/],
    ['for a run with a time that is none', ['run', 'a', '--timeout', '0'], /takes seconds/],
    ['for a run with what is for reports', ['run', 'a', '--json'], /--json is not for run/],
    ['for a report with what is for runs', ['report', 'a', '--junit', 'x'], /--junit is not for report/],
    ['that reads standard input twice', ['report', '-', '-'], /only once/],
  ];
  for (const [what, args, message] of wrong)
    it(`a command line ${what} is refused, with where to read on`, () => {
      assert.throws(
        () => readCommandLine(args),
        (error) =>
          error instanceof UsageError && message.test(error.message) && /--help/.test(error.hint ?? ''),
      );
    });
});
