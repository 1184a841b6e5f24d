import * as vscode from 'vscode';
import { isCancelled } from '../../../concurrency/abort';
import type { TaskGroup } from '../../../concurrency/taskGroup';
import type { ImageWatch } from '../../../machine/restart/imageWatch';
import { withToken } from '../../editor/cancellation';
import { escapeIcons } from '../../editor/escapedText';
import type { Services } from '../../services';
import { findConfigurations } from '../found/findConfigurations';
import { listedTests } from '../found/listedTests';
import type { TestConfiguration } from '../found/testConfiguration';
import { chosenOf } from './chosen';
import { type ConfiguredRun, runConfigured, type RunPlace } from './configuredRun';
import { debugConfigured } from './debugConfigured';
import type { KnownPlaces } from './knownPlaces';
import { watchImages } from './newImage';
import { TestTree } from './testTree';

interface Entry {
  readonly configuration: TestConfiguration;
  readonly tree: TestTree;
}

/** The Test Explorer's part that runs guests' tests: an item for each configuration with tests, and its tests below it. */
export class TestExplorer extends vscode.Disposable {
  readonly controller: vscode.TestController;
  private readonly entries = new Map<string, Entry>();
  private readonly places: KnownPlaces = new WeakMap();
  private readonly runProfile: vscode.TestRunProfile;

  constructor(private readonly services: Services) {
    const controller = vscode.tests.createTestController('qemu', 'QEMU');
    super(() => controller.dispose());
    this.controller = controller;
    controller.refreshHandler = () => this.find();
    const { Run, Debug, Coverage } = vscode.TestRunProfileKind;
    this.runProfile = controller.createRunProfile(
      vscode.l10n.t('Run'),
      Run,
      (request, token) => (request.continuous ? this.runForEver(request, token) : this.run(request, token)),
      true,
      undefined,
      true,
    );
    controller.createRunProfile(
      vscode.l10n.t('Debug'),
      Debug,
      (request, token) => this.forEach(request, token, debugConfigured),
      true,
    );
    const covered = controller.createRunProfile(
      vscode.l10n.t('Coverage'),
      Coverage,
      (request, token) => this.cover(request, token),
      true,
    );
    covered.loadDetailedCoverage = (_, file) =>
      Promise.resolve(services.coverage.tests?.().details(file) ?? []);
    covered.loadDetailedCoverageForTest = (_, file, item) =>
      Promise.resolve(services.coverage.tests?.().detailsOfTest(file, item) ?? []);
  }

  /** Looks for configurations with tests in the workspace. What is known of their tests stays. */
  find(): void {
    const found = findConfigurations();
    const ids = new Set(found.map(({ id }) => id));
    for (const [id, { configuration }] of this.entries)
      if (configuration.uri && !ids.has(id)) {
        this.entries.delete(id);
        this.controller.items.delete(id);
      }
    const entries = found.map((configuration) => this.add(configuration));
    void this.services.tasks.run('lists of tests', async () => {
      for (const { configuration, tree } of entries) tree.list(await listedTests(configuration));
    });
  }

  /** Shows a configuration, in the place of one with the same id. */
  add(configuration: TestConfiguration): Entry {
    const { id, name, uri, description } = configuration;
    const root = this.controller.items.get(id) ?? this.controller.createTestItem(id, escapeIcons(name), uri);
    root.description = description === undefined ? '' : escapeIcons(description);
    this.controller.items.add(root);
    const entry = { configuration, tree: this.entries.get(id)?.tree ?? new TestTree(this.controller, root) };
    this.entries.set(id, entry);
    return entry;
  }

  /** Runs all tests of a configuration that is shown. */
  async runAll({ tree }: Entry): Promise<void> {
    const source = new vscode.CancellationTokenSource();
    try {
      await this.run(new vscode.TestRunRequest([tree.root], undefined, this.runProfile), source.token);
    } finally {
      source.dispose();
    }
  }

  private async run(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    await this.forEach(request, token, runConfigured);
  }

  /** Does something with each configuration that a request names, one after the other. */
  private async forEach(
    request: vscode.TestRunRequest,
    token: vscode.CancellationToken,
    work: (wanted: ConfiguredRun, place: RunPlace) => Promise<void>,
  ): Promise<void> {
    const run = this.controller.createTestRun(request);
    await this.asTask(token, (tasks, parent) =>
      this.inRun(run, parent, async (signal) => {
        const { services } = this;
        for (const wanted of this.wanted(request)) await work(wanted, { services, run, tasks, signal });
      }),
    );
  }

  /** A run for each configuration: two that have sources in common have their own coverage of these. */
  private async cover(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    const { services, controller } = this;
    await this.asTask(token, async (tasks, parent) => {
      for (const wanted of this.wanted(request)) {
        const run = controller.createTestRun(request, wanted.configuration.name);
        await this.inRun(run, parent, (signal) =>
          runConfigured(wanted, { services, run, tasks, signal, coverage: services.coverage.tests?.() }),
        );
      }
    });
  }

  private async inRun(
    run: vscode.TestRun,
    parent: AbortSignal,
    work: (signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    try {
      await withToken(run.token, parent, work);
    } finally {
      run.end();
    }
  }

  /** Once for each new image, until the token is cancelled. */
  private async runForEver(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    const begin = (): Promise<ImageWatch> =>
      watchImages(this.wanted(request).map((one) => one.configuration));
    await this.asTask(token, async (_, signal) => {
      let watch = await begin();
      try {
        for (;;) {
          await watch.rewritten(signal);
          watch.dispose();
          // What is written while the tests run is new when they have ended.
          watch = await begin();
          await this.run(request, token);
          signal.throwIfAborted();
        }
      } finally {
        watch.dispose();
      }
    });
  }

  /** Cancelling is silent; the editor shows what else a run fails with. */
  private async asTask(
    token: vscode.CancellationToken,
    work: (tasks: TaskGroup, signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    const tasks = this.services.tasks.group('tests');
    try {
      await withToken(token, tasks.signal, (signal) => tasks.run('tests', () => work(tasks, signal)));
    } catch (error) {
      if (!isCancelled(error)) throw error;
    } finally {
      tasks.closeSoon();
    }
  }

  private wanted(request: vscode.TestRunRequest): ConfiguredRun[] {
    const { places } = this;
    return [...this.entries.values()].flatMap(({ configuration, tree }) => {
      const chosen = chosenOf(request, tree);
      return chosen ? [{ configuration, tree, chosen, places }] : [];
    });
  }
}
