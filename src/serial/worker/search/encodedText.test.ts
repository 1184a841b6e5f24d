import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodingNamed } from '../encoding/encodingNamed';
import { findText } from './output/find/findText';
import { readWindow } from './output/outputWindow';
import { saveOutput } from './output/save/saveOutput';
import { Search } from './search';
import { spoolText } from './text/spoolText';

const noTurn = (): Promise<void> => Promise.resolve();

/** Characters whose second bytes are `\`, `[`, `{`, `|` and letters, among others. */
const LINES = [
  '表示 ソース \x1b[31m赤い\x1b[0m 予定',
  'plain ASCII login: ',
  '十貼能 ポ ー',
  'error 構造 ソフト',
];
const SEEN = LINES.map((line) => line.replace(/\x1b\[\d*m/g, ''));

describe('text that is searched, shown and saved in an encoding', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'qsd-encoded-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Lines between much plain text, which searches skip. */
  const spool = (
    encoding: string,
    many = 1,
  ): { source: Parameters<typeof findText>[0]['source']; bytes: Buffer } => {
    const path = join(folder, `${encoding}.out`);
    const plain = 'nothing to be seen here\r\n'.repeat(many > 1 ? 4000 : 0);
    const bytes = encodingNamed(encoding).encode(`${LINES.join('\r\n')}\r\n${plain}`.repeat(many));
    writeFileSync(path, bytes);
    const source = { name: 'p', path, times: join(folder, 'none'), kept: 0, end: bytes.length, encoding };
    return { source, bytes };
  };

  for (const encoding of ['shiftjis', 'eucjp', 'gb18030']) {
    it(`text in ${encoding} is shown with its colours, and each line knows its byte`, () => {
      const { source, bytes } = spool(encoding);
      const window = readWindow({
        sources: [source],
        events: [],
        pivot: { at: 'end' },
        bytes: 1 << 20,
        timestamps: undefined,
      });
      assert.deepEqual(window.text.split('\n').slice(0, 4), SEEN);
      assert.deepEqual([...window.spans.subarray(0, 3)], [0, 7, 9]);
      const second = window.offsets[1] ?? 0;
      assert.equal(bytes.subarray(second, second + 5).toString(), 'plain');
      assert.equal(
        spoolText({ path: source.path, from: 0, to: bytes.length, masked: false, encoding }),
        SEEN.join('\n'),
      );
    });

    it(`text in ${encoding} is found wherever it stands, and where it stands, by each search`, async () => {
      const { source, bytes } = spool(encoding, 5);
      for (const wanted of ['ソース', '貼能', '予定', 'login: ', 'ASCII login', 'error 構造']) {
        const { matches } = await findText({ source, pattern: wanted, most: 100 }, noTurn);
        assert.equal(matches.length, 5, wanted);
        for (const { start, end } of matches)
          assert.deepEqual(bytes.subarray(start, end), encodingNamed(encoding).encode(wanted));
        const search = new Search({ path: source.path, from: 0, pattern: wanted, raw: false, encoding });
        let look = search.look(bytes.length, 0);
        while (!look.match && look.position < bytes.length) look = search.look(bytes.length, 0);
        search.close();
        assert.deepEqual([look.match?.start, look.match?.end], [matches[0]?.start, matches[0]?.end], wanted);
      }
      const { matches } = await findText({ source, pattern: '[1m', most: 100 }, noTurn);
      assert.deepEqual(matches, [], 'the rest of a sequence is no text');
    });

    it(`text in ${encoding} is saved as UTF-8, and as its bytes`, async () => {
      const { source, bytes } = spool(encoding);
      const save = async (format: 'text' | 'asciicast' | 'raw'): Promise<Buffer> => {
        const target = join(folder, format);
        await saveOutput(
          { source, format, timestamps: 'start', target, title: 'p', size: { columns: 80, rows: 24 } },
          noTurn,
        );
        return readFileSync(target);
      };
      assert.equal((await save('text')).toString(), `${SEEN.join('\n')}\n`);
      const events = (await save('asciicast')).toString().trimEnd().split('\n').slice(1);
      const said = events.map((event) => (JSON.parse(event) as [number, string, string])[2]).join('');
      assert.equal(said, `${LINES.join('\r\n')}\r\n`);
      assert.deepEqual(await save('raw'), bytes);
    });
  }

  it('a raw search looks at bytes, whatever the encoding is', () => {
    const path = join(folder, 'raw.out');
    writeFileSync(path, Buffer.from('ü', 'utf8'));
    const found = (raw: boolean): boolean => {
      const search = new Search({ path, from: 0, pattern: 'ü', raw, encoding: 'cp437' });
      const { match } = search.look(2, 0);
      search.close();
      return match !== undefined;
    };
    assert.deepEqual([found(true), found(false)], [true, false]);
  });
});
