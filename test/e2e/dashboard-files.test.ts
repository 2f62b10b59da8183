import { expect, test } from '@jest/globals'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { builtProgram } from '../support/program.ts'

const MAX_COMPRESSED = 150 * 1024

const folder = join(dirname(builtProgram()), 'dashboard')
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
  statSync(join(folder, name)).isFile(),
)
const sizeOf = (ending: string): number =>
  files.filter((name) => name.endsWith(ending)).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)

test('the dashboard is one page with hashed assets, under 150 KB compressed in all', () => {
  const plain = files.filter((name) => !/\.(br|gz)$/.test(name))
  const unhashed = plain.map((name) => name.replace(/-[A-Z0-9]{8}\./, '-HASH.'))
  expect(unhashed.sort()).toEqual(['assets/main-HASH.css', 'assets/main-HASH.js', 'index.html'])
  for (const name of plain) expect(files).toEqual(expect.arrayContaining([`${name}.br`, `${name}.gz`]))
  expect(sizeOf('.gz')).toBeLessThan(MAX_COMPRESSED)
  expect(sizeOf('.br')).toBeLessThan(MAX_COMPRESSED)
  process.stdout.write(`  dashboard: ${sizeOf('.gz')} bytes by gzip, ${sizeOf('.br')} by brotli\n`)
})

test('it loads nothing from elsewhere, and nothing of it is inline', () => {
  const page = readFileSync(join(folder, 'index.html'), 'utf8')
  const references = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, target = '']) => target)
  expect(references.filter((target) => !/^(assets\/|v1\/|data:image)/.test(target))).toEqual([])
  expect(page).not.toMatch(/<style|style="|onload=|<script(?![^>]* src=)/)
  for (const name of files.filter((each) => /\.(js|css)$/.test(each))) {
    const text = readFileSync(join(folder, name), 'utf8')
    // Names of XML languages are no addresses that anybody loads.
    const addresses = [...text.matchAll(/https?:\/\/[^\s"'`)]+/g)].map(([address]) => address)
    expect(addresses.filter((address) => !address.startsWith('http://www.w3.org/'))).toEqual([])
    expect(text).not.toMatch(/@import|@font-face|\beval\(|new Function\(/)
  }
})
