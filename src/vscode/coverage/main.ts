import { loadTranslations } from '../editor/translations';
import type { LazyVerbs } from '../lazyVerbs';
import type { Services } from '../services';
import { CoverageCommands } from './coverageCommands';
import { CoverageOfTests } from './coverageOfTests';
import { coverageOf, followed } from './coverageOf';
import { CoverageView } from './coverageView';
import { FollowedMachines } from './followedMachines';
import type { TestCoverage } from '../launch/testCoverage';

/** Everything about coverage, which `dist/coverage.js` holds. */
export interface CoverageFeatures extends Pick<LazyVerbs, 'coverage' | 'startCoverageMark'> {
  readonly tests: TestCoverage;
  /** Looks for machines that have started. */
  follow(): void;
  show(argument: unknown): Promise<void>;
  mark(argument: unknown): Promise<void>;
  showSinceMark(argument: unknown): Promise<void>;
}

/** Called once a window, when it is first asked for. */
export function createCoverageFeatures(services: Services): CoverageFeatures {
  loadTranslations();
  const machines = new FollowedMachines(services);
  const view = new CoverageView();
  services.context.subscriptions.push(view);
  const commands = new CoverageCommands(services, machines, view);
  machines.follow();
  return {
    tests: new CoverageOfTests(machines),
    follow: () => machines.follow(),
    show: (argument) => commands.show(argument),
    mark: (argument) => commands.mark(argument),
    coverage: (...order) => coverageOf(services, machines, ...order),
    startCoverageMark: (machine) => followed(machines, machine).mark(services.tasks.signal),
    showSinceMark: (argument) => commands.showSinceMark(argument),
  };
}
