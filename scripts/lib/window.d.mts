import type { Page } from 'playwright-core';

/** What `test/outside` may rely on; the documentation is in window.mjs and editorWindow.mjs. */
export interface WindowOptions {
  /** Default: samples/workspace. */
  readonly folder?: string;
  /** The extension under development; `[]` for none. Default: this repository. */
  readonly extension?: string | readonly string[];
  /** As VS Code's `--log`, e.g. `publisher.name=trace`. */
  readonly logLevel?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly extensionsDirectory?: string;
  /** Folders are not trusted from the start. */
  readonly asksForTrust?: boolean;
}

export interface WindowProcess {
  readonly pid: number;
  readonly ppid: number;
  readonly command: string;
}

export interface EditorWindow {
  readonly page: Page;
  /** The workbench is up, after a reload for example. */
  ready(ms?: number): Promise<void>;
  command(title: string, ms?: number): Promise<void>;
  pick(label: string, ms?: number): Promise<void>;
  answer(text: string, ms?: number): Promise<void>;
  focusTerminal(): Promise<void>;
  typeInTerminal(text: string): Promise<void>;
  pasteInTerminal(text: string): Promise<void>;
  terminalText(): Promise<string>;
  waitForTerminal(pattern: string | RegExp, ms?: number): Promise<string>;
  text(selector: string): Promise<string[]>;
  notifications(): Promise<string[]>;
  screenshot(path: string): Promise<string>;
}

export interface DrivenWindow {
  readonly editor: EditorWindow;
  readonly workbench: {
    /** TMPDIR of everything in the window. */
    readonly temporary: string;
    readonly data: string;
    readonly server: { readonly pid: number };
  };
  openPage(): Promise<EditorWindow>;
  closePage(ms?: number): Promise<void>;
  extensionHostPid(): Promise<number | undefined>;
  killExtensionHost(): Promise<number>;
  processes(): Promise<WindowProcess[]>;
  files(): Promise<string[]>;
  remains(): Promise<string[]>;
  expectNothingLeft(ms?: number): Promise<void>;
  log(channel?: string): Promise<string>;
  close(): Promise<void>;
}

export function openWindow(options?: WindowOptions): Promise<DrivenWindow>;
