import assert from 'node:assert/strict';
import { escapeIcons, escapeMarkdown } from './escapedText';

describe('escaped text', () => {
  it('escaped text keeps names from being read as Markdown or icons', () => {
    assert.equal(escapeMarkdown('a|b\n[x](command:y) $(bug)'), 'a\\|b \\[x\\]\\(command\\:y\\) \\$\\(bug\\)');
    assert.equal(escapeMarkdown('https://x me@x'), 'https\\://x me\\@x');
    assert.equal(escapeIcons('$(bug) a$b $(sync~spin)'), '\\$(bug) a$b \\$(sync~spin)');
    assert.equal(escapeIcons('$(or $(MEM),64M) $(shell nproc)'), '$(or \\$(MEM),64M) $(shell nproc)');
  });
});
