# Fleetbeat's resident reader, shell variant, and the door to the Python one. Protocol: docs/spec/sampler.md.
# The engine puts FLEETBEAT_MARKER and FLEETBEAT_SAMPLER (the Python text, maybe empty) before this text.
# Must stay true: POSIX sh only (dash, busybox, bash); the fast figures start no process; no file written;
# foreign text is never expanded as a pattern or a command.
set -f
LC_ALL=C
export LC_ALL
PATH=$PATH:/usr/bin:/bin:/usr/sbin:/sbin

if [ -n "$FLEETBEAT_SAMPLER" ]; then
  fb_python=/usr/bin/python3
  [ -x "$fb_python" ] || fb_python=$(command -v python3 2>/dev/null)
  if [ -n "$fb_python" ] && "$fb_python" -I -S -c 'import os,select,sys,time;sys.exit(sys.version_info<(3,6))' </dev/null >/dev/null 2>&1; then
    export FLEETBEAT_SAMPLER
    # By the environment, so that the command line stays short and names nobody's program; compiled in a child that
    # ends at once, because compiling leaves 2 MB behind.
    exec "$fb_python" -I -S -c 'import os,marshal
text=os.environ.pop("FLEETBEAT_SAMPLER")
near,far=os.pipe()
if not os.fork():
    os.write(far,marshal.dumps(compile(text,"sampler","exec",0,True,2)))
    os._exit(0)
os.close(far)
text=open(near,"rb",0).read()
os.wait()
exec(marshal.loads(text))
' fleetbeat-sampler "$FLEETBEAT_MARKER"
  fi
  unset FLEETBEAT_SAMPLER
fi

fb_nl='
'
fb_one=$(printf '\001')
fb_watch=
fb_o=

# One line of a small file into fb_l; line feeds inside (a process may be named so) become byte 1.
fb_line() {
  fb_l=
  fb_x=
  { {
    IFS= read -r fb_l
    while IFS= read -r fb_x || [ -n "$fb_x" ]; do fb_l=$fb_l$fb_one$fb_x; fb_x=; done
  } <"$1"; } 2>/dev/null
  [ -n "$fb_l" ]
}

fb_say() { fb_o="$fb_o|$1$fb_nl"; }
fb_piece() { fb_o="$fb_o=$1$fb_nl"; }

# Lines on standard input as lines of the piece, each behind a key.
fb_lines() {
  while IFS= read -r fb_x || [ -n "$fb_x" ]; do
    [ -n "$fb_x" ] && fb_say "$1$fb_x"
    fb_x=
  done
}

# The same for a value. Not a here-document: an older bash puts those into a file.
fb_text() {
  fb_ifs=$IFS
  IFS=$fb_nl
  for fb_x in $2; do fb_say "$1$fb_x"; done
  IFS=$fb_ifs
}

fb_file() {
  fb_keep=$fb_o
  fb_piece "$1"
  { fb_lines '' <"$2"; } 2>/dev/null || fb_o=$fb_keep
}

# State, threads and start time out of the stat line in fb_l.
fb_fields() {
  set -- ${fb_l##*\) }
  fb_state=$1 fb_ppid=$2 fb_threads=${18} fb_start=${20}
}

# Really gone? Not seeing a process is no proof where others' processes are hidden.
fb_is_gone() {
  if [ -r /proc/1/stat ]; then
    [ ! -d "/proc/$1" ]
  else
    case $(kill -0 "$1" 2>&1) in *[Nn]o\ such*) return 0 ;; esac
    return 1
  fi
}

fb_dead() {
  fb_deaths="$fb_deaths! died $1 $2$fb_nl"
  fb_left=
  for fb_w in $fb_watch; do
    case $fb_w in "$1:$2:"*) ;; *) fb_left="$fb_left $fb_w" ;; esac
  done
  fb_watch=$fb_left
}

fb_has_pipe() {
  case $(ls -l "/proc/$1/fd/1" "/proc/$1/fd/2" 2>/dev/null) in *pipe:*) return 0 ;; esac
  return 1
}

# w <pid>:<start>:<role> ...; fb_pipes holds the mains whose output is a pipe.
fb_set_watch() {
  fb_watch=
  fb_pipes=
  for fb_w in $1; do
    case $fb_w in *[!0-9:mcb]* | :* | *::*) continue ;; *:*:m | *:*:c | *:*:b) ;; *) continue ;; esac
    fb_watch="$fb_watch $fb_w"
    fb_p=${fb_w%%:*}
    case $fb_w in *:m) fb_has_pipe "$fb_p" && fb_pipes="$fb_pipes $fb_p " ;; esac
    if ! fb_line "/proc/$fb_p/stat"; then
      fb_s=${fb_w#*:}
      fb_is_gone "$fb_p" && fb_dead "$fb_p" "${fb_s%:*}"
    fi
  done
  fb_flush
}

fb_flush() {
  printf '%s' "$fb_o$fb_deaths" || exit 0
  fb_o=
  fb_deaths=
}

fb_fast() {
  fb_line /proc/loadavg && { fb_piece load; fb_say "$fb_l"; }
  { IFS= read -r fb_l </proc/stat && { fb_piece cpu; fb_say "$fb_l"; }; } 2>/dev/null
  fb_piece mem
  while IFS= read -r fb_l; do
    case $fb_l in
      MemTotal:* | MemFree:* | MemAvailable:* | SwapTotal:*) fb_say "$fb_l" ;;
      SwapFree:*) fb_say "$fb_l"; break ;;
    esac
  done </proc/meminfo
  if [ -r /proc/pressure/cpu ]; then
    fb_file 'psi cpu' /proc/pressure/cpu
    fb_file 'psi memory' /proc/pressure/memory
    fb_file 'psi io' /proc/pressure/io
  fi
  fb_piece temp
  for fb_n in 0 1 2 3; do
    fb_z=/sys/class/thermal/thermal_zone$fb_n
    [ -r "$fb_z/temp" ] && fb_line "$fb_z/type" && fb_t=$fb_l && fb_line "$fb_z/temp" && fb_say "$fb_t $fb_l"
  done
  [ -n "$fb_volt" ] && fb_line "$fb_volt" && { fb_piece volt; fb_say "$fb_l"; }
  for fb_w in $fb_watch; do fb_process "${fb_w%%:*}" "${fb_w#*:}"; done
  for fb_w in $fb_watch; do
    case $fb_w in *:m) fb_children "${fb_w%%:*}" ;; esac
  done
}

fb_process() {
  fb_s=${2%:*}
  if ! fb_line "/proc/$1/stat"; then
    fb_is_gone "$1" && fb_dead "$1" "$fb_s"
    return
  fi
  fb_fields
  case $fb_threads in '' | *[!0-9]*) return ;; esac
  if [ "$fb_start" != "$fb_s" ]; then fb_dead "$1" "$fb_s"; return; fi
  case $fb_state in [ZX]) [ "$fb_threads" -le 1 ] && { fb_dead "$1" "$fb_s"; return; } ;; esac
  fb_piece "p $1"
  fb_say "$fb_l"
  case $fb_state in
    D) ;;
    S) case $fb_pipes in *" $1 "*) ;; *) return ;; esac ;;
    *) return ;;
  esac
  fb_line "/proc/$1/wchan" && [ "$fb_l" != 0 ] && fb_say "wchan $fb_l"
}

fb_children() {
  [ -r "/proc/$1/task/$1/children" ] || return
  fb_piece "children $1"
  set +f
  set -- "$1" /proc/"$1"/task/*/children
  set -f
  fb_main=$1
  shift
  for fb_f in "$@"; do
    fb_line "$fb_f" || continue
    for fb_k in $fb_l; do
      case " $fb_watch" in
        *" $fb_k:"*) fb_say "$fb_k" ;;
        *) cmp -s "/proc/$fb_k/cmdline" "/proc/$fb_main/cmdline" 2>/dev/null || fb_is_titled "$fb_k" || continue
           fb_line "/proc/$fb_k/stat" && fb_say "$fb_l" ;;
      esac
    done
  done
}

fb_is_titled() {
  case $(tr '\000' ' ' 2>/dev/null <"/proc/$1/cmdline") in '[celeryd'*) return 0 ;; esac
  return 1
}

fb_slow() {
  while read -r fb_a fb_b fb_c fb_d fb_e fb_rest; do
    [ "$fb_e" = / ] && fb_root=$fb_c
  done </proc/self/mountinfo
  fb_piece "root $fb_root"
  fb_piece disks
  while read -r fb_a fb_b fb_c fb_d fb_rest; do
    case $fb_c:$fb_d in loop* | ram* | *:0) continue ;; esac
    fb_say "$fb_a $fb_b $fb_c $fb_d $fb_rest"
  done </proc/diskstats
  fb_piece net
  while read -r fb_a fb_rest; do
    case $fb_a in lo: | Inter-* | face) ;; *) fb_say "$fb_a $fb_rest" ;; esac
  done </proc/net/dev
  if command -v vcgencmd >/dev/null 2>&1; then
    fb_x=$(vcgencmd get_throttled 2>/dev/null) && [ -n "$fb_x" ] && { fb_piece throttled; fb_say "$fb_x"; }
  fi
}

fb_space() {
  set -- $(df -kP / 2>/dev/null)
  while [ $# -ge 6 ]; do
    if [ "$6" = / ]; then
      case $2$4 in *[!0-9]*) ;; *) fb_piece 'df /'; fb_say "$(($2 * 1024)) $(($4 * 1024))" ;; esac
      return
    fi
    shift
  done
}

fb_proportional() {
  for fb_w in $fb_watch; do
    fb_p=${fb_w%%:*}
    [ -r "/proc/$fb_p/smaps_rollup" ] || continue
    while IFS= read -r fb_l; do
      case $fb_l in Pss:*) fb_piece "pss $fb_p"; fb_say "$fb_l"; break ;; esac
    done 2>/dev/null <"/proc/$fb_p/smaps_rollup"
  done
}

fb_clock() { fb_piece clock; fb_say "$(date +%s)"; }

fb_own() {
  fb_piece own
  fb_line "/proc/$$/schedstat" && fb_say "ns ${fb_l%% *}"
  fb_line "/proc/$$/stat" && fb_say "stat $fb_l"
}

fb_identity() {
  fb_piece id
  fb_line /proc/sys/kernel/hostname && fb_say "hostname $fb_l"
  fb_line /proc/sys/kernel/osrelease && fb_say "kernel $fb_l"
  fb_say "arch $(uname -m)"
  [ -r /proc/device-tree/model ] && fb_say "model $(tr -d '\000\n' </proc/device-tree/model)"
  fb_line /proc/sys/kernel/random/boot_id && fb_say "boot $fb_l"
  fb_n=0
  while IFS= read -r fb_l; do
    case $fb_l in cpu[0-9]*) fb_n=$((fb_n + 1)) ;; btime*) fb_say "$fb_l"; break ;; esac
  done </proc/stat
  fb_say "cores $fb_n"
  fb_say "page $(getconf PAGESIZE 2>/dev/null || fb_page)"
  fb_say "hz $(getconf CLK_TCK 2>/dev/null || echo 100)"
  while read -r fb_a fb_b fb_rest; do
    [ "$fb_a" = MemTotal: ] && { fb_say "memkb $fb_b"; break; }
  done </proc/meminfo
  if [ -r /etc/os-release ]; then
    while IFS= read -r fb_l; do
      case $fb_l in PRETTY_NAME=*) fb_l=${fb_l#*=}; fb_l=${fb_l#\"}; fb_say "os ${fb_l%\"}" ;; esac
    done </etc/os-release
  fi
}

# busybox may lack getconf: the kernel says the page size of each mapping.
fb_page() {
  while read -r fb_a fb_b fb_c; do
    [ "$fb_a" = KernelPageSize: ] && { echo $((fb_b * 1024)); return; }
  done </proc/self/smaps
}

fb_scan() {
  fb_n=0
  set +f
  set -- /proc/[0-9]*
  set -f
  fb_piece scan
  fb_say "total $#"
  fb_say 'unreadable 0'
  if [ -r /proc/1/stat ]; then fb_say 'hidden 0'; else fb_say 'hidden 1'; fi
  set +f
  set -- $(grep -l celery /proc/[0-9]*/cmdline 2>/dev/null)
  set -f
  fb_all=' '
  fb_network=
  for fb_f in "$@"; do
    fb_p=${fb_f#/proc/}
    fb_p=${fb_p%/cmdline}
    fb_args=$(tr '\000\n' '\n\001' 2>/dev/null <"$fb_f")
    case $fb_args in
      '[celeryd: '* | '[celery beat]'*) ;;
      *celery*worker* | *celery*beat*) case ${fb_args%%"$fb_nl"*} in celery | */celery | python* | */python* | pypy* | */pypy*) ;; *) continue ;; esac ;;
      *) continue ;;
    esac
    fb_all="$fb_all$fb_p "
  done
  for fb_p in $fb_all; do
    fb_line "/proc/$fb_p/stat" || continue
    fb_fields
    fb_piece "proc $fb_p"
    fb_say "stat $fb_l"
    fb_args=$(tr '\000\n' '\n\001' 2>/dev/null <"/proc/$fb_p/cmdline")
    fb_text 'arg ' "$fb_args"
    case $fb_all in *" $fb_ppid "*) ;; *) fb_about "$fb_p" ;; esac
  done
}

fb_about() {
  fb_d=/proc/$1
  if fb_env=$(tr '\000\n' '\n\001' 2>/dev/null <"$fb_d/environ"); then
    fb_env=$(printf '%s\n' "$fb_env" | grep -E '^((CELERY_BROKER_URL|BROKER_URL|CELERY_BROKER|REDIS_URL|CELERY_BROKER_READ_URL|CELERY_BROKER_WRITE_URL|CELERY_REDIS_URL|REDIS_HOST|REDIS_PORT|CELERY_APP|SUPERVISOR_PROCESS_NAME|SUPERVISOR_GROUP_NAME|SUPERVISOR_ENABLED|FLEETBEAT_PROGRAM|INVOCATION_ID|PYTHONUNBUFFERED|PYTHONFAULTHANDLER|MALLOC_ARENA_MAX|REMAP_SIGTERM)=|[A-Za-z0-9_]*_THREADS=[0-9]+$)')
    fb_text 'env ' "$fb_env"
    fb_env=
  else
    fb_say env-unreadable
  fi
  fb_x=$(readlink "$fb_d/cwd" 2>/dev/null | tr '\n' '\001') && fb_x=${fb_x%"$fb_one"} && [ -n "$fb_x" ] && fb_say "cwd $fb_x"
  while read -r fb_a fb_b fb_rest; do
    case $fb_a in
      Uid:) fb_say "uid $fb_b"; fb_user "$fb_b" ;;
      NSpid:) fb_say "nspid $fb_b $fb_rest" ;;
    esac
  done 2>/dev/null <"$fb_d/status"
  fb_lines 'cgroup ' 2>/dev/null <"$fb_d/cgroup"
  fb_x=$(tr '\000\n' ' \001' 2>/dev/null <"/proc/$fb_ppid/cmdline" | head -c 200) && [ -n "$fb_x" ] && fb_say "parent $fb_x"
  for fb_k in 1 2; do
    fb_x=$(readlink "$fb_d/fd/$fb_k" 2>/dev/null) && fb_say "fd $fb_k $fb_x"
  done
  if fb_x=$(ls -l "$fb_d/fd" 2>/dev/null); then
    fb_x=$(printf '%s\n' "$fb_x" | sed -n 's/.*socket:\[\([0-9]*\)\].*/\1/p' | tr '\n' '|')
    [ -n "$fb_x" ] && fb_tcp "$fb_d" "${fb_x%|}"
  else
    fb_say sockets-unreadable
  fi
}

# The kernel walks its whole hash for net/tcp: one reading serves all mains of one network.
fb_tcp() {
  fb_x=$(readlink "$1/ns/net" 2>/dev/null)
  if [ -z "$fb_x" ] || [ "$fb_x" != "$fb_network" ]; then
    fb_network=$fb_x
    fb_table=$(grep -h ' 01 ' "$1/net/tcp" "$1/net/tcp6" 2>/dev/null)
  fi
  fb_x=$(printf '%s\n' "$fb_table" | grep -E " 01 [0-9A-F:]+ [0-9A-F:]+ [0-9A-F]+ +[0-9]+ +[0-9]+ ($2) ")
  fb_text 'tcp ' "$(printf '%s\n' "$fb_x" | sed 's/^ *[0-9]*: \([0-9A-F:]*\) \([0-9A-F:]*\) .*/\1 \2/')"
}

fb_user() {
  while IFS=: read -r fb_a fb_x fb_c fb_rest; do
    [ "$fb_c" = "$1" ] && { fb_say "user $fb_a"; return; }
  done 2>/dev/null </etc/passwd
}

fb_answer() {
  fb_line /proc/uptime
  fb_o="@ $1 ${fb_l%% *}$fb_nl"
  fb_letters=$2
  while [ -n "$fb_letters" ]; do
    case $fb_letters in
      f*) fb_fast ;; s*) fb_slow ;; d*) fb_space ;; p*) fb_proportional ;;
      k*) fb_clock ;; c*) fb_own ;; i*) fb_identity ;; n*) fb_scan ;;
    esac
    fb_letters=${fb_letters#?}
  done
  fb_o="$fb_o.$fb_nl"
  fb_flush
}

fb_main() {
  fb_volt=
  for fb_n in 0 1 2 3 4 5 6 7 8 9; do
    [ -r "/sys/class/hwmon/hwmon$fb_n/name" ] && fb_line "/sys/class/hwmon/hwmon$fb_n/name" && [ "$fb_l" = rpi_volt ] &&
      fb_volt=/sys/class/hwmon/hwmon$fb_n/in0_lcrit_alarm
  done
  printf 'fleetbeat-sampler 1 %s sh %s uid=%s\n' "$FLEETBEAT_MARKER" "$$" "$(id -u)" || exit 0
  while IFS= read -r fb_request; do
    case $fb_request in
      't '*[!0-9a-z\ ]*) ;;
      't '*) set -- $fb_request; fb_answer "$2" "$3" ;;
      w) fb_set_watch '' ;;
      'w '*) fb_set_watch "${fb_request#w }" ;;
      q) break ;;
    esac
  done
  exit 0
}
fb_main
