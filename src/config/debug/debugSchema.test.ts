import assert from 'node:assert/strict';
import { contributions } from '../manifest/contributions';
import { DEBUG_EXAMPLES } from '../manifest/debugExamples';
import { attachSchema, launchSchema } from './debugSchema';
import { machinePart, validateDebug } from './debugValidate';
import { plainSchema, type JsonSchema } from '../manifest/jsonSchema';
import { findProblems } from '../validation/problems';
import { machineSchema } from '../schema';
import { fieldsOf } from '../shape';
import { runFields } from '../steps/runSchema';
import { ConfigurationError } from '../validation/validate';

const launch = (fields: object = {}): object => ({ type: 'qemu', request: 'launch', name: 'x', ...fields });
const attach = (fields: object = {}): object => ({ type: 'qemu', request: 'attach', name: 'x', ...fields });

function problemsOf(input: unknown): Record<string, string> {
  try {
    validateDebug(input);
    return {};
  } catch (error) {
    assert.ok(error instanceof ConfigurationError, String(error));
    return Object.fromEntries(error.problems.map(({ path, message }) => [path, message]));
  }
}

describe('a launch configuration', () => {
  it('a launch configuration is a machine and how it is debugged', () => {
    const config = launch({
      kernel: 'k.elf',
      memory: '64M',
      program: 'p.elf',
      debugger: 'gdb',
      gdb: 'gdb-multiarch',
      symbolFiles: ['a', { file: 'b', offset: '0x1000' }, { file: 'c', sections: { '.text': 4096 } }],
      sourceMap: { '/build': '/src' },
      setupCommands: ['set print pretty on'],
      stopAtEntry: true,
      stopOnSymbol: 'kmain',
      postMortem: false,
      restart: 'relaunch',
      serial: [{ name: 'console' }],
    });
    assert.deepEqual(validateDebug(config), config);
  });

  it('a launch configuration leaves to VS Code what is VS Code’s', () => {
    const input = launch({
      preLaunchTask: 'build',
      noDebug: true,
      __sessionId: '1',
      presentation: {},
      linux: {},
    });
    assert.deepEqual(validateDebug(input), launch());
  });

  it('a launch configuration gives the machine’s part without the debugger’s', () => {
    const config = validateDebug(launch({ kernel: 'k', program: 'p', smp: 2, stopAtEntry: true }));
    assert.ok(config.request === 'launch');
    assert.deepEqual(machinePart(config), { type: 'qemu', name: 'x', kernel: 'k', smp: 2 });
  });

  it('a launch configuration is told with its path what is wrong', () => {
    assert.deepEqual(problemsOf(launch({ debugger: 'gbd', stopAtEntry: 'yes', kernal: 'x' })), {
      debugger:
        'expected one of "auto", "gdb", "gdb-dap", "lldb-dap", "cppdbg", "none", got "gbd"; did you mean "gdb"?',
      stopAtEntry: 'expected true or false, got "yes"',
      kernal: 'unknown field; did you mean "kernel"?',
    });
    assert.deepEqual(
      problemsOf(launch({ symbolFiles: ['a', { file: 'b', offset: 'twelve' }, { offset: 1 }] })),
      {
        'symbolFiles[1].offset': 'expected an address such as "0x80000000", got "twelve"',
        'symbolFiles[2].file': 'missing; expected text',
      },
    );
    assert.deepEqual(problemsOf(launch({ sourceMap: { '/a': 5 } })), {
      'sourceMap["/a"]': 'expected text, got 5',
    });
    assert.deepEqual(Object.keys(problemsOf({ type: 'qemu', request: 'run' })), ['request']);
  });

  it('a launch configuration has its machine checked, too', () => {
    assert.deepEqual(Object.keys(problemsOf(launch({ append: 'x', serial: [{ name: 5 }] }))), [
      'serial[0].name',
      'append',
    ]);
  });

  it('a launch configuration is told what does not go together', () => {
    assert.deepEqual(Object.keys(problemsOf(launch({ record: 'a', replay: 'b' }))), ['replay']);
    assert.deepEqual(Object.keys(problemsOf(launch({ debugger: 'none', stopOnSymbol: 'main' }))), [
      'stopOnSymbol',
    ]);
    assert.deepEqual(
      Object.keys(
        problemsOf(launch({ record: 'a', drives: ['d'], network: 'user', args: ['-accel', 'kvm'] })),
      ),
      ['drives', 'network', 'args[1]'],
    );
    for (const args of [['-enable-kvm'], ['-machine', 'q35,accel=kvm']])
      assert.equal(Object.keys(problemsOf(launch({ replay: 'a', args }))).length, 1);
    assert.deepEqual(
      problemsOf(launch({ record: 'a', network: 'none', args: ['-accel', 'tcg,thread=single'] })),
      {},
    );
  });
});

describe('an attach configuration', () => {
  it('an attach configuration names a machine, or the endpoints of another QEMU', () => {
    for (const fields of [
      { machine: 'sample' },
      { qmp: 'unix:/tmp/q', gdbStub: 'tcp:localhost:1234', serial: ['pty:/dev/pts/3', 'telnet:[::1]:5555'] },
      { gdbStub: 'unix:/tmp/g', program: 'a.elf' },
    ])
      assert.deepEqual(validateDebug(attach(fields)), attach(fields));
    assert.deepEqual(Object.keys(problemsOf(attach())), ['machine']);
    assert.match(
      problemsOf(attach({ serial: ['pty:/dev/pts/3'] }))['serial'] ?? '',
      /give "qmp" or "gdbStub"/,
    );
    assert.deepEqual(Object.keys(problemsOf(attach({ machine: 'a', qmp: 'unix:/tmp/q' }))), ['qmp']);
  });

  it('an attach configuration takes endpoints of the right form only', () => {
    const problems = problemsOf(
      attach({ qmp: 'telnet:localhost:1', gdbStub: 'tcp:localhost:70000', serial: ['localhost:1234'] }),
    );
    assert.match(problems['qmp'] ?? '', /^expected "unix:PATH" or "tcp:HOST:PORT", got "telnet/);
    assert.match(problems['gdbStub'] ?? '', /port number from 1 to 65535/);
    assert.match(problems['serial[0]'] ?? '', /"pty:PATH", got "localhost:1234"/);
  });

  it('an attach configuration says of a port how it is shown, and is told with its path what is wrong', () => {
    const serial = [
      'unix:/a',
      {
        ...{ endpoint: 'unix:/b', name: 'console', capture: 'c.log', encoding: 'cp437', newline: 'lf' },
        ...{ implicitCarriageReturn: false, localEcho: true, bracketedPaste: true },
        ...{ characterDelayMs: 1, lineDelayMs: 2 },
      },
    ];
    assert.deepEqual(validateDebug(attach({ qmp: 'unix:/q', serial })), attach({ qmp: 'unix:/q', serial }));
    const wrong = (...ports: unknown[]): Record<string, string> =>
      problemsOf(attach({ qmp: 'unix:/q', serial: ports }));
    assert.deepEqual(
      wrong(5, { endpoint: 'unix:/b', encoding: 'cp473', newline: 'nl' }, { name: 'a', device: 'uart' }),
      {
        'serial[0]': 'expected text or an object, got 5',
        'serial[1].encoding': 'got "cp473"; did you mean "cp437"?',
        'serial[1].newline': 'expected one of "cr", "lf", "crlf", got "nl"',
        'serial[2].endpoint': 'missing; expected text',
        'serial[2].device': 'unknown field',
      },
    );
    assert.match(wrong({ endpoint: '/b' })['serial[0].endpoint'] ?? '', /^expected "unix:PATH", /);
  });

  it('an attach configuration is told of ports that get in each other’s way, and of a home that no shell finds', () => {
    const problems = problemsOf(
      attach({
        qmp: 'unix:/q',
        program: '~/kernel.elf',
        serial: [
          'unix:/a',
          { endpoint: 'unix:/b', name: 'serial0', capture: 'c.log' },
          { endpoint: 'unix:/c', capture: './c.log' },
        ],
      }),
    );
    assert.match(problems['serial[1].name'] ?? '', /already the name of serial\[0\]/);
    assert.match(problems['serial[2].capture'] ?? '', /^serial\[1\] captures into the same file/);
    assert.match(problems['program'] ?? '', /write "\$\{userHome\}\/kernel\.elf"/);
    assert.equal(Object.keys(problems).length, 3);
  });

  it('an attach configuration knows nothing of what a machine is made of', () => {
    assert.deepEqual(Object.keys(problemsOf(attach({ machine: 'x', kernel: 'k', stopAtEntry: true }))), [
      'kernel',
      'stopAtEntry',
    ]);
  });
});

describe('the debugger in package.json', () => {
  const [entry] = contributions({}).contributes.debuggers as {
    type: string;
    configurationAttributes: Record<'launch' | 'attach', { properties: Record<string, JsonSchema> }>;
    configurationSnippets: { label: string; body: Record<string, unknown> }[];
  }[];
  assert.ok(entry);

  it('the debugger in package.json offers every field of both requests, and leaves type, request and name to VS Code', () => {
    for (const [request, schema] of [
      ['launch', launchSchema],
      ['attach', attachSchema],
    ] as const) {
      const own = Object.keys(plainSchema(schema).properties ?? {}).filter(
        (key) => !['type', 'request', 'name'].includes(key),
      );
      const others = request === 'launch' ? Object.keys(runFields) : [];
      const offered: string[] = Object.keys(entry.configurationAttributes[request].properties);
      assert.deepEqual(offered, [...own, ...others]);
    }
  });

  it('the debugger in package.json offers snippets that are valid once they are filled in', () => {
    assert.ok(entry.configurationSnippets.length >= 7);
    for (const { body } of entry.configurationSnippets) {
      const filled = JSON.stringify(body)
        .replace(/\^\\"(.*?)\\""/g, '$1"')
        .replaceAll('\\\\${workspaceFolder}', '/w')
        .replace(/\$\{\d:((?:[^{}]|\$\{\d:[^}]*\})*)\}/g, '$1')
        .replace(/\$\{\d:([^}]*)\}/g, '$1');
      assert.doesNotMatch(filled, /[$^]/);
      assert.deepEqual(problemsOf(JSON.parse(filled)), {}, filled);
    }
  });

  it('the debugger in package.json offers only examples that are valid, for fields that exist', () => {
    const known = (name: string) =>
      name.startsWith('attach.')
        ? { schema: attachSchema, path: name.slice('attach.'.length) }
        : { schema: launchSchema, path: name };
    const machine = new Set(fieldsOf(machineSchema).map(({ path }) => path));
    for (const [name, examples] of Object.entries(DEBUG_EXAMPLES)) {
      const { schema, path } = known(name);
      const field = fieldsOf(schema).find((each) => each.path.replaceAll('[]', '') === path);
      assert.ok(field, name);
      assert.ok(name.startsWith('attach.') || !machine.has(path), name);
      for (const example of examples) assert.deepEqual(findProblems(field.schema, example), [], name);
    }
  });
});
