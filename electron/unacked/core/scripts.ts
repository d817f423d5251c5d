/**
 * What is run inside Redis, so that a message is in one place or the other, never in both or none. Keys and values come as
 * arguments. Each first looks whether we still hold kombu's own mutex: a worker restores messages under the same.
 * Must stay true: the write that may be refused (wrong type, full memory) comes first; nothing is removed before it.
 */

/** KEYS unacked, index, mutex, receipt, target · ARGV tag, the value seen, element, L or R, token, receipt ms, mutex ms */
export const moveScript = `
if redis.call('GET', KEYS[3]) ~= ARGV[5] then return 'locked' end
local raw = redis.call('HGET', KEYS[1], ARGV[1])
if not raw then return 'gone' end
if raw ~= ARGV[2] then return 'changed' end
if ARGV[4] == 'R' then redis.call('RPUSH', KEYS[5], ARGV[3]) else redis.call('LPUSH', KEYS[5], ARGV[3]) end
redis.call('HDEL', KEYS[1], ARGV[1])
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('HSET', KEYS[4], ARGV[1], 'moved')
redis.call('PEXPIRE', KEYS[4], ARGV[6])
redis.call('PEXPIRE', KEYS[3], ARGV[7])
return 'moved'`;

/** KEYS unacked, index, mutex, receipt, target · ARGV tag, the value as it was, element, score or '', token, receipt ms, mutex ms */
export const undoScript = `
if redis.call('GET', KEYS[3]) ~= ARGV[5] then return 'locked' end
local raw = redis.call('HGET', KEYS[1], ARGV[1])
if raw then
  if raw == ARGV[2] then return 'not-moved' end
  return 'taken'
end
if redis.call('LREM', KEYS[5], 1, ARGV[3]) == 0 then return 'taken' end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
if ARGV[4] ~= '' then redis.call('ZADD', KEYS[2], ARGV[4], ARGV[1]) end
redis.call('HSET', KEYS[4], ARGV[1], 'undone')
redis.call('PEXPIRE', KEYS[4], ARGV[6])
redis.call('PEXPIRE', KEYS[3], ARGV[7])
return 'undone'`;

/** From one list to another, changed on the way. KEYS source, target, receipt · ARGV element, new element, tag, receipt ms */
export const passScript = `
if redis.call('LREM', KEYS[1], 1, ARGV[1]) == 0 then return 'gone' end
redis.call('LPUSH', KEYS[2], ARGV[2])
redis.call('HSET', KEYS[3], ARGV[3], 'moved')
redis.call('PEXPIRE', KEYS[3], ARGV[4])
return 'moved'`;

/** KEYS target, receipt · ARGV element, tag, receipt ms */
export const publishScript = `
redis.call('LPUSH', KEYS[1], ARGV[1])
redis.call('HSET', KEYS[2], ARGV[2], 'moved')
redis.call('PEXPIRE', KEYS[2], ARGV[3])
return 'moved'`;

/** Lets go of the mutex if it is still ours. KEYS mutex · ARGV token */
export const releaseScript = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0`;

/** How many elements of a stretch of a list hold each of the words. KEYS list · ARGV from, to, words… → length, count of each word */
export const countScript = `
local part = redis.call('LRANGE', KEYS[1], ARGV[1], ARGV[2])
local out = { #part }
for word = 3, #ARGV do
  local found = 0
  for _, element in ipairs(part) do if string.find(element, ARGV[word], 1, true) then found = found + 1 end end
  out[#out + 1] = found
end
return out`;
