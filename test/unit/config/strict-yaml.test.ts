import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'

import { formatProblem } from '../../../server/config/problem.ts'
import { readYaml } from '../../../server/config/strict-yaml.ts'

function messages(text: string): readonly string[] {
  const source = readYaml(text, 'f')
  return ('syntax' in source ? source.syntax : source.problems).map(formatProblem)
}

function read(text: string) {
  const source = readYaml(text, 'f')
  if ('syntax' in source) throw new Error(source.syntax.map(formatProblem).join('\n'))
  return source
}

describe('what YAML allows and a configuration must not hold', () => {
  test.each([
    ['a:\n\tb: 1', 'f:2:1: expected spaces as indentation, got a tab; replace it by two spaces'],
    ['a: 1\n---\nb: 2', /^f:\d:\d: expected one YAML document, got a second one; remove what follows the line ---$/],
    ['%YAML 1.1\n---\na: yes', 'f:1:1: expected YAML 1.2, got %YAML 1.1; remove the %YAML line'],
    ['a: b: c', /one "key: value" a line.*put a text with ": " in it in quotes/],
    ['a: "x', /f:1:6: expected valid YAML, got a fault of syntax/],
    ['a: [1,', /expected valid YAML/],
    ['a: @x', /expected valid YAML/],
    ['a: &x 1', 'f:1:7: a: expected a plain value, got the anchor &x; anchors and aliases are not supported'],
    [
      'a: 1\nb: *x',
      'f:2:4: b: expected a value, got the alias *x; anchors and aliases are not supported: write it out',
    ],
    ['<<: {a: 1}', 'f:1:1: ["<<"]: expected a key, got the merge key <<; merging is not supported: write the keys out'],
    [
      'a: !!str 1',
      'f:1:10: a: expected a plain value, got the tag "tag:yaml.org,2002:str"; tags are not supported: remove it',
    ],
    ['a: !env HOME', /got the tag "!env"/],
    ['a: 1\nb: 2\na: 3', 'f:3:1: a: expected each key once, got "a" again (first in line 1); remove one of the two'],
    ['x: {a: 1, "a": 2}', /f:1:11: x.a: expected each key once/],
    ['1: x', 'f:1:1: expected a key that is plain text, got 1; put it in quotes: "1"'],
    ['true: x', /expected a key that is plain text, got true/],
    ['~: x', /expected a key that is plain text, got nothing/],
    ['? [a]\n: b', 'f:1:3: expected a key that is plain text, got something else'],
    ['__proto__: {x: 1}', 'f:1:1: __proto__: expected another name, got the reserved key "__proto__"; remove it'],
    ['a: {b: {"__proto__": 1}}', /f:1:9: a.b.__proto__: expected another name/],
    ['a: 017', 'f:1:4: a: expected a decimal number, got 017; write it in decimal digits, or as a text: "017"'],
    ['a: 0x1F', /expected a decimal number, got 0x1F/],
    ['a: -.INF', /expected a decimal number/],
    ['a: .nan', /expected a decimal number/],
    ['a: 9007199254740993', /expected a number below 2\^53/],
    ['a: 1e400', /expected a number below 2\^53/],
  ])('%j', (text, message) => {
    const found = messages(text)
    expect(found).toHaveLength(1)
    expect(found[0]).toEqual(typeof message === 'string' ? message : expect.stringMatching(message))
  })

  test('an alias bomb is refused without growing', () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefghi'.split('').map((c, i) => `${c}: &${c} [${Array(9).fill(`*${'abcdefgh'[i]}`).join(',')}]`),
    ]
    expect(messages(bomb.join('\n')).length).toBeGreaterThan(70)
  })

  test.each(['['.repeat(50_000), '{a: '.repeat(50_000), '- '.repeat(50_000), `${'['.repeat(100)}${']'.repeat(100)}`])(
    'nesting without end is a message, not a crash',
    (text) => {
      expect(messages(text).join()).toMatch(/nesting/)
    },
  )

  test('a file that is too large is refused unread', () => {
    expect(messages('#'.repeat(16 * 1024 * 1024 + 1))).toEqual([
      expect.stringContaining('f: expected a file of at most'),
    ])
  })
})

test('YAML 1.2 means what it says: no Norway, no base 60, no dates', () => {
  expect(read('a: [no, on, 1:30, 2001-01-01, 1_0, null, true, 1e3, -0.5]').value).toEqual({
    a: ['no', 'on', '1:30', '2001-01-01', '1_0', null, true, 1_000, -0.5],
  })
})

test('values and keys are found, and what is missing is where its surroundings begin', () => {
  const source = read('a:\n  - b: 1\n    "c.d": x\nempty:\n')
  expect(source.locate(['a', 0, 'b'], 'key')).toEqual({ line: 2, column: 5 })
  expect(source.locate(['a', 0, 'b'], 'value')).toEqual({ line: 2, column: 8 })
  expect(source.locate(['a', 0, 'c.d'], 'value')).toEqual({ line: 3, column: 12 })
  expect(source.locate(['a', 0, 'zzz'], 'value')).toEqual({ line: 2, column: 5 })
  expect(source.locate(['empty'], 'value')).toEqual({ line: 4, column: 1 })
  expect(source.locate(['nothing'], 'value')).toEqual({ line: 1, column: 1 })
  expect(source.has(['a', 0, 'b'])).toBe(true)
  expect(source.has(['a', 1])).toBe(false)
})

test('whatever the text is, the answer is a value or problems, and no prototype is touched', () => {
  const alphabet = fc.constantFrom(...'ab:-[]{},&*!|>\'"%@`#? \n\t0.~<_'.split(''), '__proto__', 'constructor', '---\n')
  fc.assert(
    fc.property(fc.array(alphabet, { maxLength: 60 }), (parts) => {
      const source = readYaml(parts.join(''), 'f')
      for (const problem of 'syntax' in source ? source.syntax : source.problems) {
        expect(formatProblem(problem)).toMatch(/^f/)
        expect(problem.line).toBeGreaterThan(0)
      }
    }),
    { numRuns: 3_000, seed: 20 },
  )
  expect(Object.keys(Object.prototype)).toEqual([])
})
