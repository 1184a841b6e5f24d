import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { contributions } from './contributions';
import { EXAMPLES } from './examples';
import { jsonSchema, type JsonSchema } from './jsonSchema';
import { findProblems } from '../validation/problems';
import { runSchema } from '../steps/runSchema';
import { fieldsOf } from '../shape';

const root = join(__dirname, '../../..');
const json = (file: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(root, file), 'utf8')) as Record<string, unknown>;
const HINT = 'Run: node --import tsx scripts/generateContributions.ts';

const texts = json('package.nls.json') as Record<string, string>;
const made = contributions(texts);
const everywhere = JSON.stringify(made);

describe('package.json', () => {
  const manifest = json('package.json');

  for (const part of [
    'configuration',
    'taskDefinitions',
    'problemMatchers',
    'debuggers',
    'breakpoints',
  ] as const)
    it(`contributes.${part} of package.json follows from src/config`, () => {
      const contributes = manifest['contributes'] as Record<string, unknown>;
      assert.deepEqual(contributes[part], made.contributes[part], HINT);
    });

  it('the capabilities of package.json follow from src/config', () => {
    assert.deepEqual(manifest['capabilities'], made.capabilities, HINT);
  });
});

describe('package.nls.json', () => {
  const used = new Set(everywhere.match(/(?<=%)[\w.*+\]-]+(?=%)/g));

  it('package.nls.json has every text that the contributions use', () => {
    assert.ok(used.size > 70, String(used.size));
    assert.deepEqual(
      [...used].filter((key) => !texts[key]?.trim()),
      [],
    );
  });

  it('package.nls.json has no text about fields and settings that are gone', () => {
    const stale = Object.keys(texts).filter(
      (key) => /^(config|attach|snippets|settings)\./.test(key) && !used.has(key),
    );
    assert.deepEqual(stale, []);
  });
});

describe('the JSON schema', () => {
  const schema = jsonSchema(texts);

  it('the JSON schema has no $ref, which VS Code refuses in launch configurations', () => {
    assert.doesNotMatch(everywhere, /\$ref|\$schema|\$defs|definitions":/);
  });

  it('the JSON schema refuses unknown fields in every object that has fields', () => {
    const visit = (at: JsonSchema): number => {
      if (at.properties) assert.equal(at.additionalProperties, false);
      const inner = [
        ...Object.values(at.properties ?? {}),
        ...(at.anyOf ?? []),
        ...(at.items ? [at.items] : []),
      ];
      return inner.map(visit).reduce((a, b) => a + b, at.properties ? 1 : 0);
    };
    assert.equal(visit(schema), 21);
  });

  it('the JSON schema lets variables pass where a text must have a form', () => {
    const withoutExamples = JSON.stringify(schema, (key, value: unknown) =>
      key === 'examples' ? undefined : value,
    );
    const patterns = [...withoutExamples.matchAll(/"pattern":("\^(?:[^"\\]|\\.)*")/g)].map(
      ([, pattern]) => new RegExp(JSON.parse(pattern ?? '') as string),
    );
    assert.equal(patterns.length, 11);
    for (const pattern of patterns) {
      assert.match('${input:something}', pattern);
      assert.doesNotMatch('!?', pattern);
    }
  });

  it('the JSON schema offers only examples and defaults that are valid, for fields that exist', () => {
    const fields = fieldsOf(runSchema);
    for (const [path, examples] of Object.entries(EXAMPLES)) {
      const found = fields.filter((field) => field.path.replaceAll('[]', '') === path);
      assert.ok(found[0], path);
      for (const example of examples) assert.deepEqual(findProblems(found[0].schema, example), [], path);
    }
  });

  it('the JSON schema shows the defaults that we use', () => {
    const { serial, display, reboot, ready } = schema.properties ?? {};
    assert.equal(display?.default, 'none');
    assert.equal(reboot?.default, 'reset');
    assert.equal(serial?.items?.properties?.['newline']?.default, 'cr');
    assert.equal(ready?.anyOf?.[1]?.properties?.['timeoutSeconds']?.default, 300);
  });
});

describe('the task type', () => {
  it('the task type is qemu, needs nothing, and leaves "type" to VS Code', () => {
    const [task] = made.contributes.taskDefinitions as {
      type: string;
      required: string[];
      properties: object;
    }[];
    assert.equal(task?.type, 'qemu');
    assert.deepEqual(task.required, []);
    assert.ok(!('type' in task.properties));
    assert.ok('kernel' in task.properties);
  });
});

describe('the problem matcher', () => {
  const [matcher] = made.contributes.problemMatchers as [
    {
      pattern: { regexp: string; file: number; message: number };
      background: { beginsPattern: string; endsPattern: string };
    },
  ];
  const found = (line: string): unknown => {
    const match = new RegExp(matcher.pattern.regexp).exec(line);
    return match && [match[matcher.pattern.file], match[matcher.pattern.message]];
  };

  it('the problem matcher finds failed starts, with or without the file to blame', () => {
    assert.deepEqual(found('* QEMU error: no such file: a.elf'), ['QEMU', 'no such file: a.elf']);
    assert.deepEqual(found('* QEMU error in /a b/.vscode/tasks.json: serial[0].name: expected text, got 5'), [
      '/a b/.vscode/tasks.json',
      'serial[0].name: expected text, got 5',
    ]);
    assert.deepEqual(found('* QEMU error in C:\\a\\tasks.json: bad'), ['C:\\a\\tasks.json', 'bad']);
  });

  it('the problem matcher finds nothing else', () => {
    for (const line of [
      '* QEMU failed: x',
      '* QEMU ready',
      'QEMU error: x',
      ' * QEMU error: x',
      '* QEMU error in : x',
    ])
      assert.equal(found(line), null, line);
  });

  it('the problem matcher sees begin and end, and no problem in either', () => {
    const begins = new RegExp(matcher.background.beginsPattern);
    const ends = new RegExp(matcher.background.endsPattern);
    assert.match('* QEMU starting: demo', begins);
    for (const line of ['* QEMU ready', '* QEMU failed: exit code 1', '* QEMU ended: guest-shutdown'])
      assert.match(line, ends);
    for (const line of ['* QEMU error: x', 'the guest says * QEMU ready', '* QEMU starting'])
      assert.doesNotMatch(line, ends);
  });
});

describe('the bundle', () => {
  it('the bundle holds little of the schema library and nothing of the generator', async () => {
    const entry = `export * from '../validation/validate'; export * from '../resolve/resolveConfiguration'; export * from './settings';`;
    const result = await build({
      stdin: { contents: entry, resolveDir: __dirname, loader: 'ts' },
      bundle: true,
      minify: true,
      write: false,
      metafile: true,
      platform: 'node',
      format: 'cjs',
      logLevel: 'error',
    });
    const inputs = Object.keys(result.metafile.inputs);
    assert.deepEqual(
      inputs.filter((file) => /to-json-schema|jsonSchema|contributions|examples/.test(file)),
      [],
    );
    const [output] = Object.values(result.metafile.outputs);
    const library = Object.entries(output?.inputs ?? {}).filter(([file]) => file.includes('/valibot/'));
    const size = library.reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, 0);
    assert.ok(size > 0 && size < 12_000, `${size} bytes`);
  });
});
