import * as l10n from '@vscode/l10n';
import type { Sought } from '../../config/steps/runSchema';

const REFERENCE = /\$\{step:([A-Za-z0-9_-]+)\}/g;

/** What steps have captured. The texts are the guest's, and the caller bounds them. */
export class StepVariables {
  private readonly values = new Map<string, string>();

  set(name: string, value: string): void {
    this.values.set(name, value);
  }

  get all(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.values);
  }

  /** Puts values in the place of `${step:NAME}`. @throws for a name that no step has captured. */
  fill(text: string): string {
    return text.replace(REFERENCE, (_, name: string) => {
      const value = this.values.get(name);
      if (value === undefined) throw new Error(l10n.t('no earlier step has captured "{0}"', name));
      return value;
    });
  }

  /** The same for what is sought. A pattern stays as it is: a value would change what it means. */
  fillSought(sought: Sought): Sought {
    return typeof sought === 'string' ? this.fill(sought) : sought;
  }
}
