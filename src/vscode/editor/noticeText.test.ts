import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { noticeText } from './noticeText';

/** What the editor makes a link of in a notification. */
const LINK = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;

describe('noticeText', () => {
  it('noticeText leaves no link in a guest’s words', () => {
    const guests = ['[run](command:qemu.stop)', '[a](https://example.org "b")', '[c](file:///etc/passwd)]('];
    for (const words of guests) {
      assert.doesNotMatch(noticeText(`panic: ${words} ${words}`), LINK);
      assert.doesNotMatch(noticeText(words.replace('](', ']\n(')), LINK);
    }
    assert.match(noticeText(guests[0]!), /run\] \(command:qemu\.stop\)/);
  });

  it('noticeText puts all on one line, without controls', () => {
    assert.equal(noticeText('Last lines received:\r\n\ta\u2028b\x1b[1m\n'), 'Last lines received: a b [1m');
  });

  it('noticeText cuts what is too long in its middle', () => {
    for (const filler of ['x', ' 😀']) {
      const text = noticeText(`begin ${filler.repeat(100_000)} end`);
      assert.match(text, /^begin .+ … .+ end$/u);
      assert.ok(text.length <= 510, `${text.length}`);
    }
    assert.doesNotMatch(noticeText(`${'x'.repeat(249)}](command:a)${'y'.repeat(500)}`), /\]\(/);
  });

  it('noticeText cuts none of our own sentences, with room for names', () => {
    for (const language of ['', '.de']) {
      const texts = JSON.parse(readFileSync(`l10n/bundle.l10n${language}.json`, 'utf8')) as Record<
        string,
        string | { message: string }
      >;
      for (const entry of Object.values(texts)) {
        const text = typeof entry === 'string' ? entry : entry.message;
        // What the command in a terminal says of itself is never in a notification.
        if (text.includes('--junit')) continue;
        assert.ok(noticeText(text.replaceAll(/\{\d\}/g, 'x'.repeat(60))).length <= 500, text);
        assert.equal(noticeText(text), text.replace(/\s+/g, ' ').trim());
      }
    }
  });
});
