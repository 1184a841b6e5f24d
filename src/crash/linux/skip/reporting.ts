import { words, type SkipList } from './skipList';

/** Prints the report, or leads from the processor’s exception to what prints it. */
export const REPORTING: SkipList = {
  names: words(`
    rustc::rust_begin_unwind __rustc::rust_begin_unwind
    add_taint alignment async_page_fault bad_page brk_handler bug_handler bust_spinlocks call_break_hook
    crash_setup_regs die die_kernel_fault divide_error double_fault dump_backtrace dump_header el1_abort el1_da
    el1_dbg el1_ia el1_irq el1_sync el1_sync_handler error_code exception fixup_bug general_protection get_taint
    handle_bug handle_exception int3 invalid_op nmi no_context oops_end oops_exit page_fault panic printk report_bug
    ret_from_exception rust_begin_unwind rust_panic sched_show_task show_regs trap_init unwind_backtrace vpanic
    vprintk
  `),
  prefixes: words(`
    __dump_stack
    __bad_area __bad_stack __die __do_kernel_fault __do_page_fault __do_user_fault __exc_ __warn __x86_indirect_
    __x86_return_ _printk  arch_trigger_ asm_ asm_exc_ bad_area bad_stack check_panic_on_warn check_unmap
    core::option:: core::panicking core::result::unwrap debug_dma_ df_debug die_ do_alignment_fault
    do_async_page_fault do_bad_area do_DataAbort do_debug_exception do_divide_error do_double_fault do_el
    do_error_trap do_general_protection do_invalid_op do_kern_addr_fault do_mem_abort do_page_fault do_sp_pc_abort
    do_tag_check_fault do_translation_fault do_trap do_trap_ do_undef do_undefinstr do_user_addr_fault dump_stack
    el1_ el1h_ err_printk exc_ fault_ handle_bad_stack handle_exception handle_page_fault kernelmode_fixup
    nla_get_range nmi_ oops_ page_fault_oops panic_ print_address print_bad print_circular print_cpu_stall
    print_deadlock print_error_desc print_irq print_lock print_other_cpu print_page_info print_report print_trailer
    print_unlock print_usage_bug printk_ rust_begin_unwind rust_helper_BUG show_regs show_stack show_trace
    trace_hardirqs_ vprintk warn_bogus warn_slowpath
  `),
};
