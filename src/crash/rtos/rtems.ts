import { findIn } from '../plain/describe';
import { plainRecogniser } from '../plain/plainRecogniser';

/** Fatal errors of RTEMS. */
export const rtemsRecogniser = plainRecogniser({
  system: 'rtems',
  rules: [
    {
      triggers: ['*** FATAL ***'],
      begins: /^\*\*\* FATAL \*\*\*/,
      name(_, facts) {
        const source = findIn(facts, /^fatal source: {1,2}\d{1,6} \((\w{1,80})\)/)?.[1];
        const code = findIn(facts, /^fatal code: {1,2}(\S{1,60})(?: \(.{1,60}\))?$/)?.[1];
        if (source === undefined && code === undefined) return undefined;
        const task = findIn(facts, /^executing thread name: {1,2}(.{1,32})$/)?.[1]?.trim();
        const words = source?.replace(/^RTEMS_FATAL_SOURCE_/, '') ?? 'unknown source';
        return {
          title: `RTEMS: fatal ${words}`,
          type: 'DoS',
          tasks: task === undefined ? [] : [{ name: task }],
        };
      },
    },
  ],
  readFrame: () => undefined,
  parts: /^(?:fatal |CPU: |RTEMS version|RTEMS tools|executing thread|CPU index|[A-Z][A-Z0-9]{1,6} {0,4}=)/,
  patience: 3,
});
