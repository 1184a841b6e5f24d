import * as vscode from 'vscode';
import type { SourcePlace } from '../../../machine/crash/resolvedReport';
import type { Machine } from '../../../machine/machine';
import type { Services } from '../../services';
import type { FoundCrash } from '../../sessions/foundCrash';
import { type CrashProblem, ProblemList } from './problemList';

/** Shown behind each entry. */
const SOURCE = 'QEMU';

/** Crashes in Problems: an entry at the guilty line, until the machine boots again. */
export class CrashProblems extends vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('qemu-crashes');
  private readonly list = new ProblemList();
  private readonly followed = new WeakSet<Machine>();

  constructor({ registry, crashes }: Pick<Services, 'registry' | 'crashes'>) {
    const follow = (): void => registry.machines.forEach((machine) => this.follow(machine));
    const found = crashes.event((crash) => this.add(crash));
    const machines = registry.onDidChange(follow);
    super(() => {
      found.dispose();
      machines.dispose();
      this.collection.dispose();
    });
    follow();
  }

  private add({ guest, resolved }: FoundCrash): void {
    const key = keyOf(
      guest.name,
      guest.machine?.config.cwd ?? guest.session?.workspaceFolder?.uri.toString(),
    );
    if (!this.list.add(key, resolved)) return;
    this.show();
    // Nobody tells us when an external QEMU boots again: its lines go with the connection.
    if (!guest.machine) void guest.exit.then(() => this.forget(key));
  }

  /** Until it ends, with which its events do. */
  private follow(machine: Machine): void {
    if (this.followed.has(machine)) return;
    this.followed.add(machine);
    const key = keyOf(machine.name, machine.config.cwd);
    this.forget(key);
    machine.onDidReceiveEvent((event) => {
      if (event.name === 'RESET' && this.list.reset(key, event.data['guest'] === true)) this.show();
    });
  }

  private forget(key: string): void {
    if (this.list.started(key)) this.show();
  }

  private show(): void {
    this.collection.clear();
    const files = new Map<string, vscode.Diagnostic[]>();
    for (const problem of this.list.problems)
      files.set(problem.path, [...(files.get(problem.path) ?? []), diagnosticOf(problem)]);
    for (const [path, diagnostics] of files) this.collection.set(vscode.Uri.file(path), diagnostics);
  }
}

/** A machine that is started again has the same; one of the same name in another folder has not. */
const keyOf = (name: string, place: string | undefined): string => JSON.stringify([name, place]);

function diagnosticOf(problem: CrashProblem): vscode.Diagnostic {
  const { title, calls } = problem;
  const diagnostic = new vscode.Diagnostic(rangeOf(problem), title, vscode.DiagnosticSeverity.Error);
  diagnostic.source = SOURCE;
  diagnostic.relatedInformation = calls.map(
    (call) =>
      new vscode.DiagnosticRelatedInformation(
        new vscode.Location(vscode.Uri.file(call.path), rangeOf(call)),
        call.name,
      ),
  );
  return diagnostic;
}

/** From the column to the line's end: the editor cuts what is longer. */
function rangeOf({ line, column = 1 }: SourcePlace): vscode.Range {
  return new vscode.Range(line - 1, column - 1, line - 1, Number.MAX_SAFE_INTEGER);
}
