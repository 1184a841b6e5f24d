import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openPage, startBrowser } from './browser.mjs';
import { EditorWindow } from './editorWindow.mjs';
import { isAlive, isExtensionHost, isWorkbench, markedProcesses } from './processes.mjs';
import { root, sampleWorkspace } from './paths.mjs';
import { Scope, until } from './scope.mjs';
import { startWorkbench } from './workbench.mjs';

/** VS Code gives all extensions together 5 s for `deactivate()`. */
const DEACTIVATE_MS = 6000;
/** How long VS Code may take to let go of its page, in milliseconds. */
const LEAVE_MS = 5000;

/**
 * A window of the headless workbench as something that can be driven and looked at from outside: opened, used by
 * keys, its extension host killed, its page closed, and what is left counted by pid and path.
 */
export class DrivenWindow {
  /** @internal use `openWindow` */
  constructor(scope, workbench, browser, options) {
    this.scope = scope;
    this.workbench = workbench;
    this.browser = browser;
    this.options = options;
  }

  /** Opens the page: again after `closePage()`, to look at what the next window finds. */
  async openPage() {
    const { folder = sampleWorkspace, extension = root, tests, logLevel } = this.options;
    this.page = await openPage(this.browser);
    await this.page.goto(this.workbench.url({ folder, extension, tests, logLevel }));
    this.editor = new EditorWindow(this.page);
    await this.editor.ready();
    return this.editor;
  }

  /** As a person closes the window. The extension host gets time to deactivate; it has ended after this. */
  async closePage(ms = DEACTIVATE_MS) {
    // Leaving the page lets VS Code tell its server that the window is over. When the page just vanishes, the server
    // may take it for a lost connection, and keeps the extension host for a page that comes back.
    await this.page?.goto('about:blank', { timeout: LEAVE_MS }).catch(() => undefined);
    await this.page?.context().close();
    this.page = undefined;
    await until('the extension host stays', async () => !(await this.extensionHostPid()), { ms });
  }

  /** The pid of the extension host; undefined when none runs. */
  async extensionHostPid() {
    return (await markedProcesses(this.workbench.mark)).find(isExtensionHost)?.pid;
  }

  /** kill -9, and waits until it is gone. VS Code may start another one. */
  async killExtensionHost() {
    const pid = await until('no extension host', () => this.extensionHostPid(), { ms: 10_000 });
    process.kill(pid, 'SIGKILL');
    await until('the extension host survives SIGKILL', () => !isAlive(pid), { ms: 5000, everyMs: 20 });
    return pid;
  }

  /** The processes that are not VS Code's own: QEMU, GDB, guards, however they are re-parented. */
  async processes() {
    const all = await markedProcesses(this.workbench.mark);
    return all.filter((entry) => !isWorkbench(entry, this.workbench.server.pid));
  }

  /** What lies in the window's temporary directory, recursively, that is not VS Code's own. */
  async files() {
    const { temporary } = this.workbench;
    const names = await readdir(temporary, { recursive: true });
    return names.filter((name) => !/^(vscode-|node-compile-cache|qemu-serial-debug-[^/\\]*$)/.test(name));
  }

  /** Both of the above as text lines; empty when nothing of ours is left. */
  async remains() {
    const processes = (await this.processes()).map(({ pid, command }) => `process ${pid}: ${command}`);
    return [
      ...processes,
      ...(await this.files()).map((name) => `file ${join(this.workbench.temporary, name)}`),
    ];
  }

  /** Waits until nothing of ours is left. @throws with what is, after `ms`. */
  async expectNothingLeft(ms = 5000) {
    let remains = [];
    const gone = async () => (remains = await this.remains()).length === 0;
    await until('something is left', gone, { ms }).catch((error) => {
      throw new Error(`${error.message}:\n${remains.join('\n')}`, { cause: error });
    });
  }

  /** The text of a log output channel (`QEMU`), of the newest extension host; empty when there is none yet. */
  async log(channel = 'QEMU') {
    const logs = join(this.workbench.data, 'data', 'logs');
    const names = await readdir(logs, { recursive: true });
    const newest = names.filter((name) => name.endsWith(`${channel}.log`)).sort();
    const last = newest.at(-1);
    return last ? readFile(join(logs, last), 'utf8') : '';
  }

  /** Closes everything: page, browser, server, the private directory. */
  async close() {
    await this.scope.close();
  }
}

/**
 * Starts the headless workbench with a window on it.
 * @param options `folder`, `extension` (a path, or [] for none), `tests`, `logLevel`, `settings`, `env`, and `scope`, which
 * ends it; without one the caller ends it with `close()`.
 */
export async function openWindow(options = {}) {
  const scope = options.scope ?? new Scope();
  try {
    const workbench = await startWorkbench(scope, options);
    const driven = new DrivenWindow(scope, workbench, undefined, options);
    scope.defer('what the window started', () => endRest(driven));
    driven.browser = await startBrowser(scope);
    scope.defer('the window', () => driven.page && driven.closePage());
    await driven.openPage();
    return driven;
  } catch (error) {
    if (!options.scope) await scope.close();
    throw error;
  }
}

/** The last resort: a test failed half-way, or the extension has the very fault that is looked for. */
export async function endRest(driven) {
  const left = await driven.processes();
  for (const { pid, command } of left) {
    console.error(`left behind, killed now: ${pid} ${command}`);
    if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  }
}
