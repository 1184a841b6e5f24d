/** The exit code of a run that could not begin: its machine did not start, or what was asked for makes no sense. */
export const NOT_STARTED = 4;
