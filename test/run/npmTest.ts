/**
 * `npm test`: checks everything, what needs no editor beside what does if there are processors for both. A failing stage does not
 * keep the others from running.
 * The last line is the sum: `N passed, N failed`.
 */
import { availableParallelism } from 'node:os';
import { toolScript } from '../../scripts/lib/paths.mjs';
import { build } from './build';
import { command } from '../support/command';
import { Stages } from './stages';

const MOCHA = toolScript('mocha');
const REPORTER = ['--reporter', 'test/run/reporter.ts'];

command('npm test', async ({ signal }) => {
  const stages = new Stages(signal);
  if (!(await stages.step('build', () => build({ signal })))) return stages.finish();
  // Either of the two keeps a processor and a half busy: on two they take as long beside one another as one after the other.
  if (availableParallelism() > 2) await Promise.all([stages.beside(testInPlainNode), testInEditors(stages)]);
  else {
    await testInPlainNode(stages);
    await testInEditors(stages);
  }
  // Alone, since it builds `dist` anew, which all others use.
  await stages.script('package', 'scripts/package.mjs', ['--check']);
  return stages.finish();
});

async function testInPlainNode(stages: Stages): Promise<void> {
  await stages.script('lint', toolScript('eslint'), ['--max-warnings', '0', '.']);
  const walls = toolScript('dependency-cruiser', 'depcruise');
  await stages.script('walls', walls, ['src', 'test', 'scripts']);
  await stages.script('dead code', toolScript('knip'));
  await stages.script('format', toolScript('prettier'), ['--check', '--log-level', 'warn', '.']);
  await stages.script('types', toolScript('typescript', 'tsc'), ['--noEmit', '-p', '.']);
  await stages.suite('unit', MOCHA, REPORTER);
  await stages.suite('integration', MOCHA, ['--config', '.mocharc.integration.json', ...REPORTER]);
}

async function testInEditors(stages: Stages): Promise<void> {
  await stages.suite('in VS Code', 'scripts/testVscode.mjs', ['--no-build']);
  await stages.suite('from outside VS Code', MOCHA, ['--config', '.mocharc.outside.json', ...REPORTER]);
  await stages.script('main job, headless', 'scripts/start.mjs', ['--headless', '--no-build']);
}
