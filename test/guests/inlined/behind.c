/* A call that does not return, at the very end of its function: what it would return to is the next function. */
__attribute__((noinline, noreturn)) void stop_here(void) {
  for (;;)
    ;
}

void gives_up(void) {
  stop_here();
}

void innocent(void) {}
