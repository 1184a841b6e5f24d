import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const timeMessage =
  'No test waits for time to pass, or limits it: use until(), turns(), guard() or GUARD_MS of test/support/until.ts, or FakeTime.';

/** Ways to go by the time of day; on a busy computer each of them makes a test fail that has found nothing. */
const WALL_CLOCK = [
  'CallExpression[callee.name=/^(setTimeout|setInterval|sleep)$/]',
  'CallExpression[callee.name="delay"]',
  'CallExpression[callee.object.name=/^(performance|Date)$/][callee.property.name="now"]',
  'CallExpression[callee.object.name="process"][callee.property.name="hrtime"]',
  'CallExpression[callee.object.name="AbortSignal"][callee.property.name="timeout"]',
  'ImportDeclaration[source.value=/^(node:)?timers\\u002fpromises$/] > ImportSpecifier[imported.name="setTimeout"]',
].map((selector) => ({ selector, message: timeMessage }));

/** What a notification says may have words of a guest in it, and the editor makes links of some. */
const RAW_NOTICES = [
  'Identifier[name=/^show(Error|Warning|Information)Message$/]',
  'MemberExpression[object.property.name="ProgressLocation"][property.name="Notification"]',
].map((selector) => ({ selector, message: 'Use what src/vscode/editor/notices.ts has.' }));

export default tseslint.config(
  { ignores: ['dist/', 'out/', '.vscode-test/', 'node_modules/', 'media/'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: true }],
      '@typescript-eslint/no-explicit-any': ['error', { fixToUnknown: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'no-control-regex': 'off',
      'no-console': 'error',
      'max-lines': ['error', { max: 350 }],
      eqeqeq: 'error',
    },
  },
  {
    files: ['**/*.ts', '**/*.mjs'],
    // A suite of tests is one function.
    ignores: ['test/**', '**/*.test.ts'],
    rules: { 'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }] },
  },
  {
    // dist/extension.js, debug.js and monitor.js each have a copy of what they share.
    files: ['src/vscode/**/*.ts', 'src/monitor/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...RAW_NOTICES,
        ...[
          'VariableDeclaration[kind="let"]',
          'VariableDeclaration > VariableDeclarator > NewExpression[callee.name=/^(Weak)?(Map|Set)$/][arguments.length=0]',
        ].map((state) => ({
          selector: `Program > ${state}, Program > ExportNamedDeclaration > ${state}`,
          message: 'A module variable exists once in each bundle: keep state in one of the Services.',
        })),
      ],
    },
  },
  {
    files: ['test/**/*.ts', '**/*.test.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      'no-console': 'off',
    },
  },
  {
    // A test waits for a condition (`until`), lets held time pass (`FakeTime`), or has a guard against hanging.
    // What kills at random may do so at a random time.
    files: ['**/*.test.ts', 'test/{e2e,guests,integration,kernels,outside,support,unit}/**/*.ts'],
    ignores: [
      'test/support/until.ts',
      'test/support/fakeTime.ts',
      'test/support/kills/hostUnderTest.ts',
      // Measures for people to read, and asserts nothing about it.
      'test/kernels/workload.ts',
      'test/unit/leaks/**',
    ],
    rules: { 'no-restricted-syntax': ['error', ...WALL_CLOCK] },
  },
  {
    // What is tested here is the wait itself.
    files: ['src/concurrency/{timeout,listeners}.test.ts'],
    rules: {
      'no-restricted-syntax': ['error', ...WALL_CLOCK.filter(({ selector }) => !selector.includes('delay'))],
    },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        Buffer: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        AbortSignal: 'readonly',
        AbortController: 'readonly',
        fetch: 'readonly',
      },
    },
  },
);
