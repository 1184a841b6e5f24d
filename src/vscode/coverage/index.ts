import * as vscode from 'vscode';
import type { Machine } from '../../machine/machine';
import { command } from '../editor/command';
import { lazyBundle } from '../editor/lazyBundle';
import type { Services } from '../services';
import type * as main from './main';

/**
 * Which lines of guests have run. The rest is in `dist/coverage.js`, a bundle of its own that is loaded by the first machine with
 * `coverage`, or the first of these commands.
 */
export function register(services: Services): vscode.Disposable {
  const bundle = lazyBundle<typeof main>(services.context, 'coverage');
  let created: main.CoverageFeatures | undefined;
  const features = (): main.CoverageFeatures => (created ??= bundle().createCoverageFeatures(services));
  services.coverage.tests = () => features().tests;
  services.verbs.coverage = (...order) => features().coverage(...order);
  services.verbs.startCoverageMark = (...order) => features().startCoverageMark(...order);
  // A machine is told of before its guest runs.
  const listener = services.registry.onDidChange(() => {
    const covered = ({ config }: Machine): boolean => config.coverage;
    if (created ?? services.registry.machines.some(covered)) features().follow();
  });
  return vscode.Disposable.from(
    listener,
    command(services, 'qemu.showCoverage', (argument) => features().show(argument)),
    command(services, 'qemu.startCoverageMark', (argument) => features().mark(argument)),
    command(services, 'qemu.showCoverageSinceMark', (argument) => features().showSinceMark(argument)),
  );
}
