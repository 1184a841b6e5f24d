/* A second function named `twin`, of another size: see twins.c. */
extern volatile int sink;

static __attribute__((noinline, used)) void twin(void) {
  sink = 1;
  sink = 2;
  sink = 3;
  sink = 4;
}

void call_long_twin(void) {
  twin();
}
