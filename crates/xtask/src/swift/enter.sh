#!/bin/sh
# Starts a command in a folder of this machine, with the Swift that lies in another root.
#
#   enter.sh ROOT SHARED FOLDER COMMAND [ARGUMENT ...]
#
# ROOT: the unpacked Debian with Swift. SHARED: the folder that both roots see under the same
# path; it holds FOLDER, where the command runs. Network and processes are the machine's. The
# mounts are seen by the command alone and end with it.
set -eu

root=$1 shared=$2
mkdir -p "$root$shared"
# Whoever is not root becomes it in a namespace of users, to mount and to change the root.
user=
[ "$(id -u)" = 0 ] || user=--map-root-user

# shellcheck disable=SC2016 # the inner shell expands it
exec unshare $user --mount sh -euc '
    root=$1 shared=$2 folder=$3
    shift 3
    mount --rbind /proc "$root/proc"
    mount --rbind /dev "$root/dev"
    mount --rbind "$shared" "$root$shared"
    exec env --unset=TMPDIR --unset=LD_LIBRARY_PATH PATH="$PATH:/usr/sbin" HOME=/tmp LANG=C.UTF-8 \
        chroot "$root" /bin/sh -euc '\''
            PATH=/usr/libexec/swift/bin:/usr/bin
            cd "$0"
            exec "$@"
        '\'' "$folder" "$@"
' enter "$@"
