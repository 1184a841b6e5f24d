import { loadTranslations } from '../editor/translations';

/** What `dist/monitor.js` holds: the human monitor's line editor, completion and history, what QEMU can log and what runs. */
export { MonitorHistory } from '../../monitor/history';
export { MonitorTerminal } from './monitorTerminal';
export { chooseLogItems } from './chooseLogItems';
export { RunningTasksView } from './runningTasksView';

loadTranslations();
