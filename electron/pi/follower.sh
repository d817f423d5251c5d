# Fleetbeat's log follower for hosts whose reader is a shell. Protocol: docs/spec/follower.md (Without Python).
# The engine puts FLEETBEAT_MARKER before this text and says when to look: nothing here waits, sleeps or runs by itself.
# Must stay true: POSIX sh only (dash, busybox, bash); no file written; foreign text is never expanded as a pattern or a
# command: ids are figures, names travel as hexadecimal and are only ever quoted words.
set -f
LC_ALL=C
export LC_ALL
PATH=$PATH:/usr/bin:/bin:/usr/sbin:/sbin
fb_ids=
fb_most=131072

fb_is_figure() {
  case $1 in '' | *[!0-9]*) return 1 ;; esac
}

# Text from hexadecimal into fb_u.
fb_unhex() {
  fb_u=
  fb_h=$1
  case $fb_h in *[!0-9a-f]*) return 1 ;; esac
  while [ -n "$fb_h" ]; do
    fb_r=${fb_h#??}
    fb_b=$((0x${fb_h%"$fb_r"}))
    fb_u="$fb_u\\0$((fb_b / 64))$((fb_b / 8 % 8))$((fb_b % 8))"
    fb_h=$fb_r
  done
  fb_u=$(printf '%b.' "$fb_u")
  fb_u=${fb_u%.}
}

# Standard input as lines of hexadecimal behind a header, up to a line that cannot be one.
fb_carry() {
  echo "$1 hex"
  od -An -v -tx1
  echo .
}

fb_tell() {
  eval "fb_old=\$fb_state_$1"
  [ "$fb_old" = "$2" ] && return
  eval "fb_state_$1=\$2"
  echo "E $1 $2"
}

# Inode and size of a file into fb_ino and fb_size.
fb_measure() {
  fb_ino=
  fb_size=
  fb_row=$(ls -Lind "$1" 2>/dev/null) || return 1
  case $fb_row in *[0-9]\ -*) ;; *) return 1 ;; esac
  fb_words=$fb_row
  fb_n=0
  for fb_w in $fb_words; do
    fb_n=$((fb_n + 1))
    [ "$fb_n" = 1 ] && fb_ino=$fb_w
    [ "$fb_n" = 6 ] && fb_size=$fb_w && break
  done
  fb_is_figure "$fb_ino" && fb_is_figure "$fb_size"
}

# fb_open <id> <inode> <offset> <size>: a generation begins.
fb_open() {
  eval "fb_gen=\$((fb_gen_$1 + 1)) fb_gen_$1=\$((fb_gen_$1 + 1)) fb_ino_$1=\$2 fb_at_$1=\$3"
  echo "O $1 $fb_gen $2 $3 $4 0 "
}

# fb_send <id> <file> <size>: what is new of it, a bounded piece.
fb_send() {
  eval "fb_from=\$fb_at_$1 fb_gen=\$fb_gen_$1"
  fb_new=$(($3 - fb_from))
  [ "$fb_new" -gt "$fb_most" ] && fb_new=$fb_most
  [ "$fb_new" -gt 0 ] || return 0
  tail -c "+$((fb_from + 1))" "$2" 2>/dev/null | head -c "$fb_new" | fb_carry "D $1 $fb_gen $fb_from"
  eval "fb_at_$1=\$((fb_from + fb_new))"
  echo "S $1 $fb_gen $3 $((fb_from + fb_new)) 0"
}

# Of a file that was renamed: what is left of it, when it still lies beside the new one.
fb_finish() {
  eval "fb_was=\$fb_ino_$1"
  for fb_old_n in 1 0; do
    fb_measure "$2.$fb_old_n" && [ "$fb_ino" = "$fb_was" ] || continue
    eval "fb_from=\$fb_at_$1"
    fb_send "$1" "$2.$fb_old_n" "$fb_size"
    eval "[ \"\$fb_at_$1\" -ge \"$fb_size\" ]"
    return
  done
  echo "G $1 lost"
}

fb_look() {
  eval "fb_path=\$fb_path_$1 fb_was=\$fb_ino_$1 fb_tail=\$fb_tail_$1"
  if [ ! -e "$fb_path" ]; then fb_tell "$1" missing; return; fi
  if [ ! -r "$fb_path" ]; then fb_tell "$1" not-readable; return; fi
  if [ ! -f "$fb_path" ] || ! fb_measure "$fb_path"; then fb_tell "$1" failed; return; fi
  fb_now=$fb_ino
  fb_end=$fb_size
  if [ -z "$fb_was" ]; then
    fb_first=$((fb_end - fb_tail))
    [ "$fb_first" -gt 0 ] || fb_first=0
    fb_open "$1" "$fb_now" "$fb_first" "$fb_end"
  elif [ "$fb_was" != "$fb_now" ]; then
    fb_finish "$1" "$fb_path" || return
    fb_open "$1" "$fb_now" 0 "$fb_end"
  else
    eval "fb_from=\$fb_at_$1"
    if [ "$fb_end" -lt "$fb_from" ]; then
      echo "G $1 truncated"
      fb_open "$1" "$fb_now" 0 "$fb_end"
    fi
  fi
  fb_tell "$1" following
  fb_send "$1" "$fb_path" "$fb_end"
}

# f <id> <path> <tail> [<inode> <offset> ...]
fb_follow() {
  fb_is_figure "$1" && fb_is_figure "$3" && fb_unhex "$2" || return
  case " $fb_ids " in *" $1 "*) ;; *) fb_ids="$fb_ids $1" ;; esac
  eval "fb_path_$1=\$fb_u fb_tail_$1=\$3 fb_ino_$1= fb_at_$1=0 fb_gen_$1=0 fb_state_$1="
  if fb_is_figure "$4" && fb_is_figure "$5"; then fb_open "$1" "$4" "$5" 0; fi
  fb_look "$1"
}

# j <id> <arg> ...: one run of journalctl, to its end.
fb_journal() {
  fb_is_figure "$1" || return
  fb_id=$1
  shift
  fb_left=$#
  while [ "$fb_left" -gt 0 ]; do
    fb_unhex "$1" || return
    shift
    set -- "$@" "$fb_u"
    fb_left=$((fb_left - 1))
  done
  [ "$1" = journalctl ] || return
  if ! command -v journalctl >/dev/null 2>&1; then echo "X $fb_id 127"; return; fi
  case $(id -Gn) in *adm* | *systemd-journal* | *root*) ;; *) echo insufficient permissions | fb_carry "N $fb_id" ;; esac
  "$@" </dev/null 2>/dev/null | head -c 1000000 | fb_carry "J $fb_id"
  echo "X $fb_id 0"
}

fb_answer() {
  fb_is_figure "$1" || return
  fb_id=$1
  fb_what=$2
  shift 2
  case $fb_what in
    clock)
      fb_epoch=$(date +%s)
      fb_zone=$(date +%z)
      fb_sign=1
      case $fb_zone in -*) fb_sign=-1 ;; esac
      fb_zone=${fb_zone#?}
      fb_min=${fb_zone#??}
      fb_hour=${fb_zone%??}
      fb_offset=$((fb_sign * ((1$fb_hour - 100) * 3600 + (1$fb_min - 100) * 60)))
      fb_boot=
      while read -r fb_k fb_v _; do [ "$fb_k" = btime ] && fb_boot=$fb_v; done </proc/stat
      printf 'now %s\nzone %s %s\nbtime %s' "$fb_epoch" "$((fb_epoch - 31622400))" "$fb_offset" "$fb_boot" | fb_carry "R $fb_id"
      ;;
    outputs)
      for fb_pid in "$@"; do
        fb_is_figure "$fb_pid" || continue
        for fb_fd in 1 2; do
          fb_to=$(readlink "/proc/$fb_pid/fd/$fb_fd" 2>/dev/null) || continue
          printf '%s %s ' "$fb_pid" "$fb_fd"
          printf %s "$fb_to" | od -An -v -tx1 | tr -d ' \n'
          echo
        done
      done | fb_carry "R $fb_id"
      ;;
    socket)
      fb_unhex "$1" || fb_u=
      if [ ! -S "$fb_u" ]; then echo 2; elif [ -w "$fb_u" ]; then echo 0; else echo 13; fi | fb_carry "R $fb_id"
      ;;
    *) fb_carry "R $fb_id" </dev/null ;;
  esac
}

echo "fleetbeat-follower 1 $FLEETBEAT_MARKER sh $$ uid=$(id -u)"
while IFS= read -r fb_line; do
  case $fb_line in *[!\ a-z0-9]*) continue ;; esac
  set -- $fb_line
  case $1 in
    t) for fb_each in $fb_ids; do fb_look "$fb_each"; done ;;
    f) shift; fb_follow "$@" ;;
    u) fb_kept=; for fb_each in $fb_ids; do [ "$fb_each" = "$2" ] || fb_kept="$fb_kept $fb_each"; done; fb_ids=$fb_kept ;;
    j) shift; fb_journal "$@" ;;
    r) shift; fb_answer "$@" ;;
    q) exit 0 ;;
  esac
done
