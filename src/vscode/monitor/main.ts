import { loadTranslations } from '../editor/translations';

/** What `dist/monitor.js` holds: the human monitor's line editor, completion and history. */
export { MonitorHistory } from '../../monitor/history';
export { MonitorTerminal } from './monitorTerminal';

loadTranslations();
