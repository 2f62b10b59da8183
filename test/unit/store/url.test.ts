import { describe, expect, test } from '@jest/globals'
import { parseStoreUrl, redactStoreUrl } from '../../../server/store/redis/url.ts'

const none = { username: '', password: '', tls: false }

describe('parseStoreUrl', () => {
  test('one server', () => {
    expect(parseStoreUrl('redis://localhost')).toEqual({
      kind: 'standalone',
      ...none,
      endpoint: { host: 'localhost', port: 6379 },
      db: 0,
    })
    expect(parseStoreUrl('rediss://app:p%40ss%2F@[::1]:6380/3')).toEqual({
      kind: 'standalone',
      username: 'app',
      password: 'p@ss/',
      tls: true,
      endpoint: { host: '::1', port: 6380 },
      db: 3,
    })
  })

  test('Sentinel', () => {
    const url = 'rediss+sentinel://app:pw@s1,s2:26380/main%20one/2?sentinelUsername=su&sentinelPassword=sp'
    expect(parseStoreUrl(url)).toEqual({
      kind: 'sentinel',
      username: 'app',
      password: 'pw',
      tls: true,
      sentinels: [
        { host: 's1', port: 26379 },
        { host: 's2', port: 26380 },
      ],
      masterName: 'main one',
      db: 2,
      sentinelUsername: 'su',
      sentinelPassword: 'sp',
    })
  })

  test('Cluster', () => {
    expect(parseStoreUrl('redis+cluster://a:7000,b,[fd00::1]:7002')).toEqual({
      kind: 'cluster',
      ...none,
      nodes: [
        { host: 'a', port: 7000 },
        { host: 'b', port: 6379 },
        { host: 'fd00::1', port: 7002 },
      ],
    })
  })

  test.each([
    ['http://localhost', 'must have one of the forms'],
    ['redis:/localhost', 'must have one of the forms'],
    ['redis+proxy://localhost', 'must have one of the forms'],
    ['redis://', 'is not host or host:port'],
    ['redis://a:b', 'is not host or host:port'],
    ['redis://a:70000', 'must be 1 to 65535'],
    ['redis://a:0', 'must be 1 to 65535'],
    ['redis://a,b', 'takes one host'],
    ['redis://a/x', 'must be a number'],
    ['redis://a/-1', 'must be a number'],
    ['redis://a?db=1', 'unknown parameter "db"'],
    ['redis://u:%ZZ@a', 'the password is not percent-encoded'],
    ['redis+sentinel://a:26379', 'name of the master is missing'],
    ['redis+sentinel://a:26379/', 'name of the master is missing'],
    ['redis+sentinel://a/m/x', 'must be a number'],
    ['redis+sentinel://a/m?password=secret', 'unknown parameter "password"'],
    ['redis+cluster://a/1', 'database 0 only'],
    ['redis+cluster://a,,b', '"" is not host or host:port'],
  ])('%s is refused', (url, problem) => {
    const parsed = parseStoreUrl(url)
    expect(parsed.kind === 'invalid' ? parsed.problem : '').toContain(problem)
  })
})

test('no secret of a URL is shown', () => {
  for (const url of [
    'redis://app:hunter2@host:1/0',
    'redis://:hunter2@host',
    'redis://hunter2@host',
    'redis://app:hunter2@x@host',
    'rediss+sentinel://u:hunter2@a,b/m?sentinelPassword=hunter2&sentinelUsername=x',
    'redis+cluster://u:hunter2@a,b',
    'http://u:hunter2@a',
  ]) {
    expect(redactStoreUrl(url)).not.toContain('hunter2')
    const parsed = parseStoreUrl(`${url}?nonsense=1`)
    expect(parsed.kind === 'invalid' ? parsed.problem : '').not.toContain('hunter2')
  }
  expect(redactStoreUrl('redis://app:hunter2@host:1/0')).toBe('redis://app:***@host:1/0')
  expect(redactStoreUrl('redis://host:1/0')).toBe('redis://host:1/0')
})
