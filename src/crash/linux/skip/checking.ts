import { words, type SkipList } from './skipList';

/** The sanitizers and other checkers, down to the calls that compilers insert. */
export const CHECKING: SkipList = {
  names: words(`
    __this_cpu_preempt_check alloc_debug_processing bytes_is_zero check_memory_region check_noncircular check_object
    check_preemption_disabled check_slab check_usage debug_smp_processor_id end_report free_debug_processing
    handle_overflow hlock_class kcsan_setup_watchpoint kfence_report_error lockdep_rcu_suspicious memory_is_poisoned
    metadata_update_state object_err print_trailer qlist_free_all quarantine_reduce refcount_warn_saturate
    reject_is_stack report_usercopy rht_deferred rwlock_bug save_stack save_trace set_track should_fail slab_err
    slab_free_freelist_hook spin_bug spin_dump start_report usercopy_abort usercopy_warn val_to_string
  `),
  prefixes: words(`
    ____kasan_ ___might_ __asan_ __check_heap_object __check_object_size __debug_check_no_ __debug_object_ __hwasan_
    __kasan_ __kernel_text __kfence_ __lockdep __might_ __msan_ __rcu_read __refcount_ __sanitizer_ __save_stack
    __schedule_bug __schedule_debug __should_fail __tsan_ __ubsan_ arch_stack_walk assert_raw_spin check_copy_size
    check_heap_object check_object_size check_poison check_prev debug_check_no_ debug_lockdep_ debug_mutex_
    debug_object_ debug_print_object debug_rt_ debug_spin_ fail_dump find_lock_ is_module_ kasan_ kcov_ kcsan_
    kernel_text_address kfence_ kmemleak_ kmsan_ lockdep_ mark_all_held mark_held mark_lock might_ msan_
    rcu_is_watching rcu_lock_ rcu_lockdep rcu_note_context rcu_preempt_need rcu_read_lock rcu_read_unlock refcount_
    register_lock_class report_ save_stack_ schedule_debug should_fail stack_depot_ stack_trace_ timer_is_static
    ubsan_ valid_state validate_chain work_is_static_object
  `),
};
