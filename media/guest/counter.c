/*
 * A place to set a breakpoint: two functions, locals, and globals that change what happens.
 * `list do_counter`, break there, look at `before` and `after`, step into `add`.
 */
#include "guest.h"

int counter = 0;
int step = 1; /* change me in the debugger: `counter` then counts in other strides */

static int add(int a, int b) {
    int sum = a + b;
    return sum;
}

void do_counter(const char *arguments) {
    int before = counter;
    int after = add(before, step);
    (void)arguments;
    counter = after;
    print("counter %d\n", counter);
}
