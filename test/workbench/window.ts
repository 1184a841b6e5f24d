import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { root, sampleWorkspace } from '../../scripts/lib/paths.mjs';
import { TaskGroup } from '../../src/concurrency/taskGroup';
import { own } from '../support/command';
import { until } from '../support/until';
import { openPage, startBrowser } from './browser';
import { EditorWindow } from './editorWindow';
import { isAlive, isExtensionHost, isWorkbench, markedProcesses, type WindowProcess } from './processes';
import { startWorkbench, type WindowQuery, type Workbench, type WorkbenchOptions } from './workbench';

/** How long VS Code may take to let go of its page, in milliseconds. */
const LEAVE_MS = 20_000;
/** A window, its browser and its server have ended after this, in milliseconds. */
const CLOSE_MS = 60_000;

export interface WindowOptions extends WorkbenchOptions, Partial<Omit<WindowQuery, 'tests'>> {
  /** What ends the window; without one the caller ends it with `close()`. */
  readonly tasks?: TaskGroup;
}

/**
 * A window of the headless workbench as something that can be driven and looked at from outside: opened, used by
 * keys, its extension host killed, its page closed, and what is left counted by pid and path.
 */
export class DrivenWindow {
  private page: Page | undefined;

  constructor(
    private readonly tasks: TaskGroup,
    readonly workbench: Workbench,
    private readonly browser: Browser,
    private readonly query: WindowQuery,
  ) {
    own(tasks, 'what the window started', () => this.endRest());
    own(tasks, 'the window', () => this.page && this.closePage());
  }

  /** The window, for those who use it. @throws while no page is open. */
  get editor(): EditorWindow {
    if (!this.page) throw new Error('The window is closed.');
    return new EditorWindow(this.page);
  }

  /**
   * Opens the page: again after `closePage()`, to look at what the next window finds.
   * @param prepare Is given the page before VS Code is in it.
   */
  async openPage(prepare?: (page: Page) => Promise<void>): Promise<void> {
    const page = await openPage(this.browser);
    this.page = page;
    await prepare?.(page);
    await page.goto(this.workbench.url(this.query));
  }

  /** As a person closes the window. The extension host gets time to deactivate; it has ended after this. */
  async closePage(): Promise<void> {
    const page = this.page;
    this.page = undefined;
    // Leaving the page lets VS Code tell its server that the window is over. When the page just vanishes, the server
    // may take it for a lost connection, and keeps the extension host for a page that comes back.
    await page?.goto('about:blank', { timeout: LEAVE_MS }).catch(() => undefined);
    await page?.context().close();
    await until('the extension host has ended', async () => (await this.extensionHostPid()) === undefined);
  }

  /** The pid of the extension host; undefined when none runs. */
  async extensionHostPid(): Promise<number | undefined> {
    return (await markedProcesses(this.workbench.mark)).find(isExtensionHost)?.pid;
  }

  /** kill -9, and waits until it is gone. VS Code may start another one. */
  async killExtensionHost(): Promise<void> {
    const pid = await until('there is an extension host', () => this.extensionHostPid());
    process.kill(pid, 'SIGKILL');
    await until('the extension host is gone', () => !isAlive(pid));
  }

  /** The processes that are not VS Code's own: QEMU, GDB, guards, however they are re-parented. */
  async processes(): Promise<WindowProcess[]> {
    const all = await markedProcesses(this.workbench.mark);
    return all.filter((entry) => !isWorkbench(entry, this.workbench.server.pid));
  }

  /** What lies in the window's temporary directory, recursively, that is not VS Code's own. */
  async files(): Promise<string[]> {
    const names = await readdir(this.workbench.temporary, { recursive: true });
    return names.filter((name) => !/^(vscode-|node-compile-cache|qemu-serial-debug-[^/\\]*$)/.test(name));
  }

  /** Both of the above as text lines; empty when nothing of ours is left. */
  async remains(): Promise<string[]> {
    const processes = (await this.processes()).map(({ pid, command }) => `process ${pid}: ${command}`);
    const files = (await this.files()).map((name) => `file ${join(this.workbench.temporary, name)}`);
    return [...processes, ...files];
  }

  /** Waits until nothing of ours is left. @throws with what is, when it stays. */
  async expectNothingLeft(): Promise<void> {
    await until('nothing is left', async () => {
      const remains = await this.remains();
      if (remains.length > 0) throw new Error(`\n${remains.join('\n')}`);
      return true;
    });
  }

  /** The text of a log output channel (`QEMU`), of the newest extension host; empty when there is none yet. */
  async log(channel = 'QEMU'): Promise<string> {
    const logs = join(this.workbench.data, 'data', 'logs');
    const names = await readdir(logs, { recursive: true });
    const newest = names.filter((name) => name.endsWith(`${channel}.log`)).sort();
    const last = newest.at(-1);
    return last === undefined ? '' : readFile(join(logs, last), 'utf8');
  }

  /** Closes everything: page, browser, server, the private directory. */
  async close(): Promise<void> {
    await this.tasks.close(CLOSE_MS);
  }

  /** The last resort: a test failed half-way, or the extension has the very fault that is looked for. */
  private async endRest(): Promise<void> {
    for (const { pid, command } of await this.processes()) {
      console.error(`left behind, killed now: ${pid} ${command}`);
      if (isAlive(pid)) process.kill(pid, 'SIGKILL');
    }
  }
}

/** Starts the headless workbench with a browser; the caller opens the page. */
export async function startWindow(
  tasks: TaskGroup,
  query: WindowQuery,
  options: WorkbenchOptions = {},
): Promise<DrivenWindow> {
  const workbench = await startWorkbench(tasks, { hasOwnHome: true, ...options });
  return new DrivenWindow(tasks, workbench, await startBrowser(tasks), query);
}

/** Starts the headless workbench with a window on it, of the sample workspace and this extension unless told otherwise. */
export async function openWindow(options: WindowOptions = {}): Promise<DrivenWindow> {
  const tasks = options.tasks ?? new TaskGroup('window');
  const { folder = sampleWorkspace, extension = [root] } = options;
  const logLevel = options.logLevel === undefined ? {} : { logLevel: options.logLevel };
  try {
    const driven = await startWindow(tasks, { folder, extension, ...logLevel }, options);
    await driven.openPage();
    await driven.editor.ready();
    return driven;
  } catch (error) {
    if (!options.tasks) await tasks.close(CLOSE_MS);
    throw error;
  }
}
