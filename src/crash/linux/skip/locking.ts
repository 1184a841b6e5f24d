import { words, type SkipList } from './skipList';

/** Locks, and what sleeps and schedules. */
export const LOCKING: SkipList = {
  names: words(`
    wake_up_process wake_up_q wake_up_state wake_up_bit wake_up_var wake_up_page wake_up_page_bit
    __down __lock_sock autoremove_wake_function bit_wait complete complete_all console_lock context_switch
    default_wake_function down finish_task_switch flush_work io_schedule kthread_stop lock_is_held_type
    lock_sock_fast lock_sock_nested might_fault pipe_lock rcu_barrier release_sock schedule srcu_gp_start_if_needed
    try_to_wake_up wake_up_process
  `),
  prefixes: words(`
    fdatawait_
    tty_ldisc_lock
    __cancel_delayed __cancel_work __cond_resched __down_ __filemap_fdatawa __flush_work __folio_lock __ldsem
    __local_bh_ __lock_acquire __lock_page __lock_release __lock_set __mutex_ __percpu_ __pv_queued __raw_
    __rt_mutex __rwsem_ __schedule __spin_ __srcu_read __switch_to __synchronize_hardirq __task_rq_lock __up_
    __wait_for_common __wait_on_ __wait_rcu_gp __wake_up __ww_mutex _cond_resched _raw_ arch_spin_ bit_wait
    call_rwsem_ cancel_delayed_work cancel_work cleanup_srcu complete_with console_trylock console_unlock cpus_read
    do_raw_ do_wait_for_common down_interruptible down_killable down_read down_timeout down_trylock down_write
    drain_work drain_workqueue filemap_fdatawa finish_wait flush_work flush_workqueue folio_lock folio_wait
    io_schedule ldsem_ local_bh_ local_lock lock_acquire lock_downgrade lock_page lock_release lock_set_ lockref_
    mutex_ native_queued_ osq_ out_of_line_wait percpu_down percpu_rwsem percpu_up preempt_schedule prepare_to_wait
    pv_queued_ queued_ raw_spin raw_spin_rq read_lock rt_mutex_ rwsem_ schedule_delayed_work schedule_hrtimeout
    schedule_idle schedule_preempt_disabled schedule_timeout schedule_work semaphore_ seqcount_ seqlock_ spin_lock
    spin_unlock srcu_read swake_up task_rq_lock ticket_spin up_read up_write wait_event wait_for_comm
    wait_for_common wait_for_completion wait_on_ wait_rcu_gp wait_transaction  write_lock ww_mutex
  `),
};
