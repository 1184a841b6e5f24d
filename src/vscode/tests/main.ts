import { loadTranslations } from '../editor/translations';
import type { PlanRun } from '../launch/launchedRun';
import type { LazyVerbs } from '../lazyVerbs';
import type { Services } from '../services';
import { runSteps } from './api/runSteps';
import { TestRun } from './api/testRun';
import { TestExplorer } from './explorer/testExplorer';
import { planRun } from './runs/planRun';
import { runSample } from './runSample';

/** Everything about runs that are judged, which `dist/tests.js` holds. */
export interface TestFeatures extends Pick<LazyVerbs, 'runSteps' | 'runTests'> {
  readonly explorer: TestExplorer;
  readonly planRun: PlanRun;
  /** @param wanted What goes wrong, unless the person is to be asked. */
  runSample(wanted: unknown): Promise<void>;
}

/** Called once a window, when it is first asked for. */
export function createTestFeatures(services: Services): TestFeatures {
  const translations = loadTranslations();
  const explorer = new TestExplorer(services);
  services.context.subscriptions.push(explorer);
  return {
    explorer,
    planRun: (...order) => planRun(services, translations, ...order),
    runSteps: (...order) => runSteps(services, ...order),
    runTests: (...order) => new TestRun(services, ...order),
    runSample: (wanted) => runSample(explorer, services, wanted),
  };
}
