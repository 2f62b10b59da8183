/** FNV-1a of 32 bits over UTF-16 units, with MurmurHash3's finalizer, since FNV alone leaves its high bits alike. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35)
  return (value ^ (value >>> 16)) >>> 0
}

/**
 * Weighted rendezvous hashing: of all backends the one with the lowest score has the key, and each has keys in proportion
 * to its share; a backend that leaves moves its own keys only (Schindelhauer & Schomaker, "Weighted Distributed Hash
 * Tables", 2005).
 */
export function rendezvousScore(key: string, backendId: string, share: number): number {
  const point = (hash(`${key}\n${backendId}`) + 0.5) / 2 ** 32
  return -Math.log(point) / share
}
