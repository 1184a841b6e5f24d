/* A guest for QEMU's riscv64 board that tests a ring of its own, and tells of it as the framework does that it is built for. */

#define UNITY 1
#define ZTEST 2
#define LIBTEST 3
#define LK 4

static volatile unsigned char *const uart = (volatile unsigned char *)0x10000000ul;
/* Ends QEMU: 0x5555 with 0, and 0x3333 with the number above it. */
static volatile unsigned int *const finisher = (volatile unsigned int *)0x100000ul;

static void print(const char *text) {
    for (; *text; text++) {
        while (!(uart[5] & 0x20))
            ;
        *uart = (unsigned char)*text;
    }
}

enum { SIZE = 4 };

static struct {
    int items[SIZE];
    unsigned begin, count;
} ring;

static int put(int item) {
    /* What is wrong with it, if it is to be: it has room for one less. */
    if (ring.count >= SIZE - WRONG)
        return 0;
    ring.items[(ring.begin + ring.count++) % SIZE] = item;
    return 1;
}

static int get(void) {
    int item = ring.items[ring.begin];
    ring.begin = (ring.begin + 1) % SIZE;
    ring.count--;
    return item;
}

static int keeps_order(void) {
    put(1);
    put(2);
    return get() == 1 && get() == 2 && ring.count == 0;
}

static int holds_four(void) {
    int room = put(1) && put(2) && put(3) && put(4);
    while (ring.count)
        get();
    return room;
}

static const struct {
    const char *name;
    int (*run)(void);
} tests[] = {{"keeps_order", keeps_order}, {"holds_four", holds_four}};

enum { TESTS = sizeof tests / sizeof *tests };

#if FRAMEWORK == UNITY
static void begin(void) {
}
static void start(const char *name) {
    (void)name;
}
static void tell(const char *name, int ok) {
    print("main.c:42:");
    print(name);
    print(ok ? ":PASS\n" : ":FAIL: Expected 4 Was 3\n");
}
static void end(int failures) {
    print("\n-----------------------\n2 Tests ");
    print(failures ? "1" : "0");
    print(" Failures 0 Ignored \n");
    print(failures ? "FAIL\n" : "OK\n");
}
#elif FRAMEWORK == ZTEST
static void begin(void) {
    print("*** Booting Zephyr OS build v3.6.0 ***\nRunning TESTSUITE ring\n");
}
static void start(const char *name) {
    print("START - ");
    print(name);
    print("\n");
}
static void tell(const char *name, int ok) {
    print(ok ? " PASS - " : "    Assertion failed at main.c:42: full\n FAIL - ");
    print(name);
    print(" in 0.001 seconds\n");
}
static void end(int failures) {
    print(failures ? "TESTSUITE ring failed.\n" : "TESTSUITE ring succeeded\n");
    print(failures ? "PROJECT EXECUTION FAILED\n" : "PROJECT EXECUTION SUCCESSFUL\n");
}
#elif FRAMEWORK == LIBTEST
static void begin(void) {
    print("running 2 tests\n");
}
static void start(const char *name) {
    print("test ring::");
    print(name);
    print(" ... ");
}
static void tell(const char *name, int ok) {
    (void)name;
    print(ok ? "ok\n" : "FAILED\n");
}
static void end(int failures) {
    print("\ntest result: ");
    print(failures ? "FAILED. 1 passed; 1 failed" : "ok. 2 passed; 0 failed");
    print("; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n");
}
#else
static void begin(void) {
    print("\nCASE ring [STARTED] \n");
}
static void start(const char *name) {
    print("    ");
    print(name);
    print(" [RUNNING]");
}
static void tell(const char *name, int ok) {
    (void)name;
    print(ok ? " [PASSED] \n" : " [FAILED] \n        main:42:\n        full\n");
}
static void end(int failures) {
    print(failures ? "CASE ring [FAILED]\n" : "CASE ring [PASSED]\n");
    print(failures ? "\n    CASES:  1     SUCCESS:  0     FAILED:  1   \n"
                   : "\n    CASES:  1     SUCCESS:  1     FAILED:  0   \n");
}
#endif

void kmain(void) {
    int failures = 0;
    begin();
    for (int index = 0; index < TESTS; index++) {
        start(tests[index].name);
        int ok = tests[index].run();
        tell(tests[index].name, ok);
        failures += !ok;
    }
    end(failures);
    *finisher = failures ? 0x13333 : 0x5555;
}
