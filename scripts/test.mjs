/**
 * `npm test`: installs what is missing, then checks everything, one stage after another; a failing stage does not
 * keep the others from running. The last line is the sum: `N passed, N failed`.
 */
import { build } from './lib/build.mjs';
import { toolScript } from './lib/paths.mjs';
import { main } from './lib/scope.mjs';
import { setup } from './lib/setup.mjs';
import { Stages } from './lib/stages.mjs';

const REPORTER = ['--reporter', 'scripts/lib/reporter.mjs'];

await main(async ({ signal }) => {
  await setup({ kinds: ['tests', 'browser'], workbench: true, linux: true }, signal);
  const stages = new Stages(signal);
  const mocha = toolScript('mocha');
  if (!(await stages.step('build', () => build({ signal })))) return stages.finish();
  await stages.script('lint', toolScript('eslint'), ['--max-warnings', '0', '.']);
  await stages.script('walls', toolScript('dependency-cruiser', 'depcruise'), ['src', 'test', 'scripts']);
  await stages.script('format', toolScript('prettier'), ['--check', '--log-level', 'warn', '.']);
  await stages.script('types', toolScript('typescript', 'tsc'), ['--noEmit', '-p', '.']);
  await stages.suite('unit', mocha, REPORTER);
  await stages.suite('integration', mocha, ['--config', '.mocharc.integration.json', ...REPORTER]);
  await stages.suite('in VS Code', 'scripts/testVscode.mjs', ['--no-build']);
  await stages.suite('from outside VS Code', mocha, ['--config', '.mocharc.outside.json', ...REPORTER]);
  await stages.script('main job, headless', 'scripts/start.mjs', ['--headless', '--no-build']);
  await stages.script('package', 'scripts/package.mjs', ['--check']);
  return stages.finish();
});
