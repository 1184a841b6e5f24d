import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { CREDIT_REQUEST } from '../../protocol';
import { EscapeFilter } from './escapeFilter';
import { ScreenModel } from './screenModel';

const ESC = '\x1b';
const BEL = '\x07';
const ST = '\x1b\\';

/** What goes in, what comes out, and a word on why. */
const TABLE: readonly (readonly [why: string, input: string, output: string])[] = [
  ['plain text', 'hello\r\nworld\t\b\0', 'hello\r\nworld\t\b\0'],
  ['not ASCII', 'žluťoučký 😀 \u00a0é', 'žluťoučký 😀 \u00a0é'],
  ['colours', `${ESC}[1;31mred${ESC}[0m`, `${ESC}[1;31mred${ESC}[0m`],
  ['cursor and its report', `${ESC}[2J${ESC}[H${ESC}[6n`, `${ESC}[2J${ESC}[H${ESC}[6n`],
  ['alternate screen, mouse', `${ESC}[?1049h${ESC}[?1000;1006h`, `${ESC}[?1049h${ESC}[?1000;1006h`],
  ['charsets and other escapes', `${ESC}(B${ESC}7${ESC}8${ESC}#8`, `${ESC}(B${ESC}7${ESC}8${ESC}#8`],
  ['escapes that no terminal knows', `a${ESC}Zb${ESC}#3c`, 'abc'],
  ['8-bit CSI becomes 7-bit', 'a\x9b31mb', `a${ESC}[31mb`],
  ['8-bit line controls become 7-bit', 'a\x84\x85\x88\x8d\x86b', `a${ESC}D${ESC}E${ESC}H${ESC}Mb`],
  ['shell integration', `a${ESC}]633;E;rm -rf;n${BEL}${ESC}]133;A${ST}b`, 'ab'],
  ['marks', `a${ESC}]633;SetMark${BEL}b${ESC}]1337;SetMark${ST}c\x9d633;SetMark;Id=1\x9cd`, 'abcd'],
  ['iTerm', `a${ESC}]1337;SetMark${BEL}b`, 'ab'],
  ['clipboard', `a${ESC}]52;c;aGk=${BEL}b`, 'ab'],
  ['notifications', `a${ESC}]9;hi${BEL}${ESC}]777;notify;a;b${ST}${ESC}]99;;x${ST}b`, 'ab'],
  ['titles, directory', `a${ESC}]0;t${BEL}${ESC}]2;t${ST}${ESC}]l;x${BEL}${ESC}]7;file://h/${ST}b`, 'ab'],
  ['8-bit OSC', 'a\x9d633;A\x9cb\x9d52;c;x\x07c', 'abc'],
  ['OSC number with leading zero', `a${ESC}]0633;A${BEL}${ESC}]008;;command:x${BEL}b`, 'ab'],
  ['OSC with controls inside', `a${ESC}]6\n33;A${BEL}b`, 'ab'],
  [
    'colour question',
    `${ESC}]11;?${BEL}${ESC}]4;1;rgb:ff/00/00${ST}`,
    `${ESC}]11;?${BEL}${ESC}]4;1;rgb:ff/00/00${ST}`,
  ],
  [
    'web link, without its id',
    `${ESC}]8;id=1;https://x.org/a;b${ST}t${ESC}]8;;${ST}`,
    `${ESC}]8;;https://x.org/a;b${ST}t${ESC}]8;;${ST}`,
  ],
  ['command link', `${ESC}]8;;command:workbench.action.quit${ST}t${ESC}]8;;${ST}`, 't'],
  ['editor and file link', `${ESC}]8;;vscode://x${BEL}t${ESC}]8;;FILE:///etc${BEL}u`, 'tu'],
  ['OSC ended by another escape', `${ESC}]633;A${ESC}[31mb`, `${ESC}[31mb`],
  ['kept OSC ended by another escape', `${ESC}]11;?${ESC}[31mb`, `${ESC}]11;?${ST}${ESC}[31mb`],
  ['OSC aborted', `${ESC}]11;?\x18b${ESC}]11;?\x1ac`, 'bc'],
  ['OSC aborted by 8-bit control', `${ESC}]11;?\x9b31mb`, `${ESC}[31mb`],
  ['window manipulation', `a${ESC}[8;50;200t${ESC}[2t${ESC}[>2;1t${ESC}[21t${ESC}[tb`, 'ab'],
  ['text area question', `${ESC}[18t`, `${ESC}[18t`],
  ['sequences that no terminal knows', `a${ESC}[1;2 t${ESC}[1;2;3;4;1$tb${ESC}[5ic`, 'abc'],
  ['bracketed paste', `a${ESC}[?2004hb${ESC}[?2004l`, `ab${ESC}[?2004l`],
  ['bracketed paste among others', `${ESC}[?1;2004;25h${ESC}[?02004h`, `${ESC}[?1;25h`],
  ['DCS', `a${ESC}Pq#0;2;0;0;0~~${ST}b\x90+q544e\x9cc`, 'abc'],
  ['DCS with BEL inside', `a${ESC}Pqxx${BEL}yy${ST}b`, 'ab'],
  ['settings question', `${ESC}P$qm${ST}`, `${ESC}P$qm${ST}`],
  ['APC, PM, SOS', `a${ESC}_Gf=100;AAAA${ST}b${ESC}^x${ST}c${ESC}Xy${ST}d\x9fz\x9ce`, 'abcde'],
  ['control inside CSI', `${ESC}[3\n1mx`, `\n${ESC}[31mx`],
  ['escape inside CSI', `${ESC}[3${ESC}[1mx`, `${ESC}[1mx`],
  ['CSI aborted', `${ESC}[31\x18mx${ESC}[3\x1amy`, 'mxmy'],
  ['malformed CSI', `${ESC}[3?1mx${ESC}[1 2my`, 'xy'],
  ['text inside CSI', `${ESC}[3é1mx`, 'é1mx'],
  ['lone terminator', `a${ST}b\x9cc`, 'abc'],
  ['DEL inside of sequences', `${ESC}\x7f[3\x7f1m`, `${ESC}[31m`],
];

function filtering(bracketedPaste = false): (text: string) => string {
  const filter = new EscapeFilter(new ScreenModel(bracketedPaste));
  return (text) => {
    filter.push(text);
    return filter.take().text;
  };
}

function inPieces(input: string, cut: () => number): string {
  const filter = filtering();
  let out = '';
  for (let at = 0; at < input.length;) {
    const length = cut();
    out += filter(input.slice(at, at + length));
    at += length;
  }
  return out;
}

describe('escape filter', () => {
  for (const [why, input, output] of TABLE) {
    it(`the escape filter gives what the table says for ${why}, whole, by character and in random pieces`, () => {
      assert.equal(
        inPieces(input, () => input.length),
        output,
      );
      assert.equal(
        inPieces(input, () => 1),
        output,
      );
      for (let round = 0; round < 20; round++)
        assert.equal(
          inPieces(input, () => randomInt(1, 9)),
          output,
        );
    });
  }

  it('the escape filter gives the same for any mixture, however it is cut', () => {
    const alphabet = [
      ESC,
      '[',
      ']',
      'P',
      '_',
      '?',
      '2004',
      '633',
      '8',
      ';',
      'h',
      't',
      'm',
      BEL,
      ST,
      '\x9b',
      '\x9d',
      '\x18',
      'a',
      '\n',
      '€',
    ];
    for (let round = 0; round < 3000; round++) {
      const input = Array.from(
        { length: randomInt(1, 30) },
        () => alphabet[randomInt(alphabet.length)]!,
      ).join('');
      const whole = inPieces(input, () => input.length);
      assert.equal(
        inPieces(input, () => randomInt(1, 5)),
        whole,
        JSON.stringify(input),
      );
      assert.doesNotMatch(
        whole,
        /\x1b\](?!4|5|8;|1)|\x1b[_^X]|\x1b\[\?([0-9;]*;)?0*2004(;[0-9;]*)?h|[\x9b\x9d]/,
        JSON.stringify(input),
      );
      assert.equal(
        inPieces(whole, () => whole.length),
        whole,
        'filtering twice changes nothing',
      );
    }
  });

  it('the escape filter lets bracketed paste through where it is wanted', () => {
    assert.equal(filtering(true)(`${ESC}[?2004h`), `${ESC}[?2004h`);
  });

  it('the escape filter gives up strings without an end instead of swallowing the output for ever', () => {
    for (const start of [`${ESC}]633;`, `${ESC}P`, `${ESC}_`, `${ESC}[`, '\x9d']) {
      const filter = filtering();
      let shown = filter(start);
      for (let line = 0; line < 2000; line++) shown += filter('1234567890123456789012345678901234567890 \n');
      assert.match(shown, /(1234567890 \n){1}$/, JSON.stringify(start));
      assert.ok(shown.length > 5000, JSON.stringify(start));
    }
  });

  it('the escape filter counts the credit requests that are the guest’s own', () => {
    const filter = new EscapeFilter(new ScreenModel(false));
    const text = `x${CREDIT_REQUEST}${ESC}[?07727;1$p${ESC}[?25$p`;
    filter.push(text);
    const { guestAsks, text: passed } = filter.take();
    assert.deepEqual([guestAsks, passed], [2, text]);
    assert.equal(filter.take().guestAsks, 0);
  });

  it('the escape filter forgets a begun sequence on reset', () => {
    const filter = new EscapeFilter(new ScreenModel(false));
    filter.push(`${ESC}]0;half a ti`);
    filter.reset();
    filter.push('text');
    assert.equal(filter.take().text, 'text');
  });
});
