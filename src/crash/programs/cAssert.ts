import { plainRecogniser } from '../plain/plainRecogniser';
import type { PlainRule } from '../plain/plainSystem';
import { titleOf } from '../text/title';

interface Wording {
  readonly trigger: string;
  readonly begins: RegExp;
}

/** `assert()` as C libraries print it: glibc, the BSDs and picolibc, musl, newlib. Each names the same four things. */
const WORDINGS: readonly Wording[] = [
  {
    trigger: ': Assertion `',
    begins:
      /(?:^|: )(?<file>[\w./+-]{1,200}):(?<line>\d{1,7}): (?:(?<function>[^:]{1,100}): )?Assertion `(?<expression>.{1,300}?)' failed\./,
  },
  {
    trigger: 'Assertion failed: (',
    begins:
      /^Assertion failed: \((?<expression>.{1,300}?)\), function (?<function>[^,]{1,100}), file (?<file>[^,]{1,200}), line (?<line>\d{1,7})/,
  },
  {
    trigger: 'Assertion failed: ',
    begins:
      /^Assertion failed: (?<expression>.{1,300}?) \((?<file>[\w./+-]{1,200}): (?<function>[^:]{1,100}): (?<line>\d{1,7})\)/,
  },
  {
    trigger: 'assertion "',
    begins:
      /^assertion "(?<expression>.{1,300}?)" failed: file "(?<file>[^"]{1,200})", line (?<line>\d{1,7})(?:, function: (?<function>.{1,100}))?/,
  },
];

function ruleOf({ trigger, begins }: Wording): PlainRule {
  return {
    triggers: [trigger],
    begins,
    name({ found }) {
      const { file = '', line = '', expression = '', function: within } = found.groups ?? {};
      const name = within?.replace(/\(.*$/, '').trim();
      const title = titleOf(`Assertion failed: ${expression}`);
      return {
        title: name === undefined ? title : `${title} in ${name}`,
        type: 'DoS',
        file,
        line: Number(line),
        ...(name === undefined ? {} : { guiltyName: name }),
      };
    },
  };
}

/** Failed assertions of C and C++ programs. */
export const cAssertRecogniser = plainRecogniser({
  system: 'c',
  rules: WORDINGS.map(ruleOf),
  readFrame: () => undefined,
  parts: /^(?:Aborted|abort\(\))/,
  patience: 0,
});
