import * as vscode from 'vscode';

/** One answer to a question of a wizard. */
export interface Answer<T> extends vscode.QuickPickItem {
  /** May ask something more itself; undefined when the person backed out, and is then asked again. */
  readonly value?: T | (() => Promise<T | undefined>);
}

export interface Question<T> {
  readonly placeholder: string;
  readonly answers: readonly Answer<T>[];
}

/** What a step gives: an answer, or the wish to go back or to leave. */
type Given<T> = { readonly answer: T } | 'back' | 'cancel';

/** Asks one question after the other, with a way back; each is made from the answers before. */
export class Wizard {
  constructor(
    private readonly title: string,
    private readonly steps: number,
  ) {}

  /** @returns every answer; undefined when the person left. */
  async ask<T>(
    questions: readonly ((before: readonly T[]) => Question<T>)[],
  ): Promise<readonly T[] | undefined> {
    const answers: T[] = [];
    for (;;) {
      const make = questions[answers.length];
      if (!make) return answers;
      const given = await this.pick(make(answers), answers.length);
      if (given === 'cancel') return undefined;
      if (given === 'back') answers.pop();
      else answers.push(given.answer);
    }
  }

  private async pick<T>(question: Question<T>, index: number): Promise<Given<T>> {
    for (;;) {
      const picked = await this.show(question, index);
      if (picked === 'back' || picked === 'cancel') return picked;
      const { value } = picked;
      const answer = typeof value === 'function' ? await (value as () => Promise<T | undefined>)() : value;
      if (answer !== undefined) return { answer };
    }
  }

  private show<T>(
    { placeholder, answers }: Question<T>,
    index: number,
  ): Promise<Answer<T> | 'back' | 'cancel'> {
    const box = vscode.window.createQuickPick<Answer<T>>();
    box.title = this.title;
    box.step = index + 1;
    box.totalSteps = this.steps;
    box.placeholder = placeholder;
    box.items = answers;
    box.matchOnDescription = true;
    box.ignoreFocusOut = true;
    if (index > 0) box.buttons = [vscode.QuickInputButtons.Back];
    return new Promise<Answer<T> | 'back' | 'cancel'>((resolve) => {
      box.onDidTriggerButton(() => resolve('back'));
      box.onDidAccept(() => {
        const [picked] = box.selectedItems;
        if (picked) resolve(picked);
      });
      box.onDidHide(() => resolve('cancel'));
      box.show();
    }).finally(() => box.dispose());
  }
}
