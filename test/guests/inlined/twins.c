extern volatile int sink;

static __attribute__((noinline, used)) void twin(void) {
  sink = 5;
}

void call_short_twin(void) {
  twin();
}
