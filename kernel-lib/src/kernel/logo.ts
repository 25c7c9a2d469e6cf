/** The kernel's picture in a launcher: a blossom of five petals. */

const petals = [0, 72, 144, 216, 288].map(
  (angle) => `<ellipse cx="32" cy="17" rx="10" ry="14" transform="rotate(${angle} 32 32)"/>`,
);

export const logo = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="64" height="64">
<g fill="#f4a6c0" stroke="#d9648f" stroke-width="1.5">${petals.join('')}</g>
<circle cx="32" cy="32" r="7" fill="#f6d365" stroke="#d9a520" stroke-width="1.5"/>
</svg>
`;
