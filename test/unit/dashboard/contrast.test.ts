import { describe, expect, test } from '@jest/globals'
import { readFileSync } from 'node:fs'

const css = readFileSync(new URL('../../../clients/dashboard/style/tokens.css', import.meta.url), 'utf8')

type Tokens = ReadonlyMap<string, string>

function tokensOf(selector: string): Tokens {
  const start = css.indexOf(`${selector} {`)
  const block = css.slice(start, css.indexOf('}', start))
  return new Map([...block.matchAll(/(--[\w-]+):\s*(#[0-9a-f]{6})/g)].map(([, name = '', value = '']) => [name, value]))
}

const LIGHT = tokensOf(':root')
const DARK = tokensOf(":root[data-theme='dark']")
const SYSTEM_DARK = tokensOf(":root:not([data-theme='light'])")

/** WCAG 2.2, relative luminance. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (light + 0.05) / (dark + 0.05)
}

const SURFACES = ['--page', '--surface', '--raised', '--hover']
const TEXTS = ['--text', '--muted', '--accent', '--good', '--note', '--warn', '--bad']
const PAIRS: readonly (readonly [string, string, number])[] = [
  ...TEXTS.flatMap((text) => SURFACES.map((surface) => [text, surface, 4.5] as const)),
  ...['good', 'note', 'warn', 'bad'].map((tone) => [`--${tone}`, `--${tone}-soft`, 4.5] as const),
  ...['warn', 'bad'].map((tone) => ['--text', `--${tone}-soft`, 4.5] as const),
  ...['warn', 'bad'].map((tone) => ['--accent', `--${tone}-soft`, 4.5] as const),
  ['--text', '--plain-soft', 4.5],
  ['--text', '--accent-soft', 4.5],
  ['--on-accent', '--accent', 4.5],
  // Lines and bars are graphics: 3 to 1 (WCAG 1.4.11).
  ...Array.from({ length: 8 }, (_, index) => [`--line-${index + 1}`, '--surface', 3] as const),
]

describe.each([
  ['light', LIGHT],
  ['dark', DARK],
])('colours in %s', (_, tokens) => {
  test.each(PAIRS)('%s on %s has at least %d to 1', (front, back, least) => {
    const ratio = contrast(tokens.get(front) ?? '#000000', tokens.get(back) ?? '#000000')
    expect(ratio).toBeGreaterThanOrEqual(least)
  })
})

test('dark by the system is dark by choice', () => {
  expect(DARK.size).toBe(LIGHT.size)
  expect([...SYSTEM_DARK]).toEqual([...DARK])
})
