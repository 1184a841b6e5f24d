import { loadTranslations } from '../editor/translations';

/** What `dist/monitor.js` holds: the human monitor's line editor, completion and history, and what QEMU can log. */
export { MonitorHistory } from '../../monitor/history';
export { MonitorTerminal } from './monitorTerminal';
export { chooseLogItems } from './chooseLogItems';

loadTranslations();
