/** The id of the chardev that our monitor is on. */
export const MONITOR_ID = 'qsd-qmp';
