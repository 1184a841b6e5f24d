#!/bin/sh
# enter.sh ROOT HERE CACHE COMMAND...: runs a command in a root folder, with this checkout at the path that it has
# outside. Started by enter.mjs as the first process of namespaces of its own: when it ends, whatever runs in them
# ends, and every mount goes. It stays in between as the parent that orphans need.
set -eu
root=$1 here=$2 cache=$3
shift 3
mount --make-rprivate /
mount -t proc proc "$root/proc"
mount -t sysfs -o ro sysfs "$root/sys"
mount --bind /dev "$root/dev"
mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts "$root/dev/pts"
mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
mount --bind /etc/resolv.conf "$root/etc/resolv.conf"
for folder in "$here" "$cache"; do
  mkdir -p "$root$folder"
  mount --bind "$folder" "$root$folder"
done
chroot "$root" sh -c 'cd "$0" && exec "$@"' "$here" "$@" && code=0 || code=$?
exit "$code"
