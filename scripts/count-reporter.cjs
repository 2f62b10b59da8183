// Jest reporter: writes "<passed> <failed>" to the file that LOOKASIDE_TEST_COUNTS names, for .ci/run to add up.
const { writeFileSync } = require('node:fs')

module.exports = class CountReporter {
  onRunComplete(_contexts, results) {
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites
    writeFileSync(process.env.LOOKASIDE_TEST_COUNTS, `${results.numPassedTests} ${failed}\n`)
  }
}
