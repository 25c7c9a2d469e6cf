/** What a student reads first. */

export const handOutReadme = (lessons: readonly string[]) => `# Blossom: exercises

${lessons.map((lesson) => `- [${lesson}](exercises/${lesson}.ipynb)`).join('\n')}

1. Open a notebook of \`exercises/\` (after \`npm start\`, your own copy in \`work/exercises/\`). Write
   your answer where a cell says "Not written yet", and run the cell.
2. Run the \`check\` cell below it, or in a terminal: \`npx blossom check exercises/${lessons[0]}.ipynb\`. You see what was
   called, what was expected and what came. The check here shows examples; your grade comes from other inputs of the same
   kind, so a general answer passes and one that is made for the examples does not.
3. Hints are in \`solutions/…/hints.md\`: a direction, a formula, nearly code.
4. Hand in that notebook, saved, under its own name.

Only the cells that begin with \`// task:\` are graded, so leave that line as it is and write your answer into that cell.
You may add cells, edit the text, and run whatever you like: it changes nothing.
`;
