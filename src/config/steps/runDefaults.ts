/** What holds where a step or `tests` say nothing: in the form of the configuration, for the JSON schema. */
export const RUN_DEFAULTS = {
  steps: { timeoutSeconds: 60, exitCode: 0 },
  tests: { timeoutSeconds: 300 },
  onFailure: 'stop',
  retries: 0,
} as const;
