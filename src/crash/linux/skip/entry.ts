import { words, type SkipList } from './skipList';

/** What stands between a system call and its function, an interrupt and its handler, a thread and its work. */
export const ENTRY: SkipList = {
  names: words(`
    do_IRQ do_softirq do_syscall_64 el0_svc el0_sync handle_irq invoke_softirq invoke_syscall irq_exit kthread
    kthread_worker_fn process_one_work process_scheduled_works rest_init ret_fast_syscall ret_from_fork
    ret_from_fork_asm run_ksoftirqd smpboot_thread_fn start_kernel start_secondary syscall_handler vector_swi
    worker_thread x64_sys_call
  `),
  prefixes: words(`
    __do_fast_syscall __do_softirq __irq_exit apic_timer_interrupt call_on_ do_el0_svc do_fast_syscall do_int80
    do_softirq_ do_SYSENTER el0_svc_ el0t_ entry_INT80 entry_SYSCALL entry_SYSENTER handle_softirqs idtentry_
    irq_exit_ irqentry_ local_apic_timer ret_from_fork_kernel retint_ return_to_handler secondary_start
    secondary_startup smp_apic_timer sysenter_dispatch system_call x86_64_start
  `),
};
