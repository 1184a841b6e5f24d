import * as l10n from '@vscode/l10n';

/** Sentences about steps and tests that are written wrongly. Not in `validation/messages.ts`: every window loads that. */
export const RUN_MESSAGES = {
  noKind: (kinds: string) => l10n.t('does nothing; add one of {0}', kinds),
  secondKind: (kind: string) =>
    l10n.t('a step does one thing, and this one has "{0}"; make it two steps', kind),
  notWith: (kind: string) => l10n.t('has no effect together with "{0}"', kind),
  valueAlone: () => l10n.t('has an effect only together with "expect"'),
  falseKind: () => l10n.t('expected true; leave the step out if it is not wanted'),
  noChoices: () => l10n.t('is an empty list; add what may come'),
  noSuchList: (name: string) => l10n.t('there is no list of steps {0} in "stepLists"', name),
  circle: (names: string) => l10n.t('this list would never end: {0}', names),
  backReference: () =>
    l10n.t('a pattern of "choose" can have no back-reference and no named group; use (…) and (?:…)'),
  noEnd: () =>
    l10n.t(
      'says nothing of the end of the tests, so that nothing would prove a pass; add "plan" with a group "count", or "end"',
    ),
  needsGroup: (group: string) => l10n.t('needs a named group: (?<{0}>…)', group),
  needsName: () =>
    l10n.t('needs a named group (?<name>…), unless "start" has one: nobody would know which test it is'),
  unknownGroup: (group: string, groups: string) =>
    l10n.t('has a group "{0}" that means nothing here; there are {1}', group, groups),
  notLinear: () =>
    l10n.t(
      'has look-around or a back-reference, for which a guest’s output can take any time; write it without them',
    ),
  filterWithoutTests: () => l10n.t('names no tests; write ${tests} into "append" or "args"'),
  filterWithoutName: () => l10n.t('names no test; write ${name}, or ${suite} and ${test}'),
} as const;
