# Fleetbeat's diagnosis round: starts the Python reader, or is itself the smaller one for a Pi without python3.
# Protocol: docs/spec/diagnosis.md. Must stay true: POSIX sh; no file written; foreign text is printed, never run.
set -f
LC_ALL=C
LANG=C
export LC_ALL LANG
PATH=$PATH:/usr/bin:/bin:/usr/sbin:/sbin
fb_python=/usr/bin/python3
[ -x "$fb_python" ] || fb_python=$(command -v python3 2>/dev/null)
if [ -n "$fb_python" ] && "$fb_python" -I -S -c 'import os,select,sys,time,errno;sys.exit(sys.version_info<(3,6))' </dev/null >/dev/null 2>&1; then
  export FLEETBEAT_DIAGNOSE FLEETBEAT_ASK
  exec "$fb_python" -I -S -c 'import os
exec(compile(os.environ.pop("FLEETBEAT_DIAGNOSE"),"diagnose","exec",0,True,2))' "$FLEETBEAT_MARKER" </dev/null
fi
unset FLEETBEAT_DIAGNOSE
renice -n 10 -p $$ >/dev/null 2>&1
echo "fleetbeat-diagnose 1 $FLEETBEAT_MARKER sh"
fb_tab=$(printf '\t')
fb_limit=
command -v timeout >/dev/null 2>&1 && fb_limit='timeout 2'
fb_head() { printf '=%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "$4"; }
# At most 400 lines of 2000 characters, each after one bar.
fb_bars() { head -c 24000 2>/dev/null | cut -c 1-2000 | sed -n '1,400s/^/|/p'; }
fb_file() {
  if [ -r "$2" ]; then fb_head "$1" had "$2" ''; tr -d '\000' <"$2" 2>/dev/null | fb_bars
  elif [ -e "$2" ]; then fb_head "$1" refused "$2" 'Permission denied'
  else fb_head "$1" missing "$2" 'No such file or directory'; fi
}
fb_run() {
  fb_name=$1
  shift
  if command -v "$1" >/dev/null 2>&1; then
    if fb_out=$($fb_limit "$@" 2>&1 </dev/null | head -c 24000); then fb_head "$fb_name" had "$*" ''; printf '%s\n' "$fb_out" | fb_bars
    else fb_head "$fb_name" failed "$*" 'failed'; fi
  else fb_head "$fb_name" missing "$*" 'no such program'; fi
}
fb_count() {
  fb_head "clock.mono#$1" had /proc/uptime ''; cut -d ' ' -f 1 /proc/uptime | fb_bars
  fb_head "system.vmstat#$1" had /proc/vmstat ''; grep -E '^(pswp|pgmajfault|oom_kill|allocstall)' /proc/vmstat | fb_bars
  fb_head "system.stat#$1" had /proc/stat ''; grep -E '^(cpu |btime|procs_|processes)' /proc/stat | fb_bars
  fb_head "storage.blockStats#$1" had /proc/diskstats ''; grep -E ' (mmcblk[0-9]+|sd[a-z]+|nvme[0-9]+n[0-9]+) ' /proc/diskstats | fb_bars
}
fb_count 1
for fb_one in meminfo loadavg swaps uptime; do fb_file "system.$fb_one" "/proc/$fb_one"; done
fb_file system.psiCpu /proc/pressure/cpu
fb_file system.psiMemory /proc/pressure/memory
fb_file system.psiIo /proc/pressure/io
fb_file system.osRelease /etc/os-release
fb_file system.model /proc/device-tree/model
fb_file system.kernelCommandLine /proc/cmdline
fb_file system.fileNr /proc/sys/fs/file-nr
fb_file system.cgroupControllers /sys/fs/cgroup/cgroup.controllers
fb_file network.resolv /etc/resolv.conf
fb_file network.wireless /proc/net/wireless
fb_head system.uname had uname ''; { uname -s; uname -r; uname -m; uname -v; } | fb_bars
fb_page=$(getconf PAGESIZE 2>/dev/null)
[ -n "$fb_page" ] && { fb_head system.pageSize had getconf ''; echo "$fb_page" | fb_bars; }
fb_head host.facts had sh ''
{ echo "hz $(getconf CLK_TCK 2>/dev/null || echo 100)"; echo "cores $(grep -c '^cpu[0-9]' /proc/stat)"; echo "boot $(cat /proc/sys/kernel/random/boot_id 2>/dev/null)"; echo "uid $(id -u)"; echo "groups $(id -Gn 2>/dev/null)"; } | fb_bars
fb_head system.modulesPresent had /lib/modules ''; { [ -d "/lib/modules/$(uname -r)" ] && echo 1 || echo 0; } | fb_bars
fb_head system.sysctl had /proc/sys ''
for fb_one in vm.overcommit_memory vm.swappiness kernel.core_pattern kernel.dmesg_restrict kernel.pid_max kernel.threads-max net.core.somaxconn; do
  fb_path=/proc/sys/$(printf '%s' "$fb_one" | tr . /)
  [ -r "$fb_path" ] && echo "$fb_one = $(cat "$fb_path")"
done | fb_bars
fb_file storage.mounts /proc/self/mounts
# df counts in KiB; turned into the bytes that the Python reader tells: total, available, used, device, path.
fb_head storage.space had 'df -Pk' ''; $fb_limit df -Pkl / /var /tmp /boot /home 2>/dev/null | sed 1d | sort -u | awk '{ printf "%.0f %.0f %.0f %s %s\n", $2*1024, $4*1024, $3*1024, "-", $6 }' | fb_bars
fb_head storage.inodes had 'df -Pi' ''; $fb_limit df -Pil / /var /tmp 2>/dev/null | sed 1d | sort -u | awk '$2 ~ /^[0-9]+$/ && $2 > 0 { print $2, $4, $6 }' | fb_bars
fb_head storage.journal had /var/log/journal ''; { [ -d /var/log/journal ] && echo '1 -' || echo '0 -'; } | fb_bars
set +f
fb_zones=$(for fb_one in /sys/class/thermal/thermal_zone*; do [ -r "$fb_one/temp" ] && echo "$(tr ' ' _ <"$fb_one/type") $(cat "$fb_one/temp")"; done 2>/dev/null)
set -f
if [ -n "$fb_zones" ]; then fb_head power.temperature had /sys/class/thermal ''; printf '%s\n' "$fb_zones" | fb_bars; else fb_head power.temperature missing /sys/class/thermal ''; fi
fb_run power.throttled vcgencmd get_throttled
fb_run network.timedatectl timedatectl show -p NTPSynchronized -p NTP -p Timezone
fb_run systemd.manager systemctl show -p Version -p SystemState -p NFailedUnits
if command -v systemctl >/dev/null 2>&1 && [ -d /run/systemd/system ]; then
  fb_head systemd.list had 'systemctl list-units' ''; $fb_limit systemctl list-units --all --type=service --plain --no-legend --no-pager --full 2>/dev/null | grep -Ei ' failed |celery|redis|valkey|supervisor|docker|beat|flower|worker' | fb_bars
else fb_head systemd.list missing systemctl 'systemd does not run here'; fi
for fb_word in $FLEETBEAT_ASK; do
  case $fb_word in pid:*[!0-9]*) continue ;; pid:*) fb_pid=${fb_word#pid:} ;; *) continue ;; esac
  [ -r "/proc/$fb_pid/stat" ] || continue
  fb_head "process.$fb_pid.id" had "/proc/$fb_pid/cmdline" ''
  { echo 'role main'; echo "stat $(tr '\n' ' ' <"/proc/$fb_pid/stat" | cut -d ' ' -f 1-24)"; sed -n 's/^Uid:[[:space:]]*\([0-9]*\).*/uid \1/p' "/proc/$fb_pid/status"; tr '\000\n' '\n ' <"/proc/$fb_pid/cmdline" 2>/dev/null | sed 's/^/arg /; s#://[^ ]*@#://***@#'; } | fb_bars
  fb_head "process.$fb_pid.status" had "/proc/$fb_pid/status" ''; grep -E '^(Vm|Rss|Threads|TracerPid|voluntary|nonvoluntary|SigCgt)' "/proc/$fb_pid/status" | fb_bars
  fb_file "process.$fb_pid.limits" "/proc/$fb_pid/limits"
  fb_file "process.$fb_pid.wchan" "/proc/$fb_pid/wchan"
  fb_head "process.$fb_pid.cgroup" had "/proc/$fb_pid/cgroup" ''; sed 's/^/group /' "/proc/$fb_pid/cgroup" 2>/dev/null | fb_bars
  fb_file "process.$fb_pid.oomScoreAdj" "/proc/$fb_pid/oom_score_adj"
  fb_second="$fb_second $fb_pid"
done
sleep 1
fb_count 2
fb_head 'processes.stat#2' had '/proc/*/stat' ''
for fb_pid in $fb_second; do [ -r "/proc/$fb_pid/stat" ] && echo "stat $(tr '\n' ' ' <"/proc/$fb_pid/stat" | cut -d ' ' -f 1-24)"; done | fb_bars
# Of the shell and of what it waited for, as the shell itself counts.
fb_times=$(times | tr 'ms' '  ' | awk '{ n += ($1 + $3) * 60000 + ($2 + $4) * 1000 } END { printf "%.0f", n }')
printf '.%scpuMs %s\n' "$fb_tab" "${fb_times:-0}"
exit 0
