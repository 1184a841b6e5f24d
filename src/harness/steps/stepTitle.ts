import type { Step } from '../../config/steps/resolvedRun';
import { soughtText } from './sought';

/** A step in the words of the configuration, for people: `waitFor "login: "`. */
export function stepTitle(step: Step): string {
  switch (step.kind) {
    case 'waitFor':
      return `waitFor ${soughtText(step.sought)}`;
    case 'choose':
      return `choose ${step.choices.map(({ sought }) => soughtText(sought)).join(', ')}`;
    case 'run':
      return `run ${JSON.stringify(step.command)}`;
    case 'sleep':
      return `sleep ${step.seconds}`;
    case 'send':
      return `send ${JSON.stringify(step.text)}`;
    case 'expect':
      return `expect ${soughtText(step.expect)}`;
    case 'qmp':
      return `qmp ${step.command}`;
    case 'list':
      return `steps ${JSON.stringify(step.name)}`;
    case 'sendBreak':
    case 'reset':
      return step.kind;
  }
}
