// Everything in one loop; an answer's key is JSON, an attribute's stands before it.
function clozeScore(
  blanks: { attribute: string; tokens: number[]; from: number; to: number }[],
  guesses: number[][],
) {
  const asked = blanks.length;
  if (asked === 0) return { asked: 0, right: 0, percent: 0, baseline: 0 };
  let right = 0;
  const count: Record<string, number> = {};
  const most: Record<string, number> = {};
  for (let n = 0; n < asked; n++) {
    const { attribute, tokens, from, to } = blanks[n]!;
    let all = true;
    for (let i = from; i < to; i++) if (guesses[n]![i - 1] !== tokens[i]) all = false;
    if (all) right++;
    const key = JSON.stringify([attribute, tokens.slice(from, to)]);
    count[key] = (count[key] ?? 0) + 1;
    most[attribute] = Math.max(most[attribute] ?? 0, count[key]!);
  }
  let blind = 0;
  for (const attribute in most) blind += most[attribute]!;
  return { asked, right, percent: (right / asked) * 100, baseline: (blind / asked) * 100 };
}
