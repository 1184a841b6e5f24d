import { words, type SkipList } from './skipList';

/** Memory, lists, strings, reference counts, timers, work queues and the driver core: the tools of everybody. */
export const TOOLS: SkipList = {
  names: words(`
    tty_unregister_device i2c_del_adapter
    ___slab_alloc __dynamic_pr_debug __fortify_panic __fortify_report __list_add __slab_alloc __slab_free
    __stack_chk_fail _atomic_dec_and_lock alloc_pages allocate_slab arch_atomic_read bcmp cache_alloc_refill
    cache_free cache_grow_begin crc32c csum_partial device_destroy do_idle dput fast_dput fortify_panic
    free_one_page free_pcppages_bulk free_unref_page get_device get_page_from_freelist hex_string ip6_string kfree
    kmemdup krealloc kref_get kref_put kstrdup kvfree kvmalloc_node list_lru_add lock_timer_base mac_address_string
    mark_buffer_dirty memchr memchr_inv memcmp memcpy memmove memscan memset new_slab number pointer post_alloc_hook
    prep_new_page put_device put_page reiserfs_write_lock reiserfs_write_lock_nested resource_string sized_strscpy
    sk_reset_timer sk_stop_timer sk_stop_timer_sync slab_alloc slab_free slab_post_alloc_hook slab_pre_alloc_hook
    snprintf sprintf string vfree vmalloc vsnprintf vzalloc
  `),
  prefixes: words(`
    __try_to_del_timer
    ___kmalloc __alloc_frozen_pages __alloc_pages __alloc_percpu __arch_copy_ __bitmap_ __clear_user __copy_from_
    __copy_to_ __dev_printk __dma_ __do_kmalloc __fortify __free_pages __get_user __hlist_ __hrtimer_ __kfree_rcu
    __kmalloc __kmem_cache_ __kobject_ __kvmalloc __list_ __memcpy __memmove __memset __mod_timer __printk
    __put_user __queue_delayed __queue_work __radix_tree __rb_ __read_once __rhashtable_ __timer_delete __vfree
    __vmalloc __vunmap __write_once __xa_ _copy_from_ _copy_to_ _find_ _test_and_ add_timer add_uevent aes_ aesti_
    ahash_ alloc_frozen_pages alloc_pages_ alloc_percpu alloc_skb_with arch_atomic atomic64_ atomic_ bitmap_ bus_add
    bus_probe bus_remove chacha_ cipher_ clear_bit clear_user copy_from_ copy_page_to_iter copy_to_ copy_user_
    copyin copyout cpu_startup_entry crc16 crc32 crc_ crypto_ debug_hrtimer debug_rcu_ debug_timer_ debug_work_
    debugfs_create del_timer dev_printk dev_vprintk device_add device_attach device_create device_del
    device_initialize device_register device_release device_remove device_unregister dma_alloc dma_free dma_map_
    dma_unmap_ dpm_sysfs drbg_ driver_ find_first_ find_next_ folio_ free_large_kmalloc free_page free_percpu
    free_unref_ get_device_parent get_random_ get_user ghash_ hex_dump hlist_ hrtimer_ hwrng_ ida_ idr_ init_timer
    instrument_atomic instrument_copy_ iterate_and_ jhash kernfs_ kfree_ klist_ kmalloc kmem_cache_ kobject_ kvfree_
    kvmalloc kzalloc list_ list_lru_ llist_ memcpy_ memdup_ memmove_ mempool_ memset_ mod_delayed_work mod_timer
    pcpu_ percpu_ref_ perf_trace_ print_hex_dump put_user queue_delayed_work queue_work radix_tree_delete
    radix_tree_lookup raw_atomic raw_copy_ rb_ read_word_at_a_time rep_ rhashtable_ rhltable_ rht_ rng_
    rollback_registered scatterwalk_ scnprintf seq_printf seq_putc seq_puts set_bit set_page_dirty sg_init_ sha1_
    sha256_ sha512_ shash_ skcipher_ strcat strchr strcmp strcpy string_nocheck strlcpy strlen strncat strncmp
    strncpy strndup strnlen strrchr strscpy strsep strstr swiotlb_ sysfs_ sysvec_ test_and_ test_bit timer_delete
    timerqueue_add trace_event_ trace_raw_ try_to_del_timer unlock_page unregister_netdevice usb_bulk_msg
    usb_control_msg usb_internal_control usb_kill_ usb_poison_ usb_start_wait_urb usb_submit_urb vscnprintf vunmap_
    warn_alloc xa_ xas_
  `),
};
