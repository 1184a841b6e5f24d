/* The ways out: reset, exit code, power off, triple fault, and one that leads nowhere. */
#include "guest.h"

#define KEYBOARD_CONTROLLER 0x64
#define PULSE_RESET 0xfe
#define DEBUG_EXIT 0xf4 /* -device isa-debug-exit,iobase=0xf4,iosize=4 */

/* ACPI fixed registers where QEMU's pc and q35 firmware puts them. */
#define PM_STATUS 0x600
#define PM_ENABLE 0x602
#define PM_CONTROL 0x604
#define PM_POWER_BUTTON (1 << 8)
#define PM_SLEEP_S5 0x2000

static bool has_power_button;

/* The end comes a moment after it is asked for. */
static void wait_for_the_end(void) {
    for (uint32_t begin = ticks; ticks - begin < TICKS_PER_SECOND / 4;) __asm__ volatile("hlt");
}

void power_start(void) {
    has_power_button = inw(PM_STATUS) != 0xffff;
    if (has_power_button) outw(PM_ENABLE, PM_POWER_BUTTON);
}

void power_check(void) {
    if (!has_power_button || !(inw(PM_STATUS) & PM_POWER_BUTTON)) return;
    outw(PM_STATUS, PM_POWER_BUTTON);
    print("\npower button\n");
    do_poweroff("");
}

void do_poweroff(const char *arguments) {
    (void)arguments;
    print("powering off\n");
    outw(PM_CONTROL, PM_SLEEP_S5);
    wait_for_the_end();
    print("still here: this machine has no ACPI power off\n");
}

void do_exit(const char *arguments) {
    uint32_t value = 0;
    parse_number(&arguments, 10, &value);
    print("exit %u\n", value);
    outl(DEBUG_EXIT, value);
    wait_for_the_end();
    print("still here: add -device isa-debug-exit,iobase=0xf4,iosize=4; ");
    print("QEMU then ends with code %u\n", value << 1 | 1);
}

void do_reset(const char *arguments) {
    (void)arguments;
    print("resetting\n");
    outb(KEYBOARD_CONTROLLER, PULSE_RESET);
    halt_forever();
}

/* Triple fault: an exception with no way to handle it, nor the one that follows from that. */
void do_crash(const char *arguments) {
    static const struct __attribute__((packed)) {
        uint16_t limit;
        uint32_t base;
    } no_table = {0, 0};
    (void)arguments;
    print("triple fault\n");
    __asm__ volatile("lidt %0" : : "m"(no_table));
    __asm__ volatile("ud2");
}

void do_hang(const char *arguments) {
    (void)arguments;
    print("hanging with interrupts off\n");
    __asm__ volatile("cli");
    for (;;) {
    }
}
