/* Functions inlined into one another, to test how addresses become lines. No library, no start: it is only looked at. */
volatile int sink;

static inline __attribute__((always_inline)) void innermost(int value) {
  sink = value;
}

static inline __attribute__((always_inline)) void middle(int value) {
  innermost(value + 1);
}

__attribute__((noinline)) void outermost(int value) {
  middle(value);
}

/* Ends with a call that does not return: what it would return to is the next function. */
__attribute__((noinline, noreturn)) void stop(void) {
  for (;;) sink = 0;
}

__attribute__((noinline)) void give_up(int value) {
  outermost(value);
  stop();
}

void _start(void) {
  give_up(sink);
}
