/** The settings of a window of the tests: quiet, the same for everybody; terminal text in the DOM, so that a test can read it. */
export const SETTINGS = {
  'chat.disableAIFeatures': true,
  'workbench.startupEditor': 'none',
  'workbench.colorTheme': 'Default Dark Modern',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  // What moves is drawn sixty times a second, by the processor.
  'workbench.reduceMotion': 'on',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'telemetry.telemetryLevel': 'off',
  'terminal.integrated.gpuAcceleration': 'off',
  'terminal.integrated.fontFamily': 'DejaVu Sans Mono, monospace',
  // A question that a person answers once; a test that pastes would wait for ever.
  'terminal.integrated.enableMultiLinePasteWarning': 'never',
  'task.allowAutomaticTasks': 'off',
  'git.enabled': false,
} as const;
