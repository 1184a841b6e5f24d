/* The command table and the small commands. */
#include "guest.h"

static void do_help(const char *arguments) {
    (void)arguments;
    for (const struct command *command = commands; command->name; command++) {
        print("%-9s%-10s%s\n", command->name, command->arguments, command->help);
    }
}

static void do_echo(const char *arguments) { print("%s\n", arguments); }

static void do_echo2(const char *arguments) {
    if (uarts[1].present) uart_print(&uarts[1], "%s\n", arguments);
    else print("there is no COM2: add a second serial port\n");
}

static void do_uptime(const char *arguments) {
    uint32_t now = ticks;
    (void)arguments;
    print("up %u.%02u s\n", now / TICKS_PER_SECOND, now % TICKS_PER_SECOND);
}

static void do_addr(const char *arguments) {
    (void)arguments;
    print("do_counter 0x%08x\n", (uint32_t)do_counter);
    print("counter    0x%08x = %d\n", (uint32_t)&counter, counter);
    print("step       0x%08x = %d\n", (uint32_t)&step, step);
}

const struct command commands[] = {
    {"help", "", "this list", do_help},
    {"echo", "TEXT", "print TEXT", do_echo},
    {"echo2", "TEXT", "print TEXT on COM2, which echoes what it is sent", do_echo2},
    {"counter", "", "add `step` to `counter` and print it", do_counter},
    {"uptime", "", "seconds since the start", do_uptime},
    {"addr", "", "addresses to look at with a debugger", do_addr},
    {"colors", "", "what the terminal can show", do_colors},
    {"query", "", "ask the terminal for its cursor's position", do_query},
    {"bytes", "HEX...", "send exactly these bytes", do_bytes},
    {"flood", "N [PORT]", "N bytes at full speed; 0: until a key", do_flood},
    {"chatter", "N", "N bytes a second on every port until a key", do_chatter},
    {"debugcon", "N", "N bytes to the debug console (port 0xe9)", do_debugcon},
    {"raw", "N", "take N bytes and print their CRC-32", do_raw},
    {"panic", "", "find damage, print registers and a backtrace, halt", do_panic},
    {"crash", "", "triple fault", do_crash},
    {"hang", "", "spin with interrupts off", do_hang},
    {"reset", "", "reset the machine", do_reset},
    {"exit", "N", "end QEMU with code 2N+1 (isa-debug-exit)", do_exit},
    {"poweroff", "", "switch the machine off", do_poweroff},
    {NULL, NULL, NULL, NULL},
};

/* Cuts the line after its first word and gives the rest. */
static char *split(char *line) {
    while (*line && *line != ' ') line++;
    if (!*line) return line;
    *line = 0;
    return line + 1;
}

void run_line(char *line) {
    while (*line == ' ') line++;
    if (!*line) return;
    const char *arguments = split(line);
    for (const struct command *command = commands; command->name; command++) {
        if (text_equal(line, command->name)) {
            command->run(arguments);
            return;
        }
    }
    print("%s: unknown command, try help\n", line);
}
