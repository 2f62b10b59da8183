import { afterEach, describe, expect, test } from '@jest/globals'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { readPages } from '../../../server/http/pages.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

const INDEX =
  '<!doctype html><style>p{}</style><script>let x</script><script type="module" src="/assets/a.js"></script>'

function dashboard(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pages-'))
  folders.push(folder)
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), INDEX)
  writeFileSync(join(folder, 'assets/a-1f2e.js'), 'export {}'.repeat(100))
  writeFileSync(join(folder, 'assets/a-1f2e.js.br'), 'compressed by the build')
  writeFileSync(join(folder, 'assets/dot.png'), 'png')
  writeFileSync(join(folder, 'secret.unknown'), 'no type, no page')
  return folder
}

describe('the pages', () => {
  test('the index is at /, asks again each time, and runs only what is its own', () => {
    const page = readPages(dashboard()).find('/', {})
    const hash = (text: string): string => createHash('sha256').update(text).digest('base64')
    expect(page).toMatchObject({
      status: 200,
      type: 'text/html; charset=utf-8',
      headers: { 'cache-control': 'no-cache' },
    })
    const policy = String(page?.headers?.['content-security-policy'])
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain(`script-src 'self' 'sha256-${hash('let x')}';`)
    expect(policy).toContain(`style-src 'self' 'sha256-${hash('p{}')}';`)
    expect(policy).not.toContain('unsafe')
    expect(policy).toContain("frame-ancestors 'none'")
  })

  test('assets are kept for ever, and come compressed to those who take it', () => {
    const pages = readPages(dashboard())
    const find = (coding?: string) =>
      pages.find('/assets/a-1f2e.js', coding === undefined ? {} : { 'accept-encoding': coding })
    expect(find()).toMatchObject({ status: 200, headers: { 'cache-control': 'public, max-age=31536000, immutable' } })
    expect(find()?.headers?.['content-encoding']).toBeUndefined()
    expect(String(find('gzip, deflate, br')?.body)).toBe('compressed by the build')
    const zipped = find('GZIP;q=0.5, br;q=0')
    expect(zipped?.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'accept-encoding' })
    expect(gunzipSync(zipped?.body ?? '').toString()).toBe('export {}'.repeat(100))
    expect(find('identity')?.headers?.['content-encoding']).toBeUndefined()
    expect(
      pages.find('/assets/dot.png', { 'accept-encoding': 'gzip, br' })?.headers?.['content-encoding'],
    ).toBeUndefined()
  })

  test('what the reader has already is not sent again', () => {
    const pages = readPages(dashboard())
    const etag = String(pages.find('/', {})?.headers?.['etag'])
    expect(etag).toMatch(/^W\/"[\w-]{22}"$/)
    for (const tags of [etag, etag.slice(2), `"other", ${etag}`, '*']) {
      expect(pages.find('/', { 'if-none-match': tags })).toMatchObject({ status: 304, body: '', headers: { etag } })
    }
    expect(pages.find('/', { 'if-none-match': '"other"' })?.status).toBe(200)
  })

  test.each([
    ['/assets/../index.html'],
    ['/assets/%2e%2e/index.html'],
    ['/../package.json'],
    ['/assets'],
    ['/assets/'],
    ['/assets//a-1f2e.js'],
    ['/secret.unknown'],
    ['/assets/a-1f2e.js.br'],
    ['/index.html\u0000'],
    ['/constructor'],
    ['/__proto__'],
  ])('%s is nothing', (path) => {
    expect(readPages(dashboard()).find(path, {})).toBeUndefined()
  })

  test('only files that are there at the start are served', () => {
    const folder = dashboard()
    const pages = readPages(folder)
    writeFileSync(join(folder, 'later.txt'), 'later')
    expect(pages.find('/later.txt', {})).toBeUndefined()
  })

  test('without its files the dashboard says how to get it', () => {
    const pages = readPages('/nowhere/at/all')
    expect(pages.find('/', {})).toMatchObject({ status: 404, type: 'text/plain; charset=utf-8' })
    expect(String(pages.find('/', {})?.body)).toContain('npm run build')
    expect(pages.find('/assets/a.js', {})).toBeUndefined()
  })
})
