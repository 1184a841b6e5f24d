import assert from 'node:assert/strict';
import { applyEdits } from 'jsonc-parser';
import { fieldEdits, insertEntry, ConfigurationFileError } from './configurationFile';
import { LAUNCH_JSON, TASKS_JSON } from './editorFiles';

const NEW = { type: 'qemu', name: 'new', args: ['-m', '1'] };

function added(text: string): string {
  const { offset, text: inserted } = insertEntry(text, NEW, LAUNCH_JSON);
  return text.slice(0, offset) + inserted + text.slice(offset);
}

/** Comments and trailing commas away, so that JSON.parse takes it. */
function parse(text: string): { version?: string; configurations: { name: string }[] } {
  const plain = text.replace(/"(?:[^"\\]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (part) =>
    part.startsWith('"') ? part : '',
  );
  return JSON.parse(plain.replace(/,(\s*[}\]])/g, '$1')) as ReturnType<typeof parse>;
}

describe('adding to launch.json', () => {
  it('adding a configuration makes a new launch.json', () => {
    const text = added('');
    assert.equal(
      text,
      `{
    "version": "0.2.0",
    "configurations": [
        {
            "type": "qemu",
            "name": "new",
            "args": [
                "-m",
                "1"
            ]
        }
    ]
}
`,
    );
    assert.deepEqual(JSON.parse(added('// only a comment\n').replace(/^.*\n/, '')), JSON.parse(text));
  });

  it('adding a task makes a new tasks.json', () => {
    const tasks = insertEntry('', NEW, TASKS_JSON).text;
    assert.deepEqual(JSON.parse(tasks), { version: '2.0.0', tasks: [NEW] });
    const before = '{ // mine\n  "tasks": [ // all\n    { "label": "old" }\n  ]\n}\n';
    const { offset, text } = insertEntry(before, NEW, TASKS_JSON);
    assert.equal(before.slice(0, offset), '{ // mine\n  "tasks": [ // all');
    assert.match(text, /"name": "new"[^]*,$/);
  });

  const files: Record<string, string> = {
    'an empty list': '{\n  "version": "0.2.0",\n  "configurations": []\n}\n',
    'a list': '{\n  "configurations": [\n    { "name": "old" }\n  ]\n}',
    'a trailing comma': '{\n\t"configurations": [\n\t\t{ "name": "old" },\n\t],\n}',
    'no list': '{\n  "version": "0.2.0"\n}',
    'nothing at all': '{}',
    'comments everywhere': `// first
{ // "configurations": [
  /* "configurations": [ */ "version": "0.2.0", // two
  "inputs": [{ "configurations": [1] }],
  "configurations": [ // mine
    // { "name": "commented out" },
    { "name": "old [", "x": "\\"]" } // old
    /* end */
  ]
  // last
}`,
    'Windows line ends': '{\r\n    "configurations": [\r\n        { "name": "old" }\r\n    ]\r\n}\r\n',
    'a byte order mark': '\uFEFF{"configurations":[{"name":"old"}]}',
  };
  for (const [what, text] of Object.entries(files)) {
    it(`adding a configuration puts it first and changes nothing else: ${what}`, () => {
      const after = added(text);
      const { configurations } = parse(after.replace('\uFEFF', ''));
      assert.deepEqual(configurations[0], NEW);
      const old = parse(text.replace('\uFEFF', '')).configurations as unknown[] | undefined;
      assert.deepEqual(configurations.slice(1), old ?? []);
      const { offset, text: inserted } = insertEntry(text, NEW, LAUNCH_JSON);
      assert.equal(after.slice(0, offset) + after.slice(offset + inserted.length), text);
      if (text.includes('\r\n')) assert.doesNotMatch(after, /[^\r]\n/);
    });
  }

  it('adding a configuration keeps the comment of the list with the list', () => {
    assert.match(added(files['comments everywhere'] ?? ''), /"configurations": \[ \/\/ mine\n {4}\{\n/);
  });

  const wrong = [
    '[]',
    '"x"',
    '{ "configurations": {} }',
    '{ "configurations": ',
    '{ $ }',
    '{ "a": [ }',
    '{ "a',
  ];
  for (const text of wrong) {
    it(`adding an entry is refused for what is no such file: ${text}`, () => {
      assert.throws(() => insertEntry(text, NEW, LAUNCH_JSON), ConfigurationFileError);
    });
  }
});

describe('changing a field of an entry', () => {
  const text =
    '{ // mine\n  "configurations": [\n    { "name": "a" },\n    { // b\n      "name": "b", "append": "x" // old\n    },\n  ]\n}\n';
  const changed = (name: string, field: string, value: unknown): string | undefined => {
    const edits = fieldEdits(text, LAUNCH_JSON, { name, field, value });
    return edits && applyEdits(text, edits);
  };

  it('changing a field of an entry changes nothing else, comments included', () => {
    assert.equal(changed('b', 'append', 'x y'), text.replace('"x"', '"x y"'));
    assert.match(changed('a', 'append', 'x') ?? '', /"name": "a",\s+"append": "x"/);
    assert.deepEqual(parse(changed('b', 'args', ['-s']) ?? '').configurations[1], {
      name: 'b',
      append: 'x',
      args: ['-s'],
    });
  });

  it('changing a field gives no edits when there is no such entry', () => {
    assert.equal(changed('c', 'append', 'x'), undefined);
    assert.equal(fieldEdits('[]', LAUNCH_JSON, { name: 'a', field: 'append', value: 'x' }), undefined);
    assert.equal(fieldEdits('', LAUNCH_JSON, { name: 'a', field: 'append', value: 'x' }), undefined);
  });
});
