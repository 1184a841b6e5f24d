/* The sample guest of QEMU Serial Debug: a small interactive monitor on a serial line. See README.md. */
#ifndef GUEST_H
#define GUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- ports (io) ---- */
static inline void outb(uint16_t port, uint8_t value) {
    __asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static inline void outw(uint16_t port, uint16_t value) {
    __asm__ volatile("outw %0, %1" : : "a"(value), "Nd"(port));
}

static inline void outl(uint16_t port, uint32_t value) {
    __asm__ volatile("outl %0, %1" : : "a"(value), "Nd"(port));
}

static inline uint8_t inb(uint16_t port) {
    uint8_t value;
    __asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}

static inline uint16_t inw(uint16_t port) {
    uint16_t value;
    __asm__ volatile("inw %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}

static inline void outsb(uint16_t port, const void *from, size_t count) {
    __asm__ volatile("rep outsb" : "+S"(from), "+c"(count) : "d"(port) : "memory");
}

/* ---- interrupts.c ---- */
#define TICKS_PER_SECOND 100u
#define PANIC_VECTOR 48

/* What vectors.S leaves on the stack, lowest address first. */
struct frame {
    uint32_t edi, esi, ebp, esp_at_pushal, ebx, edx, ecx, eax;
    uint32_t vector, error;
    uint32_t eip, cs, eflags;
};

extern volatile uint32_t ticks;
void interrupts_start(void);
void handle_interrupt(struct frame *frame);
_Noreturn void halt_forever(void);

/* ---- uart.c ---- */
#define UARTS 4
#define RING_BYTES 4096u
#define CTRL_C 0x03

struct uart {
    const char *name;
    uint16_t base;
    uint8_t fifo_bytes;
    bool present;
    volatile bool stop_requested; /* a Ctrl-C arrived */
    volatile bool held_back;      /* the ring is full: bytes wait in the UART, and behind it in QEMU */
    volatile uint32_t breaks;     /* BREAK conditions seen */
    volatile uint32_t received, taken;
    uint8_t ring[RING_BYTES];
};

extern struct uart uarts[UARTS];
#define console (&uarts[0])

void uart_start(void);
void uart_receive(void);
/* How many bytes the UART collects before it interrupts: few for keys, many for bulk. */
void uart_expect_bulk(struct uart *uart, bool bulk);
bool uart_has_input(const struct uart *uart);
/* The next byte; -1 when there is none yet. */
int uart_take(struct uart *uart);
void uart_write(struct uart *uart, const void *bytes, size_t count);

/* ---- text.c ---- */
size_t text_length(const char *text);
bool text_equal(const char *a, const char *b);
/* Whether all of a text is as a pattern says, in which `*` stands for any text. */
bool text_matches(const char *text, const char *pattern);
bool parse_number(const char **at, uint32_t base, uint32_t *value);
void uart_print(struct uart *uart, const char *format, ...) __attribute__((format(printf, 2, 3)));
#define print(...) uart_print(console, __VA_ARGS__)

/* ---- line.c, idle.c ---- */
#define LINE_BYTES 1024
void read_line(char *line);
/* Sleeps until something happens; serves the other ports and the power button meanwhile. */
void idle(void);
void serve_others(void);
/* The next byte from the console, or -1 after that many ticks without one. */
int wait_for_byte(uint32_t limit_ticks);

/* ---- commands ---- */
struct command {
    const char *name, *arguments, *help;
    void (*run)(const char *arguments);
};
extern const struct command commands[];
void run_line(char *line);

extern int counter, step;
void do_counter(const char *arguments);
void do_flood(const char *arguments);
void do_chatter(const char *arguments);
void do_debugcon(const char *arguments);
void do_raw(const char *arguments);
void do_bytes(const char *arguments);
void do_colors(const char *arguments);
void do_query(const char *arguments);
void do_panic(const char *arguments);
void do_crash(const char *arguments);
void do_hang(const char *arguments);
void do_reset(const char *arguments);
void do_exit(const char *arguments);
void do_poweroff(const char *arguments);

/* ---- testing.c, tests.c ---- */
struct test {
    const char *suite, *name;
    const char *on_request; /* the word on the command line that it needs; NULL: it runs in any case */
    void (*run)(void);
};
extern const struct test tests[];
/* Runs the tests and ends the machine, if the kernel's command line says so. */
void test_if_asked(const char *command_line);
/* Notes that the running test has failed unless `held`, and says where. */
void expect(bool held, const char *condition, const char *file, int line);
#define EXPECT(condition) expect(condition, #condition, __FILE__, __LINE__)
void skip(const char *reason);
/* Notes that the running test fails as it is known to. */
void todo(const char *reason);

/* ---- power.c, panic.c ---- */
void power_start(void);
void power_check(void);
_Noreturn void panic(const char *reason);
void panic_at(const struct frame *frame);

#endif
