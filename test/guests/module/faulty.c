/* A module of Linux that faults when a person writes to /sys/module/faulty/parameters/fault. */
#include <linux/module.h>

static __always_inline void store(int *where) {
    *where = 1;
}

static __attribute__((noipa)) void write_through(int *where) {
    store(where);
}

static __attribute__((noipa)) int set_fault(const char *text, const struct kernel_param *parameter) {
    write_through(parameter->arg);
    return text[0] == '0';
}

static const struct kernel_param_ops fault_ops = {.set = set_fault};
module_param_cb(fault, &fault_ops, NULL, 0200);
MODULE_PARM_DESC(fault, "writes to address 0");
MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Faults when it is asked to");
