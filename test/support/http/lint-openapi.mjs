// Lints the OpenAPI document of standard input by Redocly's recommended rules, and prints what they say as JSON. A program of its own,
// since the library is made of ES modules only.
import { readFileSync } from 'node:fs'
import { createConfig, lintFromString } from '@redocly/openapi-core'

const config = await createConfig({ extends: ['recommended'] })
const source = readFileSync(0, 'utf8')
const problems = await lintFromString({ source, absoluteRef: '/openapi.json', config })
const told = problems.map(({ ruleId, severity, message, location }) => ({
  ruleId,
  severity,
  message,
  at: location.map(({ pointer }) => pointer),
}))
console.log(JSON.stringify(told))
