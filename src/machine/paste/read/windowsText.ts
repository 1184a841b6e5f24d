/**
 * Lines of cmd.exe and PowerShell, written as a shell of Unix would have them, so that there is one reader of words.
 * What has no counterpart stays as it is.
 * @module
 */

type Dialect = 'posix' | 'cmd' | 'powershell';
type Rewriting = readonly [RegExp, string | ((whole: string, ...groups: string[]) => string)];

/** A drive's letter and one backslash: two are the escape of some other language. */
const DRIVE = /(?<![\w\\])[A-Za-z]:\\(?![\\\r\n])/;
const PROGRAM = /\bqemu[\w-]{0,40}\.exe\b/i;

/** The first that fits decides. A line that a backslash continues is a shell's, whatever paths are in it. */
const SIGNS: readonly (readonly [Dialect, RegExp])[] = [
  ['posix', /\\[ \t]*\r?\n|^#!|\w:?\\\\\w/m],
  ['powershell', /\$\{?env:\w|^[ \t]*(?:&[ \t]*["'$]|PS [A-Za-z]:\\|\$\w+[ \t]*=)|[ \t]`[ \t]*(?:\r?\n|-)/m],
  // Make's variables and a recipe's mark.
  ['posix', /\$[({<@]|^[ \t]*@(?!echo\b|set\b|rem\b)\w/im],
  ['cmd', /%\w[\w()]+%|%~dp0|[ \t]\^[ \t]*(?:\r?\n|-)|^[ \t]*(?:@echo|rem)\b/im],
  [
    'powershell',
    new RegExp(String.raw`^(?=[^]*(?:${DRIVE.source}|${PROGRAM.source}))(?=[^]*(?:\$\w|'))`, 'i'),
  ],
  ['cmd', DRIVE],
  ['cmd', PROGRAM],
];

interface Rules {
  /** What is quoted with `"`; one that is not closed ends with the line or the text, so that none is read twice. */
  readonly quoted: string;
  /** Of the text, before it is taken apart. */
  readonly lines: readonly Rewriting[];
  /** Behind a `"` and outside of quotes, in this order. */
  readonly everywhere: readonly Rewriting[];
  readonly bare: readonly Rewriting[];
}

const PROMPT: Rewriting = [/^[ \t]*(?:PS )?[A-Za-z]:\\[^<>|"\n]*>[ \t]*/gm, ''];
/** Pages forget the quotes that the blank in this folder's name needs. */
const PROGRAM_FILES: Rewriting = [/(?<!["'\w])([A-Za-z]:\\Program Files(?: \(x86\))?\\[^\s"']+)/g, '"$1"'];

const CMD: Rules = {
  quoted: String.raw`"(?:[^"\\\n]|\\.)*"?`,
  lines: [
    PROMPT,
    PROGRAM_FILES,
    [/\^[ \t]*\r?\n|[ \t]\^[ \t]+(?=-)/g, ' '],
    [/^[ \t]*@?(?:rem\b|::)/gim, '#'],
    [/^[ \t]*@?set[ \t]+(\w+)=(.*)$/gim, '$1 := $2'],
    [/^[ \t]*@?set[ \t]+"(\w+)=([^"\n]*)"/gim, '$1 := $2'],
    [/>[ \t]*nul\b/gi, '> /dev/null'],
  ],
  everywhere: [
    [/\\(?!")/g, '\\\\'],
    [/[$`]/g, '\\$&'],
    // A script's own folder is the one in which it is run, as far as anybody knows.
    [/%~dp0(?:\\\\)?/gi, '${PWD}/'],
    [/%cd%/gi, '${PWD}'],
    [/%userprofile%/gi, '${HOME}'],
    [/%(\w[\w()]+)%/g, '${$1}'],
    [/%\*/g, '$@'],
    [/%([1-9])/g, '$$$1'],
  ],
  bare: [[/\^(\S)/g, '\\$1']],
};

const POWERSHELL: Rules = {
  quoted: '"(?:[^"`]|`[^]|"")*"?',
  lines: [
    PROMPT,
    PROGRAM_FILES,
    [/`[ \t]*\r?\n|[ \t]`[ \t]+(?=-)/g, ' '],
    [
      /@\(([^()]*)\)/g,
      (_, items = '') => items.replace(/("[^"]*"|'[^']*')|[\s,]+/g, (_all, text?: string) => text ?? ' '),
    ],
    [/^([ \t]*)&[ \t]*/gm, '$1'],
    [/^[ \t]*\$(?:env:)?(\w+)[ \t]*\+=[ \t]*/gim, '$1 += '],
    [/^[ \t]*\$(?:env:)?(\w+)[ \t]*=[ \t]*/gim, '$1 := '],
    [/([ \t])@(\w+)/g, '$1$$$2'],
    [/\bTee-Object(?:[ \t]+-FilePath)?/gi, 'tee'],
    [/>[ \t]*\$null\b/gi, '> /dev/null'],
  ],
  everywhere: [
    [/\\/g, '\\\\'],
    [/`([$"`])/g, '\\$1'],
    [/(?<!^)""(?!$)/g, '\\"'],
    [/\$PSScriptRoot\b/gi, '${PWD}'],
    [/\$(?:env:userprofile|\{env:userprofile\})/gi, '${HOME}'],
    [/\$(?:env:(\w+)|\{env:([^}]+)\})/gi, (_, name = '', other = '') => `\${${name}${other}}`],
  ],
  bare: [[/`(\S)/g, '\\$1']],
};

/** @returns the text as it came where nothing says that it is of Windows. Linear in its length; never throws. */
export function asShellText(text: string): string {
  const dialect = SIGNS.find(([, sign]) => sign.test(text))?.[0] ?? 'posix';
  if (dialect === 'posix') return text;
  const { quoted, lines, everywhere, bare } = dialect === 'cmd' ? CMD : POWERSHELL;
  const parts = new RegExp(`'[^'\\n]*'?|${quoted}|[^'"]+`, 'g');
  return rewrite(text, lines).replace(parts, (part) => {
    if (part.startsWith("'")) return part;
    const there = rewrite(part, everywhere);
    return part.startsWith('"') ? there : rewrite(there, bare);
  });
}

function rewrite(text: string, rewritings: readonly Rewriting[]): string {
  return rewritings.reduce(
    // Two overloads of the library's for what is one thing.
    (so, [from, to]) => (typeof to === 'string' ? so.replace(from, to) : so.replace(from, to)),
    text,
  );
}
