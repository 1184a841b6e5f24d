/* The first process of a Linux for arm64 or riscv64: shows where the kernel lies, and makes it panic. No C library. */

enum { MKNODAT = 33, MOUNT = 40, OPENAT = 56, READ = 63, WRITE = 64 };
enum { HERE = -100, FOR_WRITING = 1, CHARACTER_DEVICE = 0020600, CONSOLE = 0x501 };

static long call(long number, long a, const void *b, long c, long d, long e) {
#if defined(__aarch64__)
    register long x8 __asm__("x8") = number;
    register long x0 __asm__("x0") = a;
    register const void *x1 __asm__("x1") = b;
    register long x2 __asm__("x2") = c;
    register long x3 __asm__("x3") = d;
    register long x4 __asm__("x4") = e;
    __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4) : "memory");
    return x0;
#elif defined(__riscv)
    register long a7 __asm__("a7") = number;
    register long a0 __asm__("a0") = a;
    register const void *a1 __asm__("a1") = b;
    register long a2 __asm__("a2") = c;
    register long a3 __asm__("a3") = d;
    register long a4 __asm__("a4") = e;
    __asm__ volatile("ecall" : "+r"(a0) : "r"(a7), "r"(a1), "r"(a2), "r"(a3), "r"(a4) : "memory");
    return a0;
#endif
}

void _start(void) {
    static char symbols[256];
    call(MKNODAT, HERE, "/dev/console", CHARACTER_DEVICE, CONSOLE, 0);
    call(MOUNT, (long)"proc", "/proc", (long)"proc", 0, 0);
    long table = call(OPENAT, HERE, "/proc/kallsyms", 0, 0, 0);
    long length = call(READ, table, symbols, sizeof symbols, 0, 0);
    call(WRITE, call(OPENAT, HERE, "/dev/console", FOR_WRITING, 0, 0), symbols, length, 0, 0);
    call(WRITE, call(OPENAT, HERE, "/proc/sysrq-trigger", FOR_WRITING, 0, 0), "c", 1, 0, 0);
    for (;;)
        ;
}
