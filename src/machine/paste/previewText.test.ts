import assert from 'node:assert/strict';
import { previewText } from './previewText';

describe('what an import looks like', () => {
  it('the preview of an import is the entry below what is different in it', () => {
    assert.equal(
      previewText({ type: 'qemu', smp: 2 }, [{ option: 'sudo', text: 'left out' }]),
      '// What is different here, and why:\n// - sudo: left out.\n{\n    "type": "qemu",\n    "smp": 2\n}\n',
    );
    assert.equal(previewText({}, []), '// Everything is as it was.\n{}\n');
  });

  it('the preview of an attach configuration says that it needs a QEMU that runs, not that nothing is different', () => {
    const attach = { request: 'attach' };
    const entry = '{\n    "request": "attach"\n}\n';
    const first = '// This starts no QEMU: F5 connects to one that runs already.\n';
    assert.equal(previewText(attach, []), first + entry);
    assert.equal(
      previewText(attach, [{ option: 'svdFile', text: 'left out' }]),
      `${first}// What is different here, and why:\n// - svdFile: left out.\n${entry}`,
    );
  });

  it('the preview of an import stays a comment, whatever the option is', () => {
    const text = previewText({}, [{ option: 'a\nb */', text: `${'long '.repeat(60)}end` }]);
    const lines = text.trimEnd().split('\n');
    assert.ok(
      lines.slice(0, -1).every((line) => line.startsWith('// ') && line.length < 110),
      text,
    );
  });
});
