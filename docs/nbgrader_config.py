"""nbgrader (0.9.5) with TypeScript notebooks: copy this file into the folder of your nbgrader course.

nbgrader starts the kernel "blossom": install it for the user that grades (`npx blossom kernel install`).

What a test cell has to know of nbgrader's rules:
- An error gives 0 points, and so does any text on stderr: an answer that calls `console.error` in a test cell loses it.
- A test cell whose last line is a number gives that many points; a number above the cell's points is refused.
- Anything else gives full points, so a test cell ends in a statement that throws where the answer is wrong
  (`strictEqual(…)` of node:assert), or in a number.
- `OverwriteCells.add_missing_cells` must stay off: nbgrader would begin such a cell with "# ", which is no TypeScript.
"""
c = get_config()  # noqa: F821 (nbgrader brings it)

# What a learner finds between "// BEGIN SOLUTION" and "// END SOLUTION". nbgrader knows no stub for TypeScript, and an
# answer that is not written must fail.
c.ClearSolutions.code_stub = {
    "typescript": "throw new Error('Not written yet: put your answer in place of this line.');",
}

# A cell that never ends is interrupted after so many seconds; that gives 0 points, and the next cells still run.
c.Execute.timeout = 60
