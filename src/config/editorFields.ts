/**
 * The fields of a task that belong to the editor.
 * VS Code 1.139, src/vs/workbench/contrib/tasks/common/jsonSchema_v2.ts and taskConfiguration.ts.
 */
export const TASK_FIELDS = new Set([
  ...[
    'type',
    'label',
    'taskName',
    'identifier',
    'detail',
    'icon',
    'hide',
    'inAgents',
    'group',
    'isBackground',
  ],
  ...[
    'problemMatcher',
    'presentation',
    'dependsOn',
    'dependsOrder',
    'runOptions',
    'promptOnClose',
    'options',
  ],
  ...['windows', 'osx', 'linux', 'command', 'terminal', 'isBuildCommand', 'isTestCommand', 'isWatching'],
  ...['showOutput', 'echoCommand', 'suppressTaskName'],
]);

/** Fields of launch.json that are VS Code's own and nobody else's business. */
export const LAUNCH_FIELDS = new Set([
  'preLaunchTask',
  'postDebugTask',
  'presentation',
  'internalConsoleOptions',
  'debugServer',
  'serverReadyAction',
  'suppressMultipleSessionWarning',
  'windows',
  'linux',
  'osx',
  'noDebug',
]);
